//! Files of a folder, one for each day: NDJSON, appended to.

use super::{EventSink, Record, lines};
use crate::{Error, Result, clock::Clock};
use futures::future::BoxFuture;
use std::path::PathBuf;
use tokio::{fs::OpenOptions, io::AsyncWriteExt};

/// A folder of files `muster-2026-11-21.ndjson`; the day (UTC) is that of writing.
pub struct Files {
    folder: PathBuf,
    clock: Clock,
}

impl Files {
    pub fn new(folder: impl Into<PathBuf>, clock: Clock) -> Self {
        Self { folder: folder.into(), clock }
    }

    /// Makes the folder and a file in it, to find out whether that works.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check(&self) -> std::io::Result<()> {
        tokio::fs::create_dir_all(&self.folder).await?;
        OpenOptions::new().create(true).append(true).open(self.today()).await.map(|_| ())
    }

    fn today(&self) -> PathBuf {
        let now = jiff::Timestamp::from_millisecond(self.clock.now().0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        self.folder.join(format!("muster-{}.ndjson", now.strftime("%Y-%m-%d")))
    }
}

impl EventSink for Files {
    fn take<'a>(&'a mut self, records: &'a [Record]) -> BoxFuture<'a, Result<usize>> {
        Box::pin(async move {
            let failed = |error: std::io::Error| Error::Fault(format!("{}: {error}", self.folder.display()));
            tokio::fs::create_dir_all(&self.folder).await.map_err(failed)?;
            let mut file = OpenOptions::new().create(true).append(true).open(self.today()).await.map_err(failed)?;
            file.write_all(&lines(records)).await.map_err(failed)?;
            file.flush().await.map_err(failed)?;
            Ok(records.len())
        })
    }
}
