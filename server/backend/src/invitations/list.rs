//! The pending list: what was sent or asked for and has not ended, with how the message fares; and what lapsed lately, to be renewed.

use super::{manage::may_manage, remind};
use crate::{Error, Result, access::Access, db::query};
use model::{
    email::Email,
    id::{AccountId, InvitationId, TeamId},
    invitation::{Delivery, PendingInvitation, State},
    permission::Action,
    time::{DAY, Timestamp},
};
use std::collections::HashMap;

/// The most rows shown, newest first; those of one send as they were typed.
const SHOWN: i64 = 500;

/// How long a lapsed invitation stays in sight.
const RENEWABLE: i64 = 30 * DAY;

#[derive(sqlx::FromRow)]
struct Listed {
    id: String,
    address: String,
    name: Option<String>,
    role: String,
    state: String,
    source: String,
    inviter_id: Option<String>,
    inviter_name: Option<String>,
    created_at: i64,
    expires_at: i64,
    sent_at: Option<i64>,
    reminders: i64,
    delivery: Option<String>,
    delivery_error: Option<String>,
    reminded_at: Option<i64>,
}

/// What waits: everything for managers and owners, their own for everybody else.
pub async fn pending(access: &Access) -> Result<Vec<PendingInvitation>> {
    let backend = access.backend();
    let all = access.may(Action::SeeAllInvitations);
    let rows: Vec<Listed> = query(
        "SELECT i.id, i.address, i.name, i.role, i.state, i.source, i.inviter_id, a.name AS inviter_name, i.created_at, i.expires_at,
           i.sent_at, i.reminders, m.state AS delivery, m.last_error AS delivery_error,
           (SELECT MAX(r.sent_at) FROM outbox r WHERE r.subject_id = i.id AND r.kind = 'invitation_reminder'
             AND r.created_at >= COALESCE(i.sent_at, i.created_at)) AS reminded_at
         FROM invitations i LEFT JOIN accounts a ON a.id = i.inviter_id
         LEFT JOIN outbox m ON m.id = (
           SELECT id FROM outbox WHERE subject_id = i.id AND kind = 'invitation' ORDER BY created_at DESC, id DESC LIMIT 1)
         WHERE i.organization_id = $1 AND ($2 = 1 OR i.inviter_id = $3) AND (i.state IN ('requested', 'pending')
           OR (i.state = 'expired' AND i.ended_at > $5 AND NOT EXISTS (SELECT 1 FROM invitations n
             WHERE n.organization_id = i.organization_id AND n.email_key = i.email_key AND n.created_at > i.created_at)))
         ORDER BY i.created_at DESC, i.id LIMIT $4",
    )
    .bind(&access.organization.id)
    .bind(all)
    .bind(&access.actor.account)
    .bind(SHOWN)
    .bind(backend.clock.now().plus(-RENEWABLE))
    .all(&backend.db)
    .await?;
    let mut teams = teams(access).await?;
    rows.into_iter().map(|row| shown(access, row, &mut teams)).collect()
}

async fn teams(access: &Access) -> Result<HashMap<String, Vec<(TeamId, String)>>> {
    let rows: Vec<(String, String, String)> = query(
        "SELECT i.id, t.id, t.name FROM invitations i JOIN invitation_teams it ON it.invitation_id = i.id JOIN teams t ON t.id = it.team_id
         WHERE i.organization_id = $1 AND i.state IN ('requested', 'pending', 'expired') ORDER BY t.name",
    )
    .bind(&access.organization.id)
    .all(&access.backend().db)
    .await?;
    let mut teams: HashMap<String, Vec<(TeamId, String)>> = HashMap::new();
    for (invitation, id, name) in rows {
        teams.entry(invitation).or_default().push((TeamId(id), name));
    }
    Ok(teams)
}

fn shown(access: &Access, row: Listed, teams: &mut HashMap<String, Vec<(TeamId, String)>>) -> Result<PendingInvitation> {
    let broken = |what: &str| Error::Fault(format!("invitation {} has an unreadable {what}", row.id));
    let state: State = row.state.parse().map_err(|()| broken("state"))?;
    let delivery = row.delivery.as_deref().and_then(|word| word.parse().ok()).unwrap_or(Delivery::None);
    let backend = access.backend();
    let reminds = state == State::Pending && backend.settings.mail_configured();
    let sent_at = Timestamp(row.sent_at.unwrap_or(row.created_at));
    Ok(PendingInvitation {
        address: Email::parse(&row.address).map_err(|_| broken("address"))?,
        role: row.role.parse().map_err(|()| broken("role"))?,
        source: row.source.parse().map_err(|()| broken("source"))?,
        teams: teams.remove(&row.id).unwrap_or_default(),
        manageable: state != State::Requested && may_manage(access, row.inviter_id.as_deref()),
        id: InvitationId(row.id),
        name: row.name,
        state,
        inviter: row.inviter_id.map(|id| (AccountId(id), row.inviter_name.unwrap_or_default())),
        created_at: Timestamp(row.created_at),
        expires_at: Timestamp(row.expires_at),
        delivery,
        delivery_error: row.delivery_error,
        reminded_at: row.reminded_at.map(Timestamp),
        next_reminder: reminds.then(|| remind::next(row.reminders, sent_at, Timestamp(row.expires_at), backend.clock.now())).flatten(),
    })
}
