//! All SQL of invitations that more than one use case needs, and the statements that change their state.

use crate::{
    Error, Result,
    db::{Db, On, Tx, query},
};
use model::{
    email::Email,
    id::{AccountId, InvitationId, IssueId, MembershipId, OrganizationId, TeamId},
    invitation::{Context, Intent, State},
    role::Role,
    time::Timestamp,
};

/// An invitation as its use cases need it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Row {
    pub id: String,
    pub organization_id: String,
    pub email_key: String,
    pub address: String,
    pub name: Option<String>,
    pub state: String,
    pub role: String,
    pub inviter_id: Option<String>,
    pub decided_by: Option<String>,
    pub accepted_by: Option<String>,
    pub source: String,
    pub issue_id: Option<String>,
    pub intent: Option<String>,
    pub wanted_url: Option<String>,
    pub message: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    pub decided_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub moved_from: Option<String>,
    pub granted_by: Option<String>,
}

impl Row {
    pub fn id(&self) -> InvitationId {
        InvitationId(self.id.clone())
    }

    pub fn organization(&self) -> OrganizationId {
        OrganizationId(self.organization_id.clone())
    }

    pub fn state(&self) -> Result<State> {
        self.state.parse().map_err(|()| Error::Fault(format!("unknown state {}", self.state)))
    }

    pub fn role(&self) -> Result<Role> {
        self.role.parse().map_err(|()| Error::Fault(format!("unknown role {}", self.role)))
    }

    pub fn email(&self) -> Result<Email> {
        Email::parse(&self.address).map_err(|_| Error::Fault(format!("invitation {} has an unreadable address", self.id)))
    }

    /// The invitation that this one is to take the place of.
    pub fn moved_from(&self) -> Option<InvitationId> {
        self.moved_from.clone().map(InvitationId)
    }

    pub fn issue(&self) -> Option<IssueId> {
        self.issue_id.clone().map(IssueId)
    }

    pub fn intent(&self) -> Option<Intent> {
        self.intent.as_deref().and_then(|intent| intent.parse().ok())
    }

    pub fn lapsed(&self, now: Timestamp) -> bool {
        self.expires_at <= now.0
    }
}

/// Makes sends of one person and one organization follow each other, so that limits and idempotency are exact. No value changes.
pub(super) async fn lock(tx: &mut Tx, organization: &OrganizationId, account: &AccountId) -> Result<()> {
    query("UPDATE accounts SET created_at = created_at WHERE id = $1").bind(account).execute(tx).await?;
    lock_organization(tx, organization).await
}

/// Makes sends to these addresses follow each other, from whatever organization. Taken after [`lock`], in one order always.
pub(super) async fn lock_addresses(tx: &mut Tx, mut keys: Vec<&str>) -> Result<()> {
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        query(
            "INSERT INTO attempts (kind, subject, window_start, count) VALUES ('invitation.address', $1, 0, 0)
             ON CONFLICT (kind, subject, window_start) DO UPDATE SET count = 0",
        )
        .bind(key)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// As [`lock`], for what nobody in particular does. Taken before any invitation is locked.
pub(crate) async fn lock_organization(tx: &mut Tx, organization: &OrganizationId) -> Result<()> {
    query("UPDATE organizations SET created_at = created_at WHERE id = $1").bind(organization).execute(tx).await?;
    Ok(())
}

/// False when this batch was sent before.
pub(super) async fn open_batch(tx: &mut Tx, organization: &OrganizationId, account: &AccountId, key: &str, now: Timestamp) -> Result<bool> {
    let row: Option<(String,)> = query(
        "INSERT INTO invitation_batches (organization_id, account_id, batch_key, result, created_at) VALUES ($1, $2, $3, '', $4)
         ON CONFLICT (organization_id, account_id, batch_key) DO NOTHING RETURNING batch_key",
    )
    .bind(organization)
    .bind(account)
    .bind(key)
    .bind(now)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

pub(super) async fn close_batch(tx: &mut Tx, organization: &OrganizationId, account: &AccountId, key: &str, result: &str) -> Result<()> {
    query("UPDATE invitation_batches SET result = $4 WHERE organization_id = $1 AND account_id = $2 AND batch_key = $3")
        .bind(organization)
        .bind(account)
        .bind(key)
        .bind(result)
        .execute(tx)
        .await?;
    Ok(())
}

pub(super) async fn batch_result(tx: &mut Tx, organization: &OrganizationId, account: &AccountId, key: &str) -> Result<String> {
    let (result,): (String,) = query("SELECT result FROM invitation_batches WHERE organization_id = $1 AND account_id = $2 AND batch_key = $3")
        .bind(organization)
        .bind(account)
        .bind(key)
        .one(tx)
        .await?;
    Ok(result)
}

/// The member who has this address, by name. An address counts when it is proved, or is what the person signs in with.
pub(super) async fn member_name(on: impl Into<On<'_>>, organization: &OrganizationId, email_key: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = query(
        "SELECT a.name FROM account_emails e JOIN memberships m ON m.account_id = e.account_id AND m.organization_id = $1 JOIN accounts a ON a.id = e.account_id
         WHERE e.email_key = $2 AND (e.verified_at IS NOT NULL OR e.is_primary = 1)",
    )
    .bind(organization)
    .bind(email_key)
    .optional(on)
    .await?;
    Ok(row.map(|(name,)| name))
}

/// The membership behind an address.
pub(super) async fn membership(tx: &mut Tx, organization: &OrganizationId, email_key: &str) -> Result<Option<MembershipId>> {
    let row: Option<(String,)> = query(
        "SELECT m.id FROM account_emails e JOIN memberships m ON m.account_id = e.account_id AND m.organization_id = $1
         WHERE e.email_key = $2 AND (e.verified_at IS NOT NULL OR e.is_primary = 1)",
    )
    .bind(organization)
    .bind(email_key)
    .optional(tx)
    .await?;
    Ok(row.map(|(id,)| MembershipId(id)))
}

/// The live invitation or request for this address: its state, who asked (empty: an outsider), and when. A lapsed one does not count,
/// nor a join request whose address nobody has proved: anybody can make one.
pub(super) async fn live(
    on: impl Into<On<'_>>,
    organization: &OrganizationId,
    email_key: &str,
    now: Timestamp,
) -> Result<Option<(State, String, Timestamp)>> {
    let row: Option<(String, Option<String>, i64)> = query(
        "SELECT i.state, a.name, i.created_at FROM invitations i LEFT JOIN accounts a ON a.id = i.inviter_id
         WHERE i.organization_id = $1 AND i.email_key = $2 AND i.state IN ('requested', 'pending')
           AND (i.expires_at > $3 OR i.state <> 'pending')",
    )
    .bind(organization)
    .bind(email_key)
    .bind(now)
    .optional(on)
    .await?;
    let Some((state, by, at)) = row else { return Ok(None) };
    let state = state.parse().map_err(|()| Error::Fault(format!("unknown state {state}")))?;
    Ok(Some((state, by.unwrap_or_default(), Timestamp(at))))
}

/// When this address was last denied here, if it was after `since`.
pub(super) async fn denied_since(
    on: impl Into<On<'_>>,
    organization: &OrganizationId,
    email_key: &str,
    since: Timestamp,
) -> Result<Option<Timestamp>> {
    let row: Option<(i64,)> = query(
        "SELECT decided_at FROM invitations WHERE organization_id = $1 AND email_key = $2 AND state = 'denied' AND decided_at > $3
         ORDER BY decided_at DESC LIMIT 1",
    )
    .bind(organization)
    .bind(email_key)
    .bind(since)
    .optional(on)
    .await?;
    Ok(row.map(|(at,)| Timestamp(at)))
}

/// Whether this issue is the organization's.
pub(super) async fn issue_exists(tx: &mut Tx, organization: &OrganizationId, issue: &IssueId) -> Result<bool> {
    let row: Option<(String,)> =
        query("SELECT id FROM issues WHERE id = $1 AND organization_id = $2").bind(issue).bind(organization).optional(tx).await?;
    Ok(row.is_some())
}

/// A member's membership and the address that they get messages at; nothing about who is no member.
pub(super) async fn member_address(tx: &mut Tx, organization: &OrganizationId, account: &str) -> Result<Option<(MembershipId, Email)>> {
    let row: Option<(String, String)> = query(
        "SELECT m.id, e.address FROM memberships m JOIN account_emails e ON e.account_id = m.account_id AND e.is_primary = 1
         WHERE m.organization_id = $1 AND m.account_id = $2",
    )
    .bind(organization)
    .bind(account)
    .optional(tx)
    .await?;
    Ok(row.and_then(|(member, address)| Some((MembershipId(member), Email::parse(&address).ok()?))))
}

/// Closes requests to move an invitation that is over.
pub(super) async fn end_moves(tx: &mut Tx, id: &InvitationId, now: Timestamp) -> Result<()> {
    query("UPDATE invitations SET state = 'withdrawn', ended_at = $2 WHERE moved_from = $1 AND state = 'requested'")
        .bind(id)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// What a new row is made of.
pub(super) struct New<'a> {
    pub id: &'a InvitationId,
    pub organization: &'a OrganizationId,
    pub email: &'a Email,
    pub name: Option<&'a str>,
    pub state: State,
    pub role: Role,
    /// `None`: they ask for themselves.
    pub inviter: Option<&'a AccountId>,
    pub moved_from: Option<&'a InvitationId>,
    pub context: &'a Context,
    pub message: Option<&'a str>,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// False when there is a live one for this address already: the database holds that, whoever else is sending.
pub(super) async fn insert(tx: &mut Tx, new: New<'_>) -> Result<bool> {
    let row: Option<(String,)> = query(
        "INSERT INTO invitations (id, organization_id, email_key, address, name, state, role, inviter_id, source, issue_id, intent, wanted_url, message,
           created_at, expires_at, sent_at, moved_from) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14, $16)
         ON CONFLICT (organization_id, email_key) WHERE state IN ('unconfirmed', 'requested', 'pending') DO NOTHING RETURNING id",
    )
    .bind(new.id)
    .bind(new.organization)
    .bind(new.email.key())
    .bind(new.email.address())
    .bind(new.name)
    .bind(new.state.as_str())
    .bind(new.role)
    .bind(new.inviter)
    .bind(new.context.source.as_str())
    .bind(new.context.issue.as_ref())
    .bind(new.context.intent.map(Intent::as_str))
    .bind(new.context.wanted_url.as_deref())
    .bind(new.message)
    .bind(new.now)
    .bind(new.expires_at)
    .bind(new.moved_from)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// Names a team; a team of another organization, or one that is gone, is left out.
pub(super) async fn add_team(tx: &mut Tx, organization: &OrganizationId, invitation: &InvitationId, team: &TeamId) -> Result<()> {
    query(
        "INSERT INTO invitation_teams (invitation_id, team_id) SELECT $1, id FROM teams WHERE id = $2 AND organization_id = $3
         ON CONFLICT (invitation_id, team_id) DO NOTHING",
    )
    .bind(invitation)
    .bind(team)
    .bind(organization)
    .execute(tx)
    .await?;
    Ok(())
}

/// Ids, names and slugs of the teams that an invitation names.
pub(super) async fn teams(tx: &mut Tx, invitation: &InvitationId) -> Result<Vec<(String, String, String)>> {
    Ok(query("SELECT t.id, t.name, t.slug FROM invitation_teams it JOIN teams t ON t.id = it.team_id WHERE it.invitation_id = $1 ORDER BY t.name")
        .bind(invitation)
        .all(tx)
        .await?)
}

/// Locks an invitation of this organization and reads it.
pub(super) async fn hold(tx: &mut Tx, organization: &OrganizationId, id: &InvitationId) -> Result<Option<Row>> {
    Ok(query(
        "UPDATE invitations SET state = state WHERE id = $1 AND organization_id = $2
         RETURNING id, organization_id, email_key, address, name, state, role, inviter_id, decided_by, accepted_by, source, issue_id, intent, wanted_url,
           message, created_at, expires_at, decided_at, ended_at, moved_from, granted_by",
    )
    .bind(id)
    .bind(organization)
    .optional(tx)
    .await?)
}

/// The organization and invitation that a token belongs to, without locking anything.
pub(super) async fn token_owner(db: &Db, token_hash: &[u8]) -> Result<Option<(OrganizationId, InvitationId)>> {
    let row: Option<(String, String)> =
        query("SELECT i.organization_id, i.id FROM invitation_tokens t JOIN invitations i ON i.id = t.invitation_id WHERE t.token_hash = $1")
            .bind(token_hash)
            .optional(db)
            .await?;
    Ok(row.map(|(organization, id)| (OrganizationId(organization), InvitationId(id))))
}

/// Whether a resend has replaced this token.
pub(super) async fn token_replaced(tx: &mut Tx, token_hash: &[u8]) -> Result<bool> {
    let (replaced,): (Option<i64>,) = query("SELECT replaced_at FROM invitation_tokens WHERE token_hash = $1").bind(token_hash).one(tx).await?;
    Ok(replaced.is_some())
}

/// Whether this token was in a message to the invited address.
pub(super) async fn token_mailed(tx: &mut Tx, token_hash: &[u8]) -> Result<bool> {
    let (mailed,): (i64,) = query("SELECT mailed FROM invitation_tokens WHERE token_hash = $1").bind(token_hash).one(tx).await?;
    Ok(mailed != 0)
}

/// Moves an invitation from `from` to an end. False when it was not there any more.
pub(super) async fn end(tx: &mut Tx, id: &InvitationId, from: State, to: State, now: Timestamp) -> Result<bool> {
    let row: Option<(String,)> = query("UPDATE invitations SET state = $3, ended_at = $4 WHERE id = $1 AND state = $2 RETURNING id")
        .bind(id)
        .bind(from.as_str())
        .bind(to.as_str())
        .bind(now)
        .optional(tx)
        .await?;
    Ok(row.is_some())
}

/// The one statement that uses an invitation up. False when it can't be accepted any more.
pub(super) async fn accept(tx: &mut Tx, id: &InvitationId, account: &AccountId, role: Role, now: Timestamp) -> Result<bool> {
    let row: Option<(String,)> = query(
        "UPDATE invitations SET state = 'accepted', accepted_by = $2, role = $3, ended_at = $4
         WHERE id = $1 AND state = 'pending' AND expires_at > $4 RETURNING id",
    )
    .bind(id)
    .bind(account)
    .bind(role)
    .bind(now)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// An invitation whose inviter could no longer give its role waits for an approver.
pub(super) async fn back_to_review(tx: &mut Tx, id: &InvitationId) -> Result<bool> {
    let row: Option<(String,)> =
        query("UPDATE invitations SET state = 'requested', decided_by = NULL, decided_at = NULL, granted_by = NULL WHERE id = $1 AND state = 'pending' RETURNING id")
            .bind(id)
            .optional(tx)
            .await?;
    Ok(row.is_some())
}

pub(super) async fn sends_of_account(on: impl Into<On<'_>>, account: &AccountId, since: Timestamp, limit: usize) -> Result<Vec<i64>> {
    times(
        "SELECT created_at FROM invitation_sends WHERE account_id = $1 AND created_at > $2 ORDER BY created_at DESC LIMIT $3",
        on,
        account.as_str(),
        since,
        limit,
    )
    .await
}

pub(super) async fn sends_of_organization(on: impl Into<On<'_>>, organization: &OrganizationId, since: Timestamp, limit: usize) -> Result<Vec<i64>> {
    let sql = "SELECT created_at FROM invitation_sends WHERE organization_id = $1 AND created_at > $2 ORDER BY created_at DESC LIMIT $3";
    times(sql, on, organization.as_str(), since, limit).await
}

pub(super) async fn sends_to_address(tx: &mut Tx, email_key: &str, since: Timestamp, limit: usize) -> Result<Vec<i64>> {
    times(
        "SELECT created_at FROM invitation_sends WHERE email_key = $1 AND created_at > $2 ORDER BY created_at DESC LIMIT $3",
        tx,
        email_key,
        since,
        limit,
    )
    .await
}

async fn times(sql: &'static str, on: impl Into<On<'_>>, whose: &str, since: Timestamp, limit: usize) -> Result<Vec<i64>> {
    let rows: Vec<(i64,)> = query(sql).bind(whose).bind(since).bind(i64::try_from(limit).unwrap_or(i64::MAX)).all(on).await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

pub(super) async fn record_send(tx: &mut Tx, organization: &OrganizationId, account: &AccountId, email_key: &str, now: Timestamp) -> Result<()> {
    query("INSERT INTO invitation_sends (organization_id, account_id, email_key, created_at) VALUES ($1, $2, $3, $4)")
        .bind(organization)
        .bind(account)
        .bind(email_key)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Moves a request to `pending`, with the role that it is approved with. False when somebody else was faster.
pub(super) async fn approve(tx: &mut Tx, id: &InvitationId, role: Role, by: &AccountId, now: Timestamp, expires_at: Timestamp) -> Result<bool> {
    let row: Option<(String,)> = query(
        "UPDATE invitations SET state = 'pending', role = $2, decided_by = $3, decided_at = $4, granted_by = NULL, sent_at = $4, reminders = 0,
           expires_at = $5 WHERE id = $1 AND state = 'requested' RETURNING id",
    )
    .bind(id)
    .bind(role)
    .bind(by)
    .bind(now)
    .bind(expires_at)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// Moves a request to `denied`. False when somebody else was faster.
pub(super) async fn deny(tx: &mut Tx, id: &InvitationId, by: &AccountId, reason: Option<&str>, now: Timestamp) -> Result<bool> {
    let row: Option<(String,)> = query(
        "UPDATE invitations SET state = 'denied', decided_by = $2, decided_at = $3, reason = $4, ended_at = $3
         WHERE id = $1 AND state = 'requested' RETURNING id",
    )
    .bind(id)
    .bind(by)
    .bind(now)
    .bind(reason)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// Names exactly these teams; those of another organization are left out.
pub(super) async fn set_teams(tx: &mut Tx, organization: &OrganizationId, invitation: &InvitationId, teams: &[TeamId]) -> Result<()> {
    query("DELETE FROM invitation_teams WHERE invitation_id = $1").bind(invitation).execute(&mut *tx).await?;
    for team in teams {
        add_team(tx, organization, invitation, team).await?;
    }
    Ok(())
}

/// Whether this team is the organization's; it stays so until the transaction ends.
pub(super) async fn team_exists(tx: &mut Tx, organization: &OrganizationId, team: &TeamId) -> Result<bool> {
    let row: Option<(String,)> =
        query("UPDATE teams SET name = name WHERE id = $1 AND organization_id = $2 RETURNING id").bind(team).bind(organization).optional(tx).await?;
    Ok(row.is_some())
}

/// The address of a row that may be shown to whoever asks about it; empty when there is none.
pub(super) async fn address(tx: &mut Tx, organization: &OrganizationId, id: &InvitationId) -> Result<String> {
    let row: Option<(String,)> = query("SELECT address FROM invitations WHERE id = $1 AND organization_id = $2 AND state <> 'unconfirmed'")
        .bind(id)
        .bind(organization)
        .optional(tx)
        .await?;
    Ok(row.map(|(address,)| address).unwrap_or_default())
}
