//! `serve`, `demo` and `worker`.

use super::{Result, Store, config::Site};
use crate::{http, workers};
use backend::{Backend, events::Intake};
use clap::Args;
use std::net::SocketAddr;
use tokio::{net::TcpListener, sync::watch};

#[derive(Args)]
pub struct Serve {
    /// Address to listen on.
    #[arg(long, env = "MUSTER_LISTEN", default_value = "127.0.0.1:8000")]
    listen: SocketAddr,
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    site: Site,
    /// Leave messages and expiry to `muster worker`.
    #[arg(long, env = "MUSTER_NO_WORKER")]
    no_worker: bool,
    /// How many reverse proxies stand in front; as many addresses of X-Forwarded-For are believed.
    #[arg(long, env = "MUSTER_TRUSTED_PROXIES", default_value_t = 0)]
    trusted_proxies: usize,
}

#[derive(Args)]
pub struct Demo {
    #[command(flatten)]
    serve: Serve,
    /// First print one line of JSON with addresses, accounts and keys.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Worker {
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    site: Site,
}

impl Serve {
    pub async fn run(self) -> Result<()> {
        start_logging();
        let _lock = self.store.lock()?;
        let (listener, backend) = self.open(false).await?;
        let intake = Intake::start(backend.clone());
        self.serve(listener, backend, intake).await
    }

    async fn open(&self, demo: bool) -> Result<(TcpListener, Backend)> {
        let listener = TcpListener::bind(self.listen).await.map_err(|error| format!("can’t listen on {}: {error}", self.listen))?;
        let fallback = format!("http://{}", listener.local_addr()?);
        Ok((listener, self.site.with_sinks(self.site.backend(self.store.open().await?, &fallback, demo))?))
    }

    async fn serve(self, listener: TcpListener, backend: Backend, intake: Intake) -> Result<()> {
        let (stop, stopped) = watch::channel(false);
        let worker = (!self.no_worker).then(|| tokio::spawn(workers::run(backend.clone(), stopped.clone())));
        let app = http::router(backend.clone(), intake.clone(), self.trusted_proxies)?;
        http::serve::raise_file_limit();
        let (told, live) = (until_told(), backend.live.clone());
        println!("ready http://{}", listener.local_addr()?);
        // Pages that listen for changes would hold the server until their time is over.
        let told = async move {
            told.await;
            live.end();
        };
        http::serve::serve(listener, app, told).await;
        let _ = stop.send(true);
        intake.drain().await;
        if let Some(worker) = worker {
            let _ = worker.await;
        }
        backend.db.beside().drain().await;
        backend.db.close().await;
        Ok(())
    }
}

impl Demo {
    pub async fn run(self) -> Result<()> {
        start_logging();
        let _lock = self.serve.store.lock()?;
        let (listener, backend) = self.serve.open(true).await?;
        let intake = Intake::start(backend.clone());
        let summary = backend::demo::load(&backend, &intake).await?;
        if self.json {
            println!("{}", serde_json::to_string(&summary)?);
        }
        self.serve.serve(listener, backend, intake).await
    }
}

impl Worker {
    pub async fn run(self) -> Result<()> {
        start_logging();
        let base = self.site.base_url.clone().ok_or("a worker of its own needs --base-url: links in messages are made from it")?;
        let backend = self.site.with_sinks(self.site.backend(self.store.open().await?, &base, false))?;
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(workers::run(backend.clone(), stopped));
        let told = until_told();
        println!("ready worker");
        told.await;
        let _ = stop.send(true);
        let _ = worker.await;
        backend.db.beside().drain().await;
        backend.db.close().await;
        Ok(())
    }
}

/// SIGTERM or Ctrl-C, heard from this call on and not only once somebody waits: whoever reads `ready` may stop the server at once.
fn until_told() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = signal(SignalKind::terminate());
    let interrupt = signal(SignalKind::interrupt());
    async {
        match (terminate, interrupt) {
            (Ok(mut terminate), Ok(mut interrupt)) => tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            },
            _ => _ = tokio::signal::ctrl_c().await,
        }
    }
}

fn start_logging() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("MUSTER_LOG").unwrap_or_else(|_| EnvFilter::new("warn,muster=info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::env::var("MUSTER_LOG_FORMAT").as_deref() == Ok("json") { logs.json().init() } else { logs.compact().init() }
}
