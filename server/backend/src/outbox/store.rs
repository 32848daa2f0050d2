//! All SQL of the outbox.

use super::Kind;
use crate::{
    Result,
    db::{Db, Tx, query},
};
use model::time::{MINUTE, Timestamp};

/// How long a worker may take over one message before another may try it.
const LEASE: i64 = 2 * MINUTE;

/// A message whose turn has come, held by this worker.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Leased {
    pub id: String,
    pub kind: String,
    pub subject_id: String,
    pub recipient: String,
    /// How many tries this one makes, itself included; also tells this lease from a later one.
    pub attempts: i64,
}

pub(super) async fn insert(tx: &mut Tx, id: &str, kind: Kind, subject: &str, recipient: &str, now: Timestamp, due: Timestamp) -> Result<()> {
    query(
        "INSERT INTO outbox (id, kind, subject_id, recipient, payload, state, next_attempt_at, created_at) VALUES ($1, $2, $3, $4, '{}', 'queued', $5, $6)",
    )
    .bind(id)
    .bind(kind.as_str())
    .bind(subject)
    .bind(recipient)
    .bind(due)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Whether such a message waits that no worker has taken up.
pub(super) async fn untouched(tx: &mut Tx, kind: Kind, subject: &str) -> Result<bool> {
    let row: Option<(String,)> = query("SELECT id FROM outbox WHERE subject_id = $1 AND kind = $2 AND state = 'queued' AND attempts = 0 LIMIT 1")
        .bind(subject)
        .bind(kind.as_str())
        .optional(tx)
        .await?;
    Ok(row.is_some())
}

/// When the last such message left, or was put here to leave.
pub(super) async fn last(tx: &mut Tx, kind: Kind, subject: &str) -> Result<Option<Timestamp>> {
    let row: (Option<i64>,) = query(
        "SELECT CAST(MAX(COALESCE(sent_at, created_at)) AS BIGINT) FROM outbox
         WHERE subject_id = $1 AND kind = $2 AND state IN ('queued', 'sent', 'failed')",
    )
    .bind(subject)
    .bind(kind.as_str())
    .one(tx)
    .await?;
    Ok(row.0.map(Timestamp))
}

pub(super) async fn cancel_queued(tx: &mut Tx, kind: Kind, subject: &str) -> Result<()> {
    query("UPDATE outbox SET state = 'cancelled' WHERE subject_id = $1 AND kind = $2 AND state = 'queued'")
        .bind(subject)
        .bind(kind.as_str())
        .execute(tx)
        .await?;
    Ok(())
}

pub(super) async fn enqueued_since(tx: &mut Tx, kind: Kind, subject: &str, since: Timestamp) -> Result<bool> {
    let row: Option<(String,)> = query("SELECT id FROM outbox WHERE subject_id = $1 AND kind = $2 AND created_at > $3 LIMIT 1")
        .bind(subject)
        .bind(kind.as_str())
        .bind(since)
        .optional(tx)
        .await?;
    Ok(row.is_some())
}

/// Whether anything is due: asked without writing, since it is asked every second.
pub(super) async fn any_due(db: &Db, now: Timestamp) -> Result<bool> {
    let row: Option<(i64,)> =
        query("SELECT CAST(1 AS BIGINT) FROM outbox WHERE state = 'queued' AND next_attempt_at <= $1 AND leased_until <= $1 LIMIT 1")
            .bind(now)
            .optional(db)
            .await?;
    Ok(row.is_some())
}

/// Takes up to `count` messages that are due; no other worker gets them until the lease ends.
pub(super) async fn lease(tx: &mut Tx, count: i64, now: Timestamp) -> Result<Vec<Leased>> {
    Ok(query(
        "UPDATE outbox SET leased_until = $2, attempts = attempts + 1
         WHERE state = 'queued' AND leased_until <= $1 AND id IN (
           SELECT id FROM outbox WHERE state = 'queued' AND next_attempt_at <= $1 AND leased_until <= $1 ORDER BY next_attempt_at, id LIMIT $3)
         RETURNING id, kind, subject_id, recipient, attempts",
    )
    .bind(now)
    .bind(now.plus(LEASE))
    .bind(count)
    .all(tx)
    .await?)
}

/// Whether this lease still holds; on PostgreSQL the row stays locked until the transaction ends.
pub(super) async fn still_ours(tx: &mut Tx, message: &Leased) -> Result<bool> {
    let row: Option<(i64,)> =
        query("UPDATE outbox SET leased_until = leased_until WHERE id = $1 AND state = 'queued' AND attempts = $2 RETURNING attempts")
            .bind(&message.id)
            .bind(message.attempts)
            .optional(tx)
            .await?;
    Ok(row.is_some())
}

/// Notes how a try ended; nothing when the lease was lost or the message taken back meanwhile.
pub(super) async fn finish(
    tx: &mut Tx,
    message: &Leased,
    state: &str,
    next: Timestamp,
    error: Option<&str>,
    sent_at: Option<Timestamp>,
) -> Result<()> {
    query(
        "UPDATE outbox SET state = $3, next_attempt_at = $4, last_error = $5, sent_at = $6, leased_until = 0
         WHERE id = $1 AND attempts = $2 AND state = 'queued'",
    )
    .bind(&message.id)
    .bind(message.attempts)
    .bind(state)
    .bind(next)
    .bind(error)
    .bind(sent_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// The organization whose pages show this invitation's delivery.
pub(super) async fn organization_of(db: &Db, invitation: &str) -> Result<Option<(String,)>> {
    Ok(query("SELECT organization_id FROM invitations WHERE id = $1").bind(invitation).optional(db).await?)
}
