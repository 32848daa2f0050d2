//! Coming in from outside: asking to join, proving the address, verified domains and reusable links.
//!
//! Whoever asks hears the same words in the same time, whatever is known of the address: [`ask`] only writes down that somebody asked.
//! [`decide`] looks it up later, when the message to the address is written, so that only its mailbox learns how it stands.

mod ask;
mod ask_signed_in;
mod by_rule;
mod confirm;
mod decide;
mod dns;
mod domains;
mod door;
mod links;
mod store;
mod sweep;
#[cfg(test)]
mod tests;
mod use_link;

pub use ask::{ask, door_met, viewed};
pub use ask_signed_in::join_by_domain;
pub(crate) use confirm::mint_code;
pub use confirm::{confirm, preview_confirm};
pub(crate) use decide::{Decided, decide};
pub use dns::{Dns, Txt};
pub use domains::{add_domain, prove_by_dns, prove_by_owners, remove_domain, set_domain_policy};
pub use door::door;
pub use links::{create_join_link, revoke_join_link, ways};
pub(crate) use store::Ask;
pub(crate) use sweep::give_way;
pub use sweep::sweep;
pub use use_link::{ask_with_link, join_by_link, preview_join_link};
