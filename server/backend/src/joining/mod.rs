//! Coming in from outside: asking to join, proving the address, verified domains and reusable links.
//!
//! Whoever asks hears the same words in the same time, whatever is known of the address: [`ask`] only writes down that somebody asked.
//! [`decide`] looks it up later, when the message to the address is written, so that only its mailbox learns how it stands.

mod ask;
mod ask_signed_in;
mod confirm;
mod decide;
mod door;
mod store;
mod sweep;
#[cfg(test)]
mod tests;

pub use ask::{ask, viewed};
pub use confirm::confirm;
pub(crate) use confirm::mint_code;
pub(crate) use decide::{Decided, decide};
pub use door::door;
pub(crate) use store::Ask;
pub(crate) use sweep::give_way;
pub use sweep::sweep;
