//! The outbox: messages committed together with their cause, sent later by a worker.
//!
//! A row holds no secret: the token in a link is minted when the message leaves (see [`crate::mail`]), so neither the database nor a
//! backup of it can open anything. A worker leases a row by a conditional UPDATE, asks again whether the message still applies, sends
//! it, and notes the answer. What failed for now is tried again, later and later; what failed for good is shown to whoever caused it.

mod deliver;
mod enqueue;
mod store;
#[cfg(test)]
pub(crate) mod tests;

pub use deliver::{MAX_ATTEMPTS, run_once, run_once_with};
pub use enqueue::{Kind, Message, cancel, enqueue, enqueued_since, gather, ring, rung};
