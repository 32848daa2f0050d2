//! Any text as source: what compiles is printed, compiles to the same again, and runs within its bounds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planout::{Map, Options, Script, language};

fuzz_target!(|source: &str| {
    let Ok(json) = language::parse(source) else { return };
    assert!(language::lint(source).is_ok());
    if let Ok(printed) = language::print(&json) {
        assert!(language::parse(&printed).is_ok_and(|again| again.identical(&json)));
    }
    if let Ok(script) = Script::from_value(json) {
        let options = Options { steps: 100_000, ..Options::default() };
        if let Err(fault) = script.assign_with("salt", &Map::from([("userid", 1)]), &options) {
            let _ = fault.located(source);
        }
    }
});
