//! Takes an invitation back.

use super::{manage::hold_pending, store};
use crate::{Error, Result, access::Access, analytics, audit_log, issues};
use model::{id::InvitationId, invitation::State, issue::Unassigned, live::Change, product_event::ProductEvent};
use serde_json::json;

/// Revokes: the link ends, a message that has not left stays here, and issues that were held for the address are unassigned.
///
/// # Errors
/// See [`hold_pending`].
pub async fn revoke(access: &Access, id: &InvitationId) -> Result<()> {
    let backend = access.backend();
    let (clock, organization, account) = (&backend.clock, &access.organization.id, &access.actor.account);
    let mut tx = backend.db.begin().await?;
    store::lock_organization(&mut tx, organization).await?;
    let row = hold_pending(&mut tx, access, id).await?;
    if !store::end(&mut tx, id, State::Pending, State::Revoked, clock.now()).await? {
        return Err(Error::conflict("This invitation is not waiting any more."));
    }
    super::stop_messages(&mut tx, id).await?;
    store::end_moves(&mut tx, id, clock.now()).await?;
    let changed = issues::assign::on_ended(&mut tx, clock, organization, id, Some(account), Unassigned::Revoked).await?;
    let entry = audit_log::Entry {
        action: "invitation.revoked",
        subject: id.as_str(),
        before: Some(json!({ "state": State::Pending, "address": row.address, "role": row.role })),
        after: Some(json!({ "state": State::Revoked })),
    };
    audit_log::record(&mut tx, access, entry).await?;
    let properties = json!({ "source": row.source, "invitation": id });
    analytics::track(&mut tx, clock, organization, Some(account), ProductEvent::InvitationRevoked, properties).await?;
    tx.commit().await?;
    backend.live.tell(organization, Change::Invitations);
    for issue in changed {
        backend.live.tell(organization, Change::Issue { issue });
    }
    Ok(())
}
