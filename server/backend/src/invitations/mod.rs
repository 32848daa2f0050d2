//! Invitations: send, preview, accept, resend, change, copy the link, revoke, expire; and requests: approve, deny, withdraw.
//!
//! One live row per organization and address is held by the database (`invitations_live`); every change of state is a conditional
//! UPDATE whose consequences commit with it. Tokens are kept as hashes only; see [`tokens`].

mod accept;
mod approve;
mod ask_again;
mod change;
mod copy_link;
mod decide;
mod deny;
mod destination;
mod expire;
mod limits;
mod list;
mod manage;
mod many;
mod move_to;
mod notices;
mod preview;
mod remind;
mod requests;
mod resend;
mod revoke;
mod send;
mod standing;
mod store;
mod suggestions;
#[cfg(test)]
mod tests;
mod tokens;
mod withdraw;

pub use accept::{NewAccount, create_account, join, sign_in_and_join};
pub use approve::approve;
pub use ask_again::ask_again;
pub use change::change;
pub use copy_link::copy_link;
pub use decide::decide;
pub use deny::deny;
pub use expire::expire;
pub(crate) use expire::lapse_address;
pub use list::pending;
pub use many::{manage_many, resend_many, revoke_many};
pub use move_to::ask_to_move;
pub use notices::tell_approvers;
pub use preview::preview;
pub use remind::remind;
pub use requests::requests;
pub use resend::resend;
pub use revoke::revoke;
pub(crate) use send::is_local_path;
pub use send::send;
pub use standing::{look_up, standing};
pub(crate) use store::lock_organization;
pub use suggestions::suggestions;
pub(crate) use tokens::{mint, mint_mailed};
pub use withdraw::withdraw;

/// Takes back what was to be sent to the invitee and has not left.
async fn stop_messages(tx: &mut crate::db::Tx, id: &model::id::InvitationId) -> crate::Result<()> {
    use crate::outbox::{Kind, cancel};
    cancel(tx, Kind::Invitation, id.as_str()).await?;
    cancel(tx, Kind::InvitationReminder, id.as_str()).await
}
