//! Who is to hear of what: noted in the transaction of its cause, and gathered into few messages.
//!
//! The first message leaves at once; what happens within a quarter of an hour of it is told in the next one.

use super::store;
use crate::{
    Backend, Error, Result,
    db::{Tx, query},
    outbox::{self, Message},
};
use model::{
    email::Email,
    id::{InvitationId, MembershipId, OrganizationId},
    organization::RequestNotices,
    role::Role,
    time::MINUTE,
};

/// How long after a message further news wait for the next one.
const GATHERED: i64 = 15 * MINUTE;
/// How many approvers hear of requests where only the most recently active do.
const RECENT: usize = 10;

struct Approver {
    membership: MembershipId,
    account: String,
    role: Role,
    email: Email,
}

/// Approvers are to hear of these requests. Call it in the transaction that makes them, which has locked nothing of the organization's or
/// has begun by locking the organization; [`outbox::ring`] after the commit.
pub async fn tell_approvers(tx: &mut Tx, backend: &Backend, organization: &OrganizationId, requests: &[InvitationId]) -> Result<()> {
    if requests.is_empty() || !backend.settings.mail_configured() {
        return Ok(());
    }
    // Two requests at once follow each other, so that they share a message.
    let (setting,): (Option<String>,) =
        query("UPDATE organizations SET created_at = created_at WHERE id = $1 RETURNING request_notices").bind(organization).one(&mut *tx).await?;
    let setting = setting.and_then(|text| text.try_into().ok()).unwrap_or_default();
    let approvers = approvers(tx, organization, &setting).await?;
    let mut asked = Vec::new();
    for request in requests {
        let row: Option<(String, Option<String>)> =
            query("SELECT role, inviter_id FROM invitations WHERE id = $1 AND organization_id = $2 AND state = 'requested'")
                .bind(request)
                .bind(organization)
                .optional(&mut *tx)
                .await?;
        asked.extend(row.map(|(role, inviter)| (request, role, inviter)));
    }
    for approver in &approvers {
        let theirs = asked.iter().filter(|(_, role, inviter)| {
            (approver.role == Role::Owner || role != Role::Owner.as_str()) && inviter.as_deref() != Some(approver.account.as_str())
        });
        let theirs: Vec<&InvitationId> = theirs.map(|(request, ..)| *request).collect();
        if theirs.is_empty() {
            continue;
        }
        note(tx, backend, &approver.membership, &theirs).await?;
        let message = Message::RequestsWaiting { member: &approver.membership, to: &approver.email };
        outbox::gather(tx, &backend.clock, message, GATHERED).await?;
    }
    Ok(())
}

async fn approvers(tx: &mut Tx, organization: &OrganizationId, setting: &RequestNotices) -> Result<Vec<Approver>> {
    let rows: Vec<(String, String, String, String)> = query(
        "SELECT m.id, m.account_id, m.role, e.address FROM memberships m JOIN account_emails e ON e.account_id = m.account_id AND e.is_primary = 1
         WHERE m.organization_id = $1 AND m.role IN ('manager', 'owner')
         ORDER BY COALESCE((SELECT MAX(s.seen_at) FROM sessions s WHERE s.account_id = m.account_id), 0) DESC, m.id",
    )
    .bind(organization)
    .all(&mut *tx)
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for (membership, account, role, address) in rows {
        let role = role.parse().map_err(|()| Error::Fault(format!("unknown role {role}")))?;
        if let Ok(email) = Email::parse(&address) {
            all.push(Approver { membership: MembershipId(membership), account, role, email });
        }
    }
    match setting {
        RequestNotices::All => {}
        RequestNotices::Recent => all.truncate(RECENT),
        RequestNotices::Team(team) => {
            let inside: Vec<(String,)> = query("SELECT membership_id FROM team_members WHERE team_id = $1").bind(team).all(tx).await?;
            let inside = |approver: &Approver| inside.iter().any(|(id,)| *id == approver.membership.0);
            // A team without approvers, or one that is gone, must not leave requests unheard.
            if all.iter().any(inside) {
                all.retain(inside);
            }
        }
    }
    Ok(all)
}

async fn note(tx: &mut Tx, backend: &Backend, membership: &MembershipId, invitations: &[&InvitationId]) -> Result<()> {
    for invitation in invitations {
        query(
            "INSERT INTO request_notices (invitation_id, membership_id, created_at) VALUES ($1, $2, $3)
             ON CONFLICT (invitation_id, membership_id) DO UPDATE SET message_id = NULL, created_at = excluded.created_at",
        )
        .bind(*invitation)
        .bind(membership)
        .bind(backend.clock.now())
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// What an inviter hears of.
#[derive(Clone, Copy)]
pub(super) enum News {
    Decided,
    Expired,
}

/// Under the organization's lock: whoever invited or asked is to hear of it; nobody, when they are gone or there is no way to.
pub(super) async fn tell_inviter(
    tx: &mut Tx,
    backend: &Backend,
    organization: &OrganizationId,
    inviter: Option<&str>,
    id: &InvitationId,
    news: News,
) -> Result<()> {
    let Some(inviter) = inviter.filter(|_| backend.settings.mail_configured()) else { return Ok(()) };
    let Some((member, to)) = store::member_address(tx, organization, inviter).await? else { return Ok(()) };
    note(tx, backend, &member, &[id]).await?;
    let message = match news {
        News::Decided => Message::RequestsDecided { member: &member, to: &to },
        News::Expired => Message::InvitationsExpired { member: &member, to: &to },
    };
    outbox::gather(tx, &backend.clock, message, GATHERED).await
}
