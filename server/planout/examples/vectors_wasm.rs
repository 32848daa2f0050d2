//! The same check in WebAssembly; `scripts/planout-wasm` runs it in node.

#[path = "vectors/check/mod.rs"]
mod check;

use check::Outcome;

/// Checks the text of one file. Answers with `passed failed skipped`, then the first failures.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen::prelude::wasm_bindgen)]
#[must_use]
pub fn check_file(text: &str) -> String {
    let mut counts = [0usize; 3];
    let mut failures = Vec::new();
    for (line, outcome) in check::file(text) {
        match outcome {
            Outcome::Passed => counts[0] += 1,
            Outcome::Failed(why) => {
                counts[1] += 1;
                failures.push(format!("line {line}: {why}"));
            }
            Outcome::Skipped(why) => counts[2] += usize::from(!why.is_empty()),
        }
    }
    failures.truncate(10);
    format!("{} {} {}\n{}", counts[0], counts[1], counts[2], failures.join("\n"))
}
