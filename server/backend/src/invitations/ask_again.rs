//! Whoever holds a link that has lapsed or was revoked asks for a new one: the inviter is told.

use super::{expire, store, tokens};
use crate::{
    Backend, Result, audit_log,
    db::query,
    outbox::{self, Kind, Message},
    token,
};
use model::{email::Email, time::DAY};

/// Tells the inviter, at most once a day. False when nobody can be told: the link is unknown or works, its inviter is gone,
/// or no mail server is configured.
pub async fn ask_again(backend: &Backend, secret: &str, client_address: &str) -> Result<bool> {
    let Some((organization, id)) = store::token_owner(&backend.db, &token::hash(tokens::read(secret))).await? else { return Ok(false) };
    let mut tx = backend.db.begin().await?;
    store::lock_organization(&mut tx, &organization).await?;
    let Some(row) = store::hold(&mut tx, &organization, &id).await? else { return Ok(false) };
    expire::lapse_address(&mut tx, backend, &organization, &row.email_key).await?;
    let inviter: Option<(String,)> = query(
        "SELECT e.address FROM invitations i JOIN memberships m ON m.account_id = i.inviter_id AND m.organization_id = i.organization_id
         JOIN account_emails e ON e.account_id = i.inviter_id AND e.is_primary = 1 WHERE i.id = $1 AND i.state IN ('expired', 'revoked')",
    )
    .bind(&id)
    .optional(&mut tx)
    .await?;
    let inviter = inviter.and_then(|(address,)| Email::parse(&address).ok());
    let (Some(to), true) = (inviter, backend.settings.mail_configured()) else { return Ok(false) };
    if !outbox::enqueued_since(&mut tx, Kind::InvitationWanted, id.as_str(), backend.clock.now().plus(-DAY)).await? {
        outbox::enqueue(&mut tx, &backend.clock, Message::InvitationWanted { invitation: &id, to: &to }).await?;
        let entry = audit_log::Entry { action: "invitation.wanted_again", subject: id.as_str(), before: None, after: None };
        audit_log::record_for(&mut tx, &backend.clock, &organization, None, client_address, entry).await?;
    }
    tx.commit().await?;
    outbox::ring();
    Ok(true)
}
