//! `backup`, `restore`, `export`, `import`.

use super::{Result, Store, config::Site};
use backend::{Backend, db::Db, transfer};
use clap::Args;
use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

#[derive(Args)]
pub struct Copy {
    file: PathBuf,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    site: Site,
}

impl Copy {
    /// SQLite: its own consistent copy. PostgreSQL: an export, which `restore` takes as well.
    pub async fn backup(self) -> Result<()> {
        let backend = self.backend().await?;
        refuse_existing(&self.file)?;
        if backend.db.is_sqlite() {
            let file = self.file.to_str().ok_or("the file’s name is not text")?;
            backend.db.copy_to(file).await.map_err(|error| format!("the backup failed: {error}"))?;
            File::open(&self.file)?.sync_all()?;
        } else {
            write_export(&backend, &self.file, true).await?;
        }
        println!("{} holds the backup ({} bytes)", self.file.display(), fs::metadata(&self.file)?.len());
        Ok(())
    }

    pub async fn restore(self) -> Result<()> {
        let mut start = [0; 16];
        let length = File::open(&self.file).and_then(|mut file| file.read(&mut start)).map_err(|error| self.unreadable(&error))?;
        if start[..length] == *b"SQLite format 3\0" { self.restore_file().await } else { self.import().await }
    }

    /// What was there before stays beside it, under another name.
    async fn restore_file(self) -> Result<()> {
        let target = self.store.file().ok_or("this is a backup of SQLite; for PostgreSQL, `muster export` from it and `muster import`")?;
        let _lock = self.store.lock()?;
        let fresh = target.with_extension("restoring");
        fs::copy(&self.file, &fresh).map_err(|error| self.unreadable(&error))?;
        // Proves that it is ours and whole, and brings an older one up to date, before anything is replaced.
        let checked = check(&fresh).await;
        if let Err(error) = checked {
            remove_with_logs(&fresh);
            return Err(format!("{} can’t be restored: {error}", self.file.display()).into());
        }
        let kept = set_aside(&target)?;
        fs::rename(&fresh, &target)?;
        println!("{} is restored{}", target.display(), kept.map_or_else(String::new, |kept| format!("; the former one is {}", kept.display())));
        Ok(())
    }

    pub async fn export(self) -> Result<()> {
        let backend = self.backend().await?;
        if self.file == Path::new("-") {
            transfer::export(&backend, &mut BufWriter::new(std::io::stdout())).await?;
            return Ok(());
        }
        refuse_existing(&self.file)?;
        let rows = write_export(&backend, &self.file, self.file.extension().is_some_and(|ending| ending == "gz")).await?;
        println!("{} holds {rows} rows", self.file.display());
        Ok(())
    }

    pub async fn import(self) -> Result<()> {
        let _lock = self.store.lock()?;
        let mut from: Box<dyn BufRead + Send> = if self.file == Path::new("-") {
            Box::new(BufReader::new(std::io::stdin()))
        } else {
            let mut file = BufReader::new(File::open(&self.file).map_err(|error| self.unreadable(&error))?);
            let packed = file.fill_buf().is_ok_and(|start| start.starts_with(&[0x1f, 0x8b]));
            if packed { Box::new(BufReader::new(MultiGzDecoder::new(file))) } else { Box::new(file) }
        };
        let backend = self.backend().await?;
        println!("{} rows imported", transfer::import(&backend, &mut *from).await?);
        backend.db.close().await;
        Ok(())
    }

    async fn backend(&self) -> Result<Backend> {
        Ok(self.site.backend(self.store.open().await?, super::LOCAL, false))
    }

    fn unreadable(&self, error: &std::io::Error) -> String {
        format!("{} can’t be read: {error}", self.file.display())
    }
}

async fn write_export(backend: &Backend, path: &Path, packed: bool) -> Result<u64> {
    // Under another name until it is whole.
    let partial = path.with_extension("partial");
    let file = File::create(&partial).map_err(|error| format!("{} can’t be written: {error}", path.display()))?;
    let rows = if packed {
        let mut out = GzEncoder::new(BufWriter::new(file), Compression::default());
        let rows = transfer::export(backend, &mut out).await?;
        out.finish()?.into_inner()?.sync_all()?;
        rows
    } else {
        let mut out = BufWriter::new(file);
        let rows = transfer::export(backend, &mut out).await?;
        out.flush()?;
        out.get_ref().sync_all()?;
        rows
    };
    fs::rename(&partial, path)?;
    Ok(rows)
}

async fn check(file: &Path) -> Result<()> {
    let db = Db::open(&format!("sqlite://{}", file.display())).await.map_err(|error| backend::db::why_unopened(&error))?;
    let problems = db.problems().await?;
    db.close().await;
    problems.first().map_or(Ok(()), |problem| Err(problem.clone().into()))
}

/// Moves the database away, logs included; answers its new name.
fn set_aside(target: &Path) -> Result<Option<PathBuf>> {
    if !target.exists() {
        return Ok(None);
    }
    let kept =
        (1..).map(|number| target.with_extension(format!("before-restore-{number}.db"))).find(|path| !path.exists()).ok_or("no name is free")?;
    fs::rename(target, &kept)?;
    for log in ["-wal", "-shm"] {
        let from = beside(target, log);
        if from.exists() {
            fs::rename(from, beside(&kept, log))?;
        }
    }
    Ok(Some(kept))
}

fn remove_with_logs(file: &Path) {
    for path in [file.to_owned(), beside(file, "-wal"), beside(file, "-shm")] {
        let _ = fs::remove_file(path);
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn refuse_existing(file: &Path) -> Result<()> {
    if file.exists() { Err(format!("{} exists already; nothing was written", file.display()).into()) } else { Ok(()) }
}
