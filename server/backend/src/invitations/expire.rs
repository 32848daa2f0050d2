//! Ends invitations whose time is over. The worker calls [`expire`] every minute; a send does it for the address it is about.

use crate::{
    Backend, Result, audit_log,
    db::{Tx, query},
    issues,
    outbox::{self, Kind},
};
use model::{
    id::{InvitationId, IssueId, OrganizationId},
    invitation::State,
    issue::Unassigned,
    live::Change,
    time::DAY,
};
use serde_json::json;

/// How many are ended in one transaction.
const AT_ONCE: i64 = 100;
/// How long the answer to a send is kept for whoever lost it.
const BATCHES_KEPT: i64 = 7 * DAY;

/// Ends what has lapsed, and forgets what limits and repeated sends no longer need. Answers how many invitations lapsed.
pub async fn expire(backend: &Backend) -> Result<usize> {
    let mut ended = 0;
    loop {
        let mut tx = backend.db.begin().await?;
        let rows: Vec<(String, String)> = query(
            "UPDATE invitations SET state = 'expired', ended_at = $1 WHERE state = 'pending' AND expires_at <= $1 AND id IN (
               SELECT id FROM invitations WHERE state = 'pending' AND expires_at <= $1 ORDER BY expires_at LIMIT $2)
             RETURNING organization_id, id",
        )
        .bind(backend.clock.now())
        .bind(AT_ONCE)
        .all(&mut tx)
        .await?;
        let mut told = Vec::new();
        for (organization, id) in &rows {
            let organization = OrganizationId(organization.clone());
            let issues = consequences(&mut tx, backend, &organization, &InvitationId(id.clone())).await?;
            told.push((organization, issues));
        }
        tx.commit().await?;
        for (organization, issues) in told {
            backend.live.tell(&organization, Change::Invitations);
            for issue in issues {
                backend.live.tell(&organization, Change::Issue { issue });
            }
        }
        ended += rows.len();
        if rows.is_empty() {
            break;
        }
    }
    sweep(backend).await?;
    Ok(ended)
}

/// A lapsed invitation of this address must not stand in the way of a new one, even if the worker has not come by yet.
pub(crate) async fn lapse_address(tx: &mut Tx, backend: &Backend, organization: &OrganizationId, email_key: &str) -> Result<()> {
    let row: Option<(String,)> = query(
        "UPDATE invitations SET state = 'expired', ended_at = $3
         WHERE organization_id = $1 AND email_key = $2 AND state = 'pending' AND expires_at <= $3 RETURNING id",
    )
    .bind(organization)
    .bind(email_key)
    .bind(backend.clock.now())
    .optional(&mut *tx)
    .await?;
    if let Some((id,)) = row {
        consequences(tx, backend, organization, &InvitationId(id)).await?;
    }
    Ok(())
}

async fn consequences(tx: &mut Tx, backend: &Backend, organization: &OrganizationId, id: &InvitationId) -> Result<Vec<IssueId>> {
    outbox::cancel(tx, Kind::Invitation, id.as_str()).await?;
    let entry = audit_log::Entry {
        action: "invitation.expired",
        subject: id.as_str(),
        before: Some(json!({ "state": State::Pending })),
        after: Some(json!({ "state": State::Expired })),
    };
    audit_log::record_for(tx, &backend.clock, organization, None, "", entry).await?;
    issues::assign::on_ended(tx, &backend.clock, organization, id, None, Unassigned::Lapsed).await
}

async fn sweep(backend: &Backend) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.begin().await?;
    query("DELETE FROM invitation_sends WHERE created_at <= $1").bind(now.plus(-DAY)).execute(&mut tx).await?;
    query("DELETE FROM invitation_batches WHERE created_at <= $1").bind(now.plus(-BATCHES_KEPT)).execute(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}
