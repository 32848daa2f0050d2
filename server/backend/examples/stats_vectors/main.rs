//! Checks files of reference cases: `cargo run --release -p backend --example stats_vectors -- FILE…`

mod check;

use check::Outcome;
use std::process::ExitCode;

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: stats_vectors FILE…");
    }
    let (mut passed, mut loosely, mut failed) = (0, 0, 0);
    for path in &files {
        let outcomes = std::fs::read_to_string(path).map_err(|error| error.to_string()).and_then(|text| check::file(&text));
        let outcomes = outcomes.unwrap_or_else(|why| vec![("the file".into(), Outcome::Failed(why))]);
        for (id, outcome) in outcomes {
            match outcome {
                Outcome::Passed => passed += 1,
                Outcome::Loosely(off, why) => {
                    println!("{path}: {id}: passed, but to {off:.1e} only: {why}");
                    loosely += 1;
                }
                Outcome::Failed(why) => {
                    println!("{path}: {id}: {why}");
                    failed += 1;
                }
            }
        }
    }
    if loosely > 0 {
        println!("{loosely} of those that passed agree to fewer than nine digits, for the reasons above");
    }
    println!("{} passed, {failed} failed", passed + loosely);
    if failed == 0 && !files.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
