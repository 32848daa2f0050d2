//! Who may resend, copy the link of, and revoke an invitation.

use super::{
    decide::role_now,
    expire,
    store::{self, Row},
};
use crate::{Error, Result, access::Access, db::Tx, joining};
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
    let row = hold(tx, access, id).await?;
    match row.state()? {
        State::Pending => Ok(row),
        State::Accepted => Err(Error::conflict(format!("{} has accepted this invitation.", row.address))),
        State::Revoked => Err(Error::conflict(format!("The invitation of {} has been revoked.", row.address))),
        State::Expired => Err(Error::conflict(format!("The invitation of {} has lapsed. Renew it, or invite them again.", row.address))),
        State::Requested | State::Unconfirmed => Err(Error::conflict("This request has not been approved yet.")),
        State::Denied | State::Withdrawn => Err(Error::conflict("This request is closed.")),
    }
}

/// As [`hold_pending`], or one that has lapsed and nothing newer has taken the place of. Call it under [`store::lock`].
///
/// # Errors
/// See [`hold_pending`]; Conflict when the address has a newer invitation, or is a member by now.
pub(super) async fn hold_renewable(tx: &mut Tx, access: &Access, id: &InvitationId) -> Result<Row> {
    let row = hold(tx, access, id).await?;
    if row.state()? != State::Expired {
        return hold_pending(tx, access, id).await;
    }
    let organization = &access.organization.id;
    expire::lapse_address(tx, access.backend(), organization, &row.email_key).await?;
    joining::give_way(tx, access.backend(), organization, &row.email_key).await?;
    if store::live(&mut *tx, organization, &row.email_key, access.backend().clock.now()).await?.is_some() {
        return Err(Error::conflict(format!("There is a newer invitation of {}.", row.address)));
    }
    if store::member_name(&mut *tx, organization, &row.email_key).await?.is_some() {
        return Err(Error::conflict(format!("{} is a member by now.", row.address)));
    }
    Ok(row)
}

/// Whoever holds a link is taken in with the invitation's role, so a link is shown only to who has that role.
///
/// # Errors
/// Forbidden to lower roles, as they stand in this transaction.
pub(super) async fn may_hold_link(tx: &mut Tx, access: &Access, row: &Row) -> Result<()> {
    let role = row.role()?;
    if role <= role_now(tx, access).await? {
        return Ok(());
    }
    Err(Error::forbidden(format!("This invitation makes somebody {}. Only who has that role can have its link.", role.with_article())))
}

async fn hold(tx: &mut Tx, access: &Access, id: &InvitationId) -> Result<Row> {
    let row = store::hold(tx, &access.organization.id, id).await?.ok_or(ApiError::NotFound)?;
    if may_manage(access, row.inviter_id.as_deref()) { Ok(row) } else { Err(Error::not_found()) }
}
