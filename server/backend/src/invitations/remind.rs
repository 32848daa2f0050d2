//! Reminds invitees who have not answered: on day 2, on day 5, and one day before the invitation lapses.

use crate::{
    Backend, Result,
    db::{Tx, query},
    outbox::{self, Message},
};
use model::{
    email::Email,
    id::InvitationId,
    time::{DAY, Timestamp},
};

/// How many are looked at in one transaction.
const AT_ONCE: i64 = 100;

/// When the next reminder is due for an invitation of which `done` of three were sent.
pub(super) fn next(done: i64, sent_at: Timestamp, expires_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let planned = [(1, sent_at.plus(2 * DAY)), (2, sent_at.plus(5 * DAY)), (3, expires_at.plus(-DAY))];
    planned.into_iter().filter(|(number, at)| *number > done && *at > now && *at < expires_at).map(|(_, at)| at).min()
}

/// Puts the reminders that are due into the outbox; of several that were missed, one. Answers how many.
pub async fn remind(backend: &Backend) -> Result<usize> {
    if !backend.settings.mail_configured() {
        return Ok(0);
    }
    let mut reminded = 0;
    loop {
        let mut tx = backend.db.begin().await?;
        let rows = due(&mut tx, backend).await?;
        for (id, address) in &rows {
            let (id, to) = (InvitationId(id.clone()), Email::parse(address));
            if let (Ok(to), true) = (to, arrived(&mut tx, &id).await?) {
                outbox::enqueue(&mut tx, &backend.clock, Message::InvitationReminder { invitation: &id, to: &to }).await?;
                reminded += 1;
            }
        }
        tx.commit().await?;
        if rows.is_empty() {
            break;
        }
    }
    if reminded > 0 {
        outbox::ring();
    }
    Ok(reminded)
}

/// Notes the reminder that each is due, so that it is sent once whoever looks.
async fn due(tx: &mut Tx, backend: &Backend) -> Result<Vec<(String, String)>> {
    let now = backend.clock.now();
    Ok(query(
        "UPDATE invitations SET reminders = CASE WHEN expires_at <= $2 THEN 3 WHEN COALESCE(sent_at, created_at) <= $3 THEN 2 ELSE 1 END
         WHERE state = 'pending' AND expires_at > $1 AND ((reminders < 3 AND expires_at <= $2)
           OR (reminders < 2 AND COALESCE(sent_at, created_at) <= $3) OR (reminders < 1 AND COALESCE(sent_at, created_at) <= $4))
           AND id IN (SELECT id FROM invitations WHERE state = 'pending' AND expires_at > $1 AND ((reminders < 3 AND expires_at <= $2)
             OR (reminders < 2 AND COALESCE(sent_at, created_at) <= $3) OR (reminders < 1 AND COALESCE(sent_at, created_at) <= $4)) LIMIT $5)
         RETURNING id, address",
    )
    .bind(now)
    .bind(now.plus(DAY))
    .bind(now.plus(-5 * DAY))
    .bind(now.plus(-2 * DAY))
    .bind(AT_ONCE)
    .all(tx)
    .await?)
}

/// Whether there is something to remind of: a message that was taken by the mail server, or a link that was handed over.
async fn arrived(tx: &mut Tx, id: &InvitationId) -> Result<bool> {
    let last: Option<(String,)> =
        query("SELECT state FROM outbox WHERE subject_id = $1 AND kind = 'invitation' ORDER BY created_at DESC, id DESC LIMIT 1")
            .bind(id)
            .optional(tx)
            .await?;
    Ok(last.is_none_or(|(state,)| state != "queued" && state != "failed"))
}
