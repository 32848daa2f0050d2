//! `muster doctor`: looks at the installation and says what is wrong with it.

use super::{Result, Store, config::Site};
use backend::{Backend, db::query, mail};
use clap::Args;

#[derive(Args)]
pub struct Doctor {
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    site: Site,
}

/// What was found; a `Wrong` makes the exit status 1.
enum Finding {
    Fine(String),
    Note(String),
    Wrong(String),
}

use Finding::{Fine, Note, Wrong};

impl Doctor {
    pub async fn run(self) -> Result<()> {
        let backend = self.site.backend(self.store.open().await?, super::LOCAL, false);
        let mut findings = vec![database(&backend).await];
        findings.push(self.address());
        findings.push(mail_server(&backend).await);
        findings.extend(self.sinks(&backend).await?);
        findings.extend(contents(&backend).await?);
        backend.db.close().await;
        let wrong = findings.iter().filter(|finding| matches!(finding, Wrong(_))).count();
        for finding in findings {
            let (word, text) = match finding {
                Fine(text) => ("ok   ", text),
                Note(text) => ("note ", text),
                Wrong(text) => ("WRONG", text),
            };
            println!("{word}  {text}");
        }
        if wrong > 0 { Err(format!("{wrong} found").into()) } else { Ok(()) }
    }

    /// Where exposures and events go beside the database, and what did not get there.
    async fn sinks(&self, backend: &Backend) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        if let Some(files) = self.site.events_files() {
            findings.push(match files.check().await {
                Ok(()) => Fine("exposures and events are also written to files".into()),
                Err(error) => Wrong(format!("exposures and events can’t be written to files (--events-dir): {error}")),
            });
        }
        match self.site.events_address() {
            Ok(None) => {}
            Ok(Some(_)) => findings.push(Fine("exposures and events are also sent to an address".into())),
            Err(why) => findings.push(Wrong(why.to_string())),
        }
        for (sink, lost) in backend::sink::losses(&backend.db, &backend.clock).await? {
            let place = if sink == "file" { "the files" } else { "the address" };
            findings.push(Note(format!("{lost} exposures and events of the last seven days did not get to {place}; the database has them")));
        }
        Ok(findings)
    }

    fn address(&self) -> Finding {
        match self.site.base_url.as_deref().filter(|url| !url.is_empty()) {
            None => Note("no base URL is set: links in messages point to the address that the server listens on (--base-url)".into()),
            Some(url) if url.starts_with("https://") => Fine(format!("people reach it at {url}")),
            Some(url) if url.starts_with("http://") => {
                Note(format!("{url} is not encrypted: passwords and sessions travel readably; put a proxy with TLS in front"))
            }
            Some(url) => Wrong(format!("the base URL {url} begins with neither https:// nor http://")),
        }
    }
}

async fn database(backend: &Backend) -> Finding {
    match backend.db.problems().await {
        Ok(problems) if problems.is_empty() => Fine(format!("the database is whole, schema {}", backend::db::schema_version())),
        Ok(problems) => Wrong(format!("the database: {}", problems.join("; "))),
        Err(error) => Wrong(format!("the database can’t be read: {error}")),
    }
}

async fn mail_server(backend: &Backend) -> Finding {
    if !backend.settings.mail_configured() {
        return Note("no mail server is set: invitations are handed over as links (--smtp-url)".into());
    }
    match mail::greet(&backend.settings.mail).await {
        Ok(()) => Fine("the mail server answers".into()),
        Err(why) => Wrong(format!("the mail server: {why}")),
    }
}

async fn contents(backend: &Backend) -> Result<Vec<Finding>> {
    let count = async |sql: &'static str| -> Result<i64> { Ok(query(sql).one::<(i64,)>(&backend.db).await?.0) };
    let owners = count("SELECT CAST(COUNT(*) AS BIGINT) FROM memberships WHERE role = 'owner'").await?;
    let ownerless = count(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM organizations o
         WHERE NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.id AND m.role = 'owner')",
    )
    .await?;
    let failed = count("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE state = 'failed'").await?;
    let waiting = count("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE state = 'queued'").await?;
    let mut findings = vec![if owners == 0 {
        Note("nobody has signed up yet: open the server in a browser, or `muster admin create-owner`".into())
    } else {
        Fine(format!("{owners} {}", if owners == 1 { "owner" } else { "owners" }))
    }];
    if ownerless > 0 {
        findings.push(Wrong(format!("{ownerless} organizations without an owner: `muster admin create-owner` makes one")));
    }
    if waiting > 0 {
        findings.push(Note(format!("{waiting} messages wait to leave")));
    }
    if failed > 0 {
        findings.push(Note(format!("{failed} messages could not leave; the members page says why")));
    }
    Ok(findings)
}
