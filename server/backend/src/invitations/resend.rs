//! Sends an invitation again: a new link, and the old ones end. One that has lapsed is renewed.

use super::{
    limits::Limits,
    manage::{hold_renewable, may_hold_link},
    store, tokens,
};
use crate::{
    Error, Result,
    access::Access,
    audit_log,
    db::query,
    outbox::{self, Message},
};
use model::{id::InvitationId, invitation::State, live::Change, time::DAY};
use serde_json::json;

/// Sends again, with a new validity. Answers the link where no message can leave.
///
/// # Errors
/// See [`hold_renewable`]; without mail [`may_hold_link`]; Limited when today's limits are reached.
pub async fn resend(access: &Access, id: &InvitationId) -> Result<Option<String>> {
    let backend = access.backend();
    let (organization, account, now) = (&access.organization.id, &access.actor.account, backend.clock.now());
    let mut tx = backend.db.begin().await?;
    store::lock(&mut tx, organization, account).await?;
    let row = hold_renewable(&mut tx, access, id).await?;
    store::lock_addresses(&mut tx, vec![&row.email_key]).await?;
    let mut limits = Limits::load(&mut tx, backend, organization, account, now).await?;
    if let Some(until) = limits.until(&mut tx, &row.email_key).await? {
        return Err(Error::limited(until));
    }
    limits.count(&mut tx, organization, account, &row.email_key).await?;
    if !backend.settings.mail_configured() {
        may_hold_link(&mut tx, access, &row).await?;
    }
    // Messages first: one that is being written waits here, and its token is there to be replaced.
    super::stop_messages(&mut tx, id).await?;
    tokens::replace_all(&mut tx, id, now).await?;
    let expires = now.plus(access.settings().invitation_days * DAY);
    query("UPDATE invitations SET state = 'pending', expires_at = $2, ended_at = NULL, sent_at = $3, reminders = 0 WHERE id = $1 AND state IN ('pending', 'expired')")
        .bind(id)
        .bind(expires)
        .bind(now)
        .execute(&mut tx)
        .await?;
    let before = json!({ "state": row.state, "expires_at": row.expires_at });
    let after = json!({ "state": State::Pending, "expires_at": expires });
    let entry = audit_log::Entry { action: "invitation.resent", subject: id.as_str(), before: Some(before), after: Some(after) };
    audit_log::record(&mut tx, access, entry).await?;
    let link = if backend.settings.mail_configured() {
        outbox::enqueue(&mut tx, &backend.clock, Message::Invitation { invitation: id, to: &row.email()? }).await?;
        None
    } else {
        Some(tokens::link(backend, &tokens::mint(&mut tx, &backend.clock, id).await?))
    };
    tx.commit().await?;
    outbox::ring();
    backend.live.tell(organization, Change::Invitations);
    Ok(link)
}
