//! Checks files of golden vectors: `cargo run --release -p planout --example vectors -- FILE…`

mod check;

use std::collections::BTreeMap;
use std::process::ExitCode;

use check::Outcome;

const SHOWN: usize = 20;

fn main() -> ExitCode {
    let mut counts = (0, 0, 0);
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for path in std::env::args().skip(1) {
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                println!("{path}: {error}");
                counts.1 += 1;
                continue;
            }
        };
        for (number, outcome) in check::file(&text) {
            match outcome {
                Outcome::Passed => counts.0 += 1,
                Outcome::Failed(why) => {
                    counts.1 += 1;
                    if counts.1 <= SHOWN {
                        println!("{path}:{number}: {why}");
                    }
                }
                Outcome::Skipped(why) => {
                    counts.2 += 1;
                    *reasons.entry(why).or_default() += 1;
                }
            }
        }
    }
    for (reason, count) in reasons {
        println!("skipped {count}: {reason}");
    }
    let skipped = if counts.2 > 0 { format!(", {} skipped", counts.2) } else { String::new() };
    println!("{} passed, {} failed{skipped}", counts.0, counts.1);
    if counts.1 == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
