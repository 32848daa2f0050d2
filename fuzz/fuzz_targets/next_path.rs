//! Any text as the page to go on to: what is let through stays on this site.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::next_path;

fuzz_target!(|text: &str| {
    if let Some(path) = next_path::local(text) {
        assert!(path.starts_with('/'));
        // Browsers read a second slash, or a backslash, as the beginning of another host; and drop tabs and line ends before that.
        let read: String = path.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        assert!(!read[1..].starts_with(['/', '\\']), "{path:?}");
    }
});
