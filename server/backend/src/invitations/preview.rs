//! What the holder of a link sees. The invitation stays as it is, however often and by whomever it is opened; that it was opened is
//! counted once.

use super::{destination::destination, store::Row, tokens};
use crate::{
    Backend, Result,
    access::Actor,
    analytics,
    db::{Db, query},
    token,
};
use model::{
    invitation::{DeadLink, Preview, State, Viewer},
    product_event::ProductEvent,
    time::Timestamp,
};
use serde_json::json;

/// What else the page names.
#[derive(sqlx::FromRow)]
struct Around {
    slug: String,
    organization: String,
    inviter: Option<String>,
    decider: Option<String>,
    issue: Option<String>,
    replaced_at: Option<i64>,
}

/// Reads an invitation by its link's token, for whoever is signed in (or nobody).
///
/// # Errors
/// Only when the database fails; a link that doesn't work is the inner error.
pub async fn preview(backend: &Backend, secret: &str, viewer: Option<&Actor>) -> Result<std::result::Result<Preview, DeadLink>> {
    let hash = token::hash(tokens::read(secret));
    let Some(row) = by_token(&backend.db, &hash).await? else { return Ok(Err(DeadLink::Unknown)) };
    let around = around(&backend.db, &hash).await?;
    let teams: Vec<(String, String)> =
        query("SELECT t.name, t.slug FROM invitation_teams it JOIN teams t ON t.id = it.team_id WHERE it.invitation_id = $1 ORDER BY t.name")
            .bind(&row.id)
            .all(&backend.db)
            .await?;
    let place = destination(&row, &around.slug, around.issue.is_some(), teams.first().map(|(_, slug)| slug.as_str()));
    let dead = dead(&row, around.replaced_at.is_some(), backend.clock.now())?;
    // Whoever accepted it, and opens it again, is let through.
    let own = viewer.is_some_and(|actor| row.accepted_by.as_deref() == Some(actor.account.as_str()));
    if let (Some(dead), false) = (dead, own) {
        return Ok(Err(dead));
    }
    if dead.is_none() {
        count(backend, &row).await?;
    }
    let viewer = if own { Viewer::AlreadyMember { destination: place } } else { relation(&backend.db, &row, viewer, place).await? };
    Ok(Ok(Preview {
        organization_slug: around.slug,
        asked_themselves: row.inviter_id.is_none(),
        // Whoever asked for themselves hears who let them in; where a rule did, the organization.
        inviter: around.inviter.or(around.decider).unwrap_or_else(|| around.organization.clone()),
        organization_name: around.organization,
        role: row.role()?,
        address: row.email()?,
        name: row.name.clone(),
        teams: teams.into_iter().map(|(name, _)| name).collect(),
        // What stands in a request was written for whoever decides.
        message: row.message.clone().filter(|_| row.decided_by.is_none()),
        issue_title: around.issue,
        expires_at: Timestamp(row.expires_at),
        viewer,
    }))
}

/// Counts an invitation as opened, the first time.
async fn count(backend: &Backend, row: &Row) -> Result<()> {
    let properties = json!({ "source": row.source, "invitation": row.id });
    let known: Option<(String,)> =
        query("SELECT id FROM analytics_events WHERE organization_id = $1 AND name = 'invitation.opened' AND properties = $2 LIMIT 1")
            .bind(&row.organization_id)
            .bind(properties.to_string())
            .optional(&backend.db)
            .await?;
    if known.is_none() {
        let mut tx = backend.db.begin().await?;
        analytics::track(&mut tx, &backend.clock, &row.organization(), None, ProductEvent::InvitationOpened, properties).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn by_token(db: &Db, hash: &[u8]) -> Result<Option<Row>> {
    Ok(query(
        "SELECT i.id, i.organization_id, i.email_key, i.address, i.name, i.state, i.role, i.inviter_id, i.decided_by, i.accepted_by, i.source, i.issue_id,
           i.intent, i.wanted_url, i.message, i.created_at, i.expires_at, i.decided_at, i.ended_at, i.moved_from, i.granted_by
         FROM invitation_tokens t JOIN invitations i ON i.id = t.invitation_id WHERE t.token_hash = $1",
    )
    .bind(hash)
    .optional(db)
    .await?)
}

async fn around(db: &Db, hash: &[u8]) -> Result<Around> {
    Ok(query(
        "SELECT o.slug, o.name AS organization, a.name AS inviter, d.name AS decider, s.title AS issue, t.replaced_at
         FROM invitation_tokens t JOIN invitations i ON i.id = t.invitation_id JOIN organizations o ON o.id = i.organization_id
         LEFT JOIN accounts a ON a.id = i.inviter_id LEFT JOIN accounts d ON d.id = i.decided_by LEFT JOIN issues s ON s.id = i.issue_id AND s.organization_id = i.organization_id
         WHERE t.token_hash = $1",
    )
    .bind(hash)
    .one(db)
    .await?)
}

/// Why a link no longer works, if it doesn't.
pub(super) fn dead(row: &Row, replaced: bool, now: Timestamp) -> Result<Option<DeadLink>> {
    Ok(match row.state()? {
        State::Accepted => Some(DeadLink::Used),
        State::Revoked | State::Denied | State::Withdrawn => Some(DeadLink::Revoked),
        State::Expired => Some(DeadLink::Lapsed),
        State::Requested | State::Unconfirmed => Some(DeadLink::InReview),
        State::Pending if row.lapsed(now) => Some(DeadLink::Lapsed),
        State::Pending if replaced => Some(DeadLink::Replaced),
        State::Pending => None,
    })
}

/// How the person who opened the link relates to the invited address.
async fn relation(db: &Db, row: &Row, viewer: Option<&Actor>, place: String) -> Result<Viewer> {
    let holder: Option<(String,)> = query("SELECT account_id FROM account_emails WHERE email_key = $1").bind(&row.email_key).optional(db).await?;
    let Some(actor) = viewer else {
        return Ok(if holder.is_some() { Viewer::HasAccount } else { Viewer::NewAccount });
    };
    if holder.is_none_or(|(account,)| account != actor.account.as_str()) {
        let asked: Option<(String,)> = query("SELECT id FROM invitations WHERE moved_from = $1 AND email_key = $2 AND state = 'requested'")
            .bind(&row.id)
            .bind(actor.email.key())
            .optional(db)
            .await?;
        return Ok(Viewer::Mismatch { signed_in_as: actor.email.clone(), asked: asked.is_some(), member: is_member(db, row, actor).await? });
    }
    Ok(if is_member(db, row, actor).await? { Viewer::AlreadyMember { destination: place } } else { Viewer::Match { name: actor.name.clone() } })
}

async fn is_member(db: &Db, row: &Row, actor: &Actor) -> Result<bool> {
    let member: Option<(String,)> = query("SELECT id FROM memberships WHERE organization_id = $1 AND account_id = $2")
        .bind(&row.organization_id)
        .bind(&actor.account)
        .optional(db)
        .await?;
    Ok(member.is_some())
}
