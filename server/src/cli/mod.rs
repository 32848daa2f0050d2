//! Commands. Exit status 0, or 1 with one clear line on stderr; 2 for wrong usage.

mod admin;
mod config;
mod copies;
mod doctor;
mod serve;
mod simulate;

pub use config::Store;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The base URL where no server says one.
const LOCAL: &str = "http://127.0.0.1:8000";

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Self-hosted error tracking that your whole team can join.
#[derive(Parser)]
#[command(name = "muster", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the product; a worker runs inside.
    Serve(serve::Serve),
    /// Load the demo organization (once) and serve it.
    Demo(serve::Demo),
    /// Run only the worker: messages, expiry.
    Worker(serve::Worker),
    /// Bring the database's schema up to date.
    Migrate(Store),
    /// Look at the installation and say what is wrong with it.
    Doctor(doctor::Doctor),
    /// Copy the database into a file while the server runs.
    Backup(copies::Copy),
    /// Put a backup in the database's place; the server must be stopped.
    Restore(copies::Copy),
    /// Write everything as lines of JSON (gzip with .gz; - for standard output), to move between SQLite and PostgreSQL.
    Export(copies::Copy),
    /// Read an export into an empty database.
    Import(copies::Copy),
    /// Accounts, projects, tokens from the command line.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Let simulated people use the product, to see what its experiments would show.
    #[command(subcommand)]
    Simulate(simulate::Simulate),
    /// Print the OpenAPI description of the REST interface.
    Openapi,
}

pub async fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Serve(serve) => serve.run().await,
        Command::Demo(demo) => demo.run().await,
        Command::Worker(worker) => worker.run().await,
        Command::Migrate(store) => {
            store.open().await?.close().await;
            println!("the schema is up to date");
            Ok(())
        }
        Command::Doctor(doctor) => doctor.run().await,
        Command::Backup(copy) => copy.backup().await,
        Command::Restore(copy) => copy.restore().await,
        Command::Export(copy) => copy.export().await,
        Command::Import(copy) => copy.import().await,
        Command::Admin(admin) => admin.run().await,
        Command::Simulate(simulate) => simulate.run().await,
        Command::Openapi => {
            use std::io::Write;
            // `muster openapi | head` closes the pipe early: that is no failure of ours.
            let _ = writeln!(std::io::stdout(), "{:#}", crate::http::rest::openapi());
            Ok(())
        }
    }
}

/// One clear line, status 1.
pub fn fail(line: &str) -> ExitCode {
    eprintln!("muster: {line}");
    ExitCode::FAILURE
}
