//! Any text in the four places of the key.
#![no_main]

use backend::events::auth::Keys;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut parts = text.splitn(4, '\n');
    let (sentry_auth, authorization, query) = (parts.next(), parts.next(), parts.next());
    if let Ok(mut keys) = Keys::of_request(sentry_auth, authorization, query) {
        let _ = keys.take_dsn(parts.next().unwrap_or(""));
        assert!(keys.key().is_none_or(|key| key.len() == 32));
    }
});
