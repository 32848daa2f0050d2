//! Any bytes in any encoding; never more than the bound comes out.
#![no_main]

use backend::events::decode::{self, Encoding};
use libfuzzer_sys::fuzz_target;

const MOST: u64 = 1024 * 1024;

fuzz_target!(|input: &[u8]| {
    let Some((first, wire)) = input.split_first() else { return };
    let encoding = [Encoding::Gzip, Encoding::Deflate, Encoding::Brotli, Encoding::Zstd][usize::from(first % 4)];
    if let Ok(plain) = decode::all(encoding, wire, MOST) {
        assert!(plain.len() as u64 <= MOST);
    }
});
