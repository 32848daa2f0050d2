//! Settings that several commands share. Every flag is an environment variable too.

use super::Result;
use backend::{
    Backend, Mail, Settings,
    clock::Clock,
    db::Db,
    experiments::own::{ALL, Catalog},
    live::Live,
    sink::{Beside, EventSink, Files, Http},
};
use clap::Args;
use std::{
    fs::{File, TryLockError},
    path::PathBuf,
    sync::Arc,
};

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct Store {
    /// Folder for the embedded database.
    #[arg(long, env = "MUSTER_DATA_DIR", default_value = "./data")]
    pub data_dir: PathBuf,
    /// sqlite://PATH or postgres://…; without it, SQLite in the data folder.
    #[arg(long, env = "MUSTER_DATABASE_URL")]
    pub database_url: Option<String>,
}

/// Held as long as this process serves a SQLite file.
pub struct Lock(#[expect(dead_code, reason = "held, not read: closing the file lets go")] File);

impl Store {
    /// Opens the database; the schema is brought up to date.
    pub async fn open(&self) -> Result<Db> {
        let url = match (&self.database_url, self.file()) {
            (Some(url), _) if !url.is_empty() => url.clone(),
            (_, Some(file)) => {
                std::fs::create_dir_all(&self.data_dir).map_err(|error| format!("{} can’t be made: {error}", self.data_dir.display()))?;
                format!("sqlite://{}", file.display())
            }
            (_, None) => return Err("no database is named".into()),
        };
        Db::open(&url).await.map_err(|error| backend::db::why_unopened(&error).into())
    }

    /// The SQLite file; `None` on PostgreSQL.
    pub fn file(&self) -> Option<PathBuf> {
        match self.database_url.as_deref().filter(|url| !url.is_empty()) {
            None => Some(self.data_dir.join("muster.db")),
            Some(url) => url.strip_prefix("sqlite:").map(|rest| PathBuf::from(rest.trim_start_matches("//").split('?').next().unwrap_or_default())),
        }
    }

    /// Makes sure that no other server works on the same SQLite file: each would keep its own keys, limits and live pages.
    ///
    /// # Errors
    /// When one does.
    pub fn lock(&self) -> Result<Option<Lock>> {
        let Some(path) = self.file() else { return Ok(None) };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| format!("{} can’t be made: {error}", folder.display()))?;
        }
        let lock = File::create(path.with_extension("lock")).map_err(|error| format!("{} can’t be locked: {error}", path.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Lock(lock))),
            Err(TryLockError::WouldBlock) => Err(format!("{} is in use by another Muster server; stop it first", path.display()).into()),
            Err(TryLockError::Error(error)) => Err(format!("{} can’t be locked: {error}", path.display()).into()),
        }
    }
}

/// How people and messages reach each other.
#[derive(Args, Clone, Debug)]
pub struct Site {
    /// Where people reach this server; links in messages are made from it alone. [default: http://LISTEN]
    #[arg(long, env = "MUSTER_BASE_URL")]
    pub base_url: Option<String>,
    /// smtp://user:pass@host:port or smtps://…; without it, links are shown to who may see them.
    #[arg(long, env = "MUSTER_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Sender of every message.
    #[arg(long, env = "MUSTER_MAIL_FROM", default_value = "Muster <muster@localhost>")]
    pub mail_from: String,
    /// Let anyone create an account and an organization.
    #[arg(long, env = "MUSTER_OPEN_SIGN_UP")]
    pub open_sign_up: bool,
    /// How many invitations and requests a person may send in a day; an organization, twice as many.
    #[arg(long, env = "MUSTER_INVITATIONS_PER_DAY", default_value_t = backend::INVITATIONS_PER_DAY)]
    pub invitations_per_day: usize,
    /// Folder where exposures and events are also written, as NDJSON, one file a day.
    #[arg(long, env = "MUSTER_EVENTS_DIR")]
    pub events_dir: Option<PathBuf>,
    /// Address where exposures and events are also sent, as NDJSON by POST.
    #[arg(long, env = "MUSTER_EVENTS_URL")]
    pub events_url: Option<String>,
    /// Bearer token for that address.
    #[arg(long, env = "MUSTER_EVENTS_TOKEN", hide_env_values = true)]
    pub events_token: Option<String>,
    /// Name server that proves domains; without it, the system’s.
    #[arg(long, env = "MUSTER_DNS_SERVER", value_parser = name_server)]
    pub dns_server: Option<NameServer>,
}

/// An address, or nothing where a variable is set to nothing.
#[derive(Clone, Copy, Debug)]
pub struct NameServer(Option<std::net::SocketAddr>);

fn name_server(text: &str) -> std::result::Result<NameServer, String> {
    let parse = |text: &str| text.parse().map_err(|_| "name an address with its port, such as 192.0.2.1:53".to_owned());
    Ok(NameServer((!text.is_empty()).then(|| parse(text)).transpose()?))
}

impl Site {
    /// Where exposures and events are written beside the database.
    pub fn events_files(&self) -> Option<Files> {
        self.events_dir.as_ref().filter(|folder| !folder.as_os_str().is_empty()).map(|folder| Files::new(folder, Clock::System))
    }

    /// Where exposures and events are sent.
    ///
    /// # Errors
    /// When the address is none.
    pub fn events_address(&self) -> Result<Option<Http>> {
        let set = |setting: &Option<String>| setting.clone().filter(|text| !text.is_empty());
        let Some(address) = set(&self.events_url) else { return Ok(None) };
        Ok(Some(Http::new(&address, set(&self.events_token)).map_err(|why| format!("--events-url: {why}"))?))
    }

    /// The same backend with its sinks at work, for a program that stays. Belongs into a Tokio runtime.
    ///
    /// # Errors
    /// When an address is none.
    pub fn with_sinks(&self, mut backend: Backend) -> Result<Backend> {
        let mut sinks: Vec<(&'static str, Box<dyn EventSink>)> = Vec::new();
        if let Some(files) = self.events_files() {
            sinks.push(("file", Box::new(files)));
        }
        if let Some(address) = self.events_address()? {
            sinks.push(("http", Box::new(address)));
        }
        if !sinks.is_empty() {
            let beside = Beside::start(&backend.db, &backend.clock, sinks);
            backend.db = backend.db.with_beside(beside);
        }
        Ok(backend)
    }

    /// `fallback`: the base URL when none is set.
    pub fn backend(&self, db: Db, fallback: &str, demo: bool) -> Backend {
        // Set to nothing, as a compose file does it, is not set.
        let set = |setting: &Option<String>| setting.clone().filter(|text| !text.is_empty());
        let mail = match (set(&self.smtp_url), demo) {
            (Some(url), _) => Mail::Smtp { url, from: self.mail_from.clone() },
            (None, true) => Mail::Mailbox,
            (None, false) => Mail::None,
        };
        let base_url = set(&self.base_url).unwrap_or_else(|| fallback.to_owned()).trim_end_matches('/').to_owned();
        let dns = self.dns_server.and_then(|server| server.0);
        let settings = Settings { base_url, mail, demo, open_sign_up: self.open_sign_up, dns, invitations_per_day: self.invitations_per_day };
        Backend { db, clock: Clock::System, live: Live::default(), settings: Arc::new(settings), experiments: Catalog::new(ALL) }
    }
}
