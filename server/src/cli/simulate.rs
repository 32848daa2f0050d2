//! `muster simulate …`: what would come out, by the product's own code on a clock of its own.

use super::{LOCAL, Result};
use backend::{db::Db, experiments, simulate};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub enum Simulate {
    /// Thirty days of organizations that invite people, in the arms of improved_invites.
    Invitations(Invitations),
}

#[derive(Args)]
pub struct Invitations {
    /// How many organizations.
    #[arg(long, default_value_t = 4_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    organizations: u32,
    /// The same seed gives the same figures.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Nobody takes any notice of their arm. Whatever is found then is a false alarm: at p below 0.05, five in a hundred comparisons.
    #[arg(long)]
    no_effect: bool,
    /// Folder for the simulated database. One that holds an earlier simulation is made anew. [default: ./data/simulation]
    #[arg(long)]
    data_dir: Option<PathBuf>,
}

impl Simulate {
    pub async fn run(self) -> Result<()> {
        match self {
            Self::Invitations(invitations) => invitations.run().await,
        }
    }
}

impl Invitations {
    async fn run(self) -> Result<()> {
        let folder = self.data_dir.unwrap_or_else(|| PathBuf::from("./data/simulation"));
        let (organizations, seed) = (self.organizations, self.seed);
        let plan = simulate::Plan { organizations, seed, effect: !self.no_effect };
        let store = super::Store { data_dir: folder.clone(), database_url: None };
        let _lock = store.lock()?;
        clear(&folder).await?;
        eprintln!("{organizations} organizations, {} days, seed {seed}; 4,000 take about two minutes", simulate::DAYS);
        let db = Db::open_unflushed(&url(&folder)).await.map_err(|error| backend::db::why_unopened(&error))?;
        let told = |day| eprint!("\rday {day} of {}", simulate::DAYS);
        let simulated = simulate::invitations(db.clone(), LOCAL, plan, told).await;
        eprintln!();
        db.close().await;
        let simulated = simulated?;
        let effect = if plan.effect { "" } else { ", WITHOUT ANY EFFECT" };
        println!("SIMULATED: improved_invites, {organizations} organizations, {} days, seed {seed}{effect}", simulate::DAYS);
        print!("{}", simulate::table(&simulated.results, plan.effect));
        println!("\nThe page with the charts: muster serve --data-dir {}", folder.display());
        println!("then {LOCAL}/{}/experiments/improved_invites, as {} with {}", simulate::SLUG, simulate::OWNER, simulate::PASSWORD);
        Ok(())
    }
}

fn url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("muster.db").display())
}

/// Takes an earlier simulation away; whatever else is there stays and is refused later.
async fn clear(folder: &Path) -> Result<()> {
    let file = folder.join("muster.db");
    if !file.exists() {
        return Ok(());
    }
    let db = Db::open(&url(folder)).await.map_err(|error| backend::db::why_unopened(&error))?;
    let site = super::config::Site {
        base_url: None,
        smtp_url: None,
        mail_from: String::new(),
        events_dir: None,
        events_url: None,
        events_token: None,
        open_sign_up: false,
        dns_server: None,
        invitations_per_day: backend::INVITATIONS_PER_DAY,
    };
    let backend = site.backend(db, LOCAL, false);
    let simulated = experiments::is_simulated(&backend).await?;
    backend.db.close().await;
    if !simulated {
        return Err(format!("{} holds a database that is no simulation: choose another folder with --data-dir", folder.display()).into());
    }
    for name in ["muster.db", "muster.db-wal", "muster.db-shm"] {
        match std::fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(format!("{name} can’t be taken away: {error}").into()),
            _ => {}
        }
    }
    Ok(())
}
