//! Takes one's own request back.

use super::store;
use crate::{Error, Result, access::Access, analytics, audit_log, issues};
use model::{
    error::ApiError,
    id::InvitationId,
    invitation::State,
    issue::Unassigned,
    live::Change,
    product_event::ProductEvent,
    time::{Timestamp, ago},
};
use serde_json::json;

/// Withdraws a request that this member made and that nobody has decided.
///
/// # Errors
/// Not found: somebody else's, or none. Conflict: it is decided, and how.
pub async fn withdraw(access: &Access, id: &InvitationId) -> Result<()> {
    let backend = access.backend();
    let (clock, organization, account) = (&backend.clock, &access.organization.id, &access.actor.account);
    let mut tx = backend.db.begin().await?;
    store::lock_organization(&mut tx, organization).await?;
    let row = store::hold(&mut tx, organization, id).await?.ok_or(ApiError::NotFound)?;
    if row.inviter_id.as_deref() != Some(account.as_str()) {
        return Err(Error::not_found());
    }
    if !store::end(&mut tx, id, State::Requested, State::Withdrawn, clock.now()).await? {
        let since = row.decided_at.or(row.ended_at).map(|at| format!(" {}", ago(clock.now(), Timestamp(at)))).unwrap_or_default();
        return Err(Error::conflict(match row.state()? {
            State::Denied => format!("The request for {} was denied{since}.", row.address),
            State::Withdrawn => format!("You withdrew the request for {}{since}.", row.address),
            State::Accepted => format!("{} has joined already.", row.address),
            _ => format!("The request for {} was approved{since}. Revoke the invitation instead.", row.address),
        }));
    }
    super::stop_messages(&mut tx, id).await?;
    store::end_moves(&mut tx, id, clock.now()).await?;
    let changed = issues::assign::on_ended(&mut tx, clock, organization, id, Some(account), Unassigned::Withdrawn).await?;
    let entry = audit_log::Entry {
        action: "invite_request.withdrawn",
        subject: id.as_str(),
        before: Some(json!({ "state": State::Requested, "address": row.address, "role": row.role })),
        after: Some(json!({ "state": State::Withdrawn })),
    };
    audit_log::record(&mut tx, access, entry).await?;
    let properties = json!({ "source": row.source, "invitation": id });
    analytics::track(&mut tx, clock, organization, Some(account), ProductEvent::InviteRequestWithdrawn, properties).await?;
    tx.commit().await?;
    backend.live.tell(organization, Change::Invitations);
    for issue in changed {
        backend.live.tell(organization, Change::Issue { issue });
    }
    Ok(())
}
