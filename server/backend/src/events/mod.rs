//! Events as they arrive: reading, normalising, grouping, storing.
//!
//! The way of an event: [`auth`] finds its key, [`decode`] and [`envelope`] its bytes, [`json`] its structure, [`normalise`] what is kept of it,
//! [`fingerprint`] which issue it belongs to, [`writer`] and [`store`] its place on disk. [`receive`] strings the pure parts together, [`Intake`] is the door.

mod around;
pub mod auth;
pub mod decode;
pub mod envelope;
pub mod fingerprint;
mod first_error;
mod intake;
pub mod json;
mod keep;
pub mod normalise;
mod notes;
pub mod payload;
pub mod receive;
mod sample;
mod scrub;
mod stack;
mod store;
mod tags;
#[cfg(test)]
mod tests;
mod when;
mod writer;

pub use first_error::SAMPLE;
pub use intake::{Intake, Limited, Limits, Project};
pub use receive::{Body, Ready};
pub(crate) use sample::write_sample;
pub use writer::Lost;
