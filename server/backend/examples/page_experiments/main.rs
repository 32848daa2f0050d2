//! Prints what the product's own experiments cost each page, with none running and with twenty: computing alone, and as pages
//! ask, with reading from SQLite what was decided about them when a second has passed. `cargo run --release -p backend --example page_experiments`

mod twenty;

use backend::{
    Backend, INVITATIONS_PER_DAY, Mail, Settings,
    clock::Clock,
    db::Db,
    experiments::{
        self,
        own::{self, Catalog},
    },
    live::Live,
};
use model::{
    experiment::Status,
    id::{AccountId, OrganizationId},
};
use std::{error::Error, hint::black_box, sync::Arc, time::Instant};

const ROUNDS: usize = 200;
const EACH: u32 = 50;

fn settings() -> Settings {
    Settings {
        base_url: "http://127.0.0.1:8000".into(),
        mail: Mail::None,
        demo: false,
        open_sign_up: false,
        dns: None,
        invitations_per_day: INVITATIONS_PER_DAY,
    }
}

/// Whose page it is: somebody else's each time.
fn page(number: u32) -> (OrganizationId, AccountId) {
    let id = |word: u32| format!("0199b2c4-{word:04x}-7000-8000-{number:012x}");
    (OrganizationId(id(1)), AccountId(id(2)))
}

/// The best and the middle of many short rounds, in microseconds: on a shared machine the worst ones measure the neighbours.
fn show(what: &str, mut rounds: Vec<f64>) {
    rounds.sort_by(f64::total_cmp);
    println!("{what:<60} {:>7.2} µs {:>7.2} µs", rounds[0], rounds[rounds.len() / 2]);
}

fn micros(begin: Instant) -> f64 {
    begin.elapsed().as_secs_f64() * 1e6 / f64::from(EACH)
}

async fn measure(backend: &Backend, what: &str) -> Result<(), Box<dyn Error>> {
    let own = own::all(backend).await?;
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let begin = Instant::now();
        for number in 0..EACH {
            let (organization, account) = page(round as u32 * EACH + number);
            black_box(experiments::given(&own, &organization, &account));
        }
        rounds.push(micros(begin));
    }
    show(&format!("{what}: computing"), rounds);
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let begin = Instant::now();
        for number in 0..EACH {
            let (organization, account) = page(round as u32 * EACH + number);
            black_box(experiments::of_account(backend, &organization, &account).await?);
        }
        rounds.push(micros(begin));
    }
    show(&format!("{what}: as pages ask, reading anew each second"), rounds);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    println!("{:<60} {:>10} {:>10}", "for one page", "best", "median");
    for (what, experiments) in [("none running", own::ALL), ("twenty running", twenty::beside_the_products_own())] {
        let folder = tempfile::tempdir()?;
        let db = Db::open(&format!("sqlite://{}", folder.path().join("muster.db").display())).await?;
        let backend =
            Backend { db, clock: Clock::System, live: Live::default(), settings: Arc::new(settings()), experiments: Catalog::new(experiments) };
        for declared in experiments.iter().skip(own::ALL.len()) {
            experiments::decide_own(&backend, declared.name(), Status::Running, None).await?;
        }
        measure(&backend, what).await?;
        backend.db.close().await;
    }
    println!("load {}", std::fs::read_to_string("/proc/loadavg")?.trim());
    Ok(())
}
