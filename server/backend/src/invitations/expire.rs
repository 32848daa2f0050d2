//! Ends invitations whose time is over. The worker calls [`expire`] every minute; a send does it for the address it is about.

use super::{
    notices::{self, News},
    store,
};
use crate::{
    Backend, Result, audit_log,
    db::{Tx, query},
    issues, outbox,
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
/// How long it is known what a message has told: longer than a message is tried.
const NOTICES_KEPT: i64 = 30 * DAY;

/// Ends what has lapsed, and forgets what limits and repeated sends no longer need. Answers how many invitations lapsed.
pub async fn expire(backend: &Backend) -> Result<usize> {
    let organizations: Vec<(String,)> = query("SELECT DISTINCT organization_id FROM invitations WHERE state = 'pending' AND expires_at <= $1")
        .bind(backend.clock.now())
        .all(&backend.db)
        .await?;
    let mut ended = 0;
    for (organization,) in organizations {
        let organization = OrganizationId(organization);
        loop {
            let count = expire_some(backend, &organization).await?;
            ended += count;
            if count == 0 {
                break;
            }
        }
    }
    sweep(backend).await?;
    Ok(ended)
}

async fn expire_some(backend: &Backend, organization: &OrganizationId) -> Result<usize> {
    let mut tx = backend.db.begin().await?;
    store::lock_organization(&mut tx, organization).await?;
    let rows: Vec<(String,)> = query(
        "UPDATE invitations SET state = 'expired', ended_at = $1 WHERE state = 'pending' AND expires_at <= $1 AND id IN (
           SELECT id FROM invitations WHERE organization_id = $3 AND state = 'pending' AND expires_at <= $1 ORDER BY expires_at LIMIT $2)
         RETURNING id",
    )
    .bind(backend.clock.now())
    .bind(AT_ONCE)
    .bind(organization)
    .all(&mut tx)
    .await?;
    let mut issues = Vec::new();
    for (id,) in &rows {
        issues.extend(consequences(&mut tx, backend, organization, &InvitationId(id.clone())).await?);
    }
    tx.commit().await?;
    if !rows.is_empty() {
        outbox::ring();
        backend.live.tell(organization, Change::Invitations);
    }
    for issue in issues {
        backend.live.tell(organization, Change::Issue { issue });
    }
    Ok(rows.len())
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
    super::stop_messages(tx, id).await?;
    let inviter: Option<(Option<String>,)> = query("SELECT inviter_id FROM invitations WHERE id = $1").bind(id).optional(&mut *tx).await?;
    let inviter = inviter.and_then(|(inviter,)| inviter);
    notices::tell_inviter(tx, backend, organization, inviter.as_deref(), id, News::Expired).await?;
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
    query("DELETE FROM attempts WHERE kind = 'invitation.address' AND subject NOT IN (SELECT email_key FROM invitation_sends)")
        .execute(&mut tx)
        .await?;
    query("DELETE FROM request_notices WHERE created_at <= $1").bind(now.plus(-NOTICES_KEPT)).execute(&mut tx).await?;
    query("DELETE FROM invitation_batches WHERE created_at <= $1").bind(now.plus(-BATCHES_KEPT)).execute(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}
