//! Who may resend, copy the link of, and revoke an invitation.

use super::store::{self, Row};
use crate::{Error, Result, access::Access, db::Tx};
use model::{error::ApiError, id::InvitationId, invitation::State, permission::Action};

/// Whether this member may act on an invitation of this inviter: their own, or any where the role allows.
pub(super) fn may_manage(access: &Access, inviter: Option<&str>) -> bool {
    access.may(Action::ManageAnyInvitation) || inviter == Some(access.actor.account.as_str())
}

/// Locks an invitation that waits for its invitee.
///
/// # Errors
/// Not found: another organization's, or not this member's to see. Conflict: it is not waiting any more, with what became of it.
pub(super) async fn hold_pending(tx: &mut Tx, access: &Access, id: &InvitationId) -> Result<Row> {
    let row = store::hold(tx, &access.organization.id, id).await?.ok_or(ApiError::NotFound)?;
    if !may_manage(access, row.inviter_id.as_deref()) {
        return Err(Error::not_found());
    }
    match row.state()? {
        State::Pending => Ok(row),
        State::Accepted => Err(Error::conflict(format!("{} has accepted this invitation.", row.address))),
        State::Revoked => Err(Error::conflict(format!("The invitation of {} has been revoked.", row.address))),
        State::Expired => Err(Error::conflict(format!("The invitation of {} has lapsed. Invite them again.", row.address))),
        State::Requested | State::Unconfirmed => Err(Error::conflict("This request has not been approved yet.")),
        State::Denied | State::Withdrawn => Err(Error::conflict("This request is closed.")),
    }
}
