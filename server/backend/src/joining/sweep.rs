//! Requests that nobody proves end by themselves, and are in nobody's way.

use crate::{
    Backend, Result, audit_log,
    db::{Tx, query},
};
use model::{
    id::{InvitationId, OrganizationId},
    invitation::State,
    time::DAY,
};
use serde_json::json;

/// How long it is remembered that somebody asked.
const ASKS_KEPT: i64 = 7 * DAY;

/// Ends a request of this address that nobody has proved: anybody can make one, so it must not keep anybody else from inviting.
pub(crate) async fn give_way(tx: &mut Tx, backend: &Backend, organization: &OrganizationId, email_key: &str) -> Result<()> {
    let row: Option<(String,)> = query(
        "UPDATE invitations SET state = 'expired', ended_at = $3 WHERE organization_id = $1 AND email_key = $2 AND state = 'unconfirmed' RETURNING id",
    )
    .bind(organization)
    .bind(email_key)
    .bind(backend.clock.now())
    .optional(&mut *tx)
    .await?;
    match row {
        Some((id,)) => ended(tx, backend, organization, &InvitationId(id)).await,
        None => Ok(()),
    }
}

/// Ends what was not proved in time, and forgets what is no longer needed. Answers how many requests ended.
pub async fn sweep(backend: &Backend) -> Result<usize> {
    let now = backend.clock.now();
    let mut tx = backend.db.begin().await?;
    let rows: Vec<(String, String)> = query(
        "UPDATE invitations SET state = 'expired', ended_at = $1 WHERE state = 'unconfirmed' AND expires_at <= $1 RETURNING organization_id, id",
    )
    .bind(now)
    .all(&mut tx)
    .await?;
    for (organization, id) in &rows {
        ended(&mut tx, backend, &OrganizationId(organization.clone()), &InvitationId(id.clone())).await?;
    }
    query("DELETE FROM join_codes WHERE expires_at <= $1").bind(now).execute(&mut tx).await?;
    query("DELETE FROM join_asks WHERE created_at <= $1").bind(now.plus(-ASKS_KEPT)).execute(&mut tx).await?;
    tx.commit().await?;
    Ok(rows.len())
}

async fn ended(tx: &mut Tx, backend: &Backend, organization: &OrganizationId, id: &InvitationId) -> Result<()> {
    let entry = audit_log::Entry {
        action: "join_request.expired",
        subject: id.as_str(),
        before: Some(json!({ "state": State::Unconfirmed })),
        after: Some(json!({ "state": State::Expired })),
    };
    audit_log::record_for(tx, &backend.clock, organization, None, "", entry).await
}
