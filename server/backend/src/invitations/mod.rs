//! Invitations: send, preview, accept, resend, copy the link, revoke, expire.
//!
//! One live row per organization and address is held by the database (`invitations_live`); every change of state is a conditional
//! UPDATE whose consequences commit with it. Tokens are kept as hashes only; see [`tokens`].

mod accept;
mod ask_again;
mod copy_link;
mod destination;
mod expire;
mod limits;
mod list;
mod manage;
mod preview;
mod resend;
mod revoke;
mod send;
mod standing;
mod store;
mod suggestions;
#[cfg(test)]
mod tests;
mod tokens;

pub use accept::{NewAccount, create_account, join, sign_in_and_join};
pub use ask_again::ask_again;
pub use copy_link::copy_link;
pub use expire::expire;
pub use list::pending;
pub use preview::preview;
pub use resend::resend;
pub use revoke::revoke;
pub use send::send;
pub use standing::standing;
pub use suggestions::suggestions;
pub(crate) use tokens::mint;
