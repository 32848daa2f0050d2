//! Any text as JSON, and as the JSON of a script.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planout::{Map, Options, Script, json};

fuzz_target!(|text: &str| {
    let Ok(value) = json::parse(text) else { return };
    assert!(json::parse(&json::write(&value)).is_ok_and(|again| again.identical(&value)));
    if let Ok(script) = Script::from_value(value) {
        let _ = script.assign_with("salt", &Map::from([("userid", 1)]), &Options { steps: 100_000, ..Options::default() });
    }
});
