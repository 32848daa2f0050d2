//! Events as they lie in the database: JSON, compressed.

use crate::{Error, Result};
use model::event::Event;
use std::cell::RefCell;

/// Smaller than faster levels make it, at a cost of about 0.1 ms for a large event.
const LEVEL: i32 = 3;

thread_local! {
    /// Setting one up costs more than compressing an event.
    static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
}

/// Packs an event for storage.
///
/// # Errors
/// Never in practice: an event is always JSON.
pub fn pack(event: &Event) -> Result<Vec<u8>> {
    let fault = |error: &dyn std::fmt::Display| Error::Fault(format!("event could not be packed: {error}"));
    let json = serde_json::to_vec(event).map_err(|error| fault(&error))?;
    COMPRESSOR.with_borrow_mut(|slot| {
        let compressor = match slot {
            Some(compressor) => compressor,
            None => slot.insert(zstd::bulk::Compressor::new(LEVEL).map_err(|error| fault(&error))?),
        };
        compressor.compress(&json).map_err(|error| fault(&error))
    })
}

/// Unpacks a stored event.
///
/// # Errors
/// When the stored bytes are damaged.
pub fn unpack(payload: &[u8]) -> Result<Event> {
    let fault = |error: &dyn std::fmt::Display| Error::Fault(format!("stored event can’t be read: {error}"));
    let json = zstd::decode_all(payload).map_err(|error| fault(&error))?;
    serde_json::from_slice(&json).map_err(|error| fault(&error))
}
