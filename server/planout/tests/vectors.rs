//! Every row that was computed with the reference is reproduced, bit for bit.

#[path = "../examples/vectors/check/mod.rs"]
mod check;

use check::Outcome;

#[test]
fn every_row_is_reproduced() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");
    let (mut passed, mut skipped) = (0, 0);
    for entry in std::fs::read_dir(folder).expect("the vectors") {
        let path = entry.expect("a file").path();
        for (line, outcome) in check::file(&std::fs::read_to_string(&path).expect("a file")) {
            match outcome {
                Outcome::Passed => passed += 1,
                Outcome::Skipped(why) => {
                    assert!(!why.is_empty());
                    skipped += 1;
                }
                Outcome::Failed(why) => panic!("{}:{line}: {why}", path.display()),
            }
        }
    }
    assert!(passed > 5_000, "{passed}");
    assert!(skipped < 100, "{skipped}");
}
