//! Any bytes as an envelope, down to the normalised events.
#![no_main]

use backend::events::{Body, auth::Keys, decode::Encoding, receive};
use libfuzzer_sys::fuzz_target;
use model::time::Timestamp;

fuzz_target!(|wire: &[u8]| {
    let body = Body { encoding: Encoding::Plain, wire, received: Timestamp(1_795_200_000_000), client_address: None };
    let _ = receive::envelope(&body, &mut Keys::default());
});
