//! Checks files of reference cases: `cargo run --release -p backend --example stats_vectors -- FILE…`

mod check;

use std::process::ExitCode;

fn main() -> ExitCode {
    let (mut passed, mut failed) = (0, 0);
    for path in std::env::args().skip(1) {
        let outcome = std::fs::read_to_string(&path).map_err(|error| error.to_string()).and_then(|text| check::file(&text));
        match outcome {
            Err(error) => {
                println!("{path}: {error}");
                failed += 1;
            }
            Ok(outcomes) => {
                for (id, outcome) in outcomes {
                    match outcome {
                        Ok(()) => passed += 1,
                        Err(why) => {
                            println!("{path}: {id}: {why}");
                            failed += 1;
                        }
                    }
                }
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
