//! Any bytes as one event; what is kept must survive being stored.
#![no_main]

use backend::events::{Body, decode::Encoding, payload, receive};
use libfuzzer_sys::fuzz_target;
use model::time::Timestamp;

fuzz_target!(|wire: &[u8]| {
    let body = Body { encoding: Encoding::Plain, wire, received: Timestamp(1_795_200_000_000), client_address: Some("192.0.2.1") };
    if let Ok(received) = receive::single(&body) {
        for ready in received.events {
            let packed = payload::pack(&ready.event).expect("an event packs");
            payload::unpack(&packed).expect("what was packed unpacks");
            assert_eq!(ready.fingerprint.len(), 32);
        }
    }
});
