//! The review page: what waits for an approver, and what was decided lately.

use crate::{Error, Result, access::Access, db::query};
use model::{
    email::Email,
    id::{AccountId, InvitationId, IssueId, TeamId},
    invitation::State,
    permission::{self, Action},
    request::{Asker, Decision, Request, Verdict},
    role::Role,
    time::{DAY, Timestamp},
};
use std::collections::HashMap;

/// The most rows shown: those that wait first, oldest first; then what was decided, newest first.
const SHOWN: i64 = 500;
/// How long a decided request stays in sight.
const KEPT: i64 = 30 * DAY;

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
    moved_from: Option<String>,
    issue_id: Option<String>,
    issue_title: Option<String>,
    wanted_url: Option<String>,
    message: Option<String>,
    created_at: i64,
    tokens: i64,
    decider: Option<String>,
    decided_at: Option<i64>,
    ended_at: Option<i64>,
    reason: Option<String>,
    here: i64,
}

/// Requests: all of them for managers and owners, their own for everybody else.
pub async fn requests(access: &Access) -> Result<Vec<Request>> {
    let backend = access.backend();
    let rows: Vec<Listed> = query(
        "SELECT i.id, i.address, i.name, i.role, i.state, i.source, i.inviter_id, a.name AS inviter_name, f.address AS moved_from,
           i.issue_id, s.title AS issue_title, i.wanted_url, i.message, i.created_at, i.decided_at, i.ended_at, i.reason, d.name AS decider,
           (SELECT CAST(COUNT(*) AS BIGINT) FROM invitation_tokens t WHERE t.invitation_id = i.id) AS tokens,
           (SELECT CAST(COUNT(*) AS BIGINT) FROM memberships h WHERE h.organization_id = i.organization_id AND h.account_id = i.accepted_by) AS here
         FROM invitations i LEFT JOIN accounts a ON a.id = i.inviter_id LEFT JOIN accounts d ON d.id = i.decided_by
         LEFT JOIN invitations f ON f.id = i.moved_from LEFT JOIN issues s ON s.id = i.issue_id AND s.organization_id = i.organization_id
         WHERE i.organization_id = $1 AND ($2 = 1 OR i.inviter_id = $3)
           AND (i.state = 'requested' OR i.decided_at > $4 OR (i.state = 'withdrawn' AND i.ended_at > $4))
         ORDER BY CASE WHEN i.state = 'requested' THEN i.created_at ELSE 9000000000000000 - COALESCE(i.decided_at, i.ended_at) END, i.id LIMIT $5",
    )
    .bind(&access.organization.id)
    .bind(access.may(Action::SeeAllInvitations))
    .bind(&access.actor.account)
    .bind(backend.clock.now().plus(-KEPT))
    .bind(SHOWN)
    .all(&backend.db)
    .await?;
    let mut teams = teams(access).await?;
    rows.into_iter().map(|row| shown(access, row, &mut teams)).collect()
}

async fn teams(access: &Access) -> Result<HashMap<String, Vec<(TeamId, String)>>> {
    let rows: Vec<(String, String, String)> = query(
        "SELECT i.id, t.id, t.name FROM invitations i JOIN invitation_teams it ON it.invitation_id = i.id JOIN teams t ON t.id = it.team_id
         WHERE i.organization_id = $1 AND (i.state = 'requested' OR i.decided_at > $2 OR i.ended_at > $2) ORDER BY t.name",
    )
    .bind(&access.organization.id)
    .bind(access.backend().clock.now().plus(-KEPT))
    .all(&access.backend().db)
    .await?;
    let mut teams: HashMap<String, Vec<(TeamId, String)>> = HashMap::new();
    for (invitation, id, name) in rows {
        teams.entry(invitation).or_default().push((TeamId(id), name));
    }
    Ok(teams)
}

fn shown(access: &Access, row: Listed, teams: &mut HashMap<String, Vec<(TeamId, String)>>) -> Result<Request> {
    let broken = |what: &str| Error::Fault(format!("request {} has an unreadable {what}", row.id));
    let state: State = row.state.parse().map_err(|()| broken("state"))?;
    let role: Role = row.role.parse().map_err(|()| broken("role"))?;
    let waits = state == State::Requested;
    let own = row.inviter_id.as_deref() == Some(access.actor.account.as_str());
    let asker = match (&row.inviter_id, &row.moved_from) {
        (Some(id), _) => Asker::Member { account: AccountId(id.clone()), name: row.inviter_name.clone().unwrap_or_default() },
        (None, Some(from)) => Asker::Moving { from: Email::parse(from).map_err(|_| broken("earlier address"))? },
        (None, None) => Asker::Outsider,
    };
    Ok(Request {
        address: Email::parse(&row.address).map_err(|_| broken("address"))?,
        source: row.source.parse().map_err(|()| broken("source"))?,
        teams: teams.remove(&row.id).unwrap_or_default(),
        decision: decision(&row, state),
        refusal: if waits { refusal(access.role, access.settings(), own, role).map(str::to_owned) } else { None },
        withdrawable: waits && own,
        returned: waits && row.tokens > 0,
        left: state == State::Accepted && row.here == 0,
        id: InvitationId(row.id),
        name: row.name,
        role,
        state,
        asker,
        asked_at: Timestamp(row.created_at),
        issue: row.issue_id.map(IssueId).zip(row.issue_title),
        page: row.wanted_url,
        message: row.message,
    })
}

fn decision(row: &Listed, state: State) -> Option<Decision> {
    let verdict = match state {
        State::Requested | State::Unconfirmed => return None,
        State::Denied => Verdict::Denied,
        State::Withdrawn => Verdict::Withdrawn,
        State::Pending | State::Accepted | State::Revoked | State::Expired => Verdict::Approved,
    };
    let (by, at) = match verdict {
        Verdict::Withdrawn => (row.inviter_name.clone(), row.ended_at),
        Verdict::Approved | Verdict::Denied => (row.decider.clone(), row.decided_at),
    };
    Some(Decision { verdict, by: by.unwrap_or_default(), at: Timestamp(at?), reason: row.reason.clone() })
}

/// Why a member of `role` can't decide a request for `asked`, if they can't. `own`: whether they asked for it themselves.
pub(super) fn refusal(role: Role, settings: &model::organization::Settings, own: bool, asked: Role) -> Option<&'static str> {
    if own {
        Some("You asked for this yourself. Somebody else decides it.")
    } else if !role.is_approver() {
        Some("Managers and owners decide requests.")
    } else if !permission::allows(role, settings, Action::Decide(asked)) {
        Some("Only owners decide requests for owners.")
    } else {
        None
    }
}
