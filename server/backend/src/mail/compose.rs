//! Reads again what a message is about, mints its token, and writes it. `Moot` when it no longer applies.

use super::{
    joining,
    letters::{Accepted, Invitation, Letter, PasswordReset, Wanted},
    mentioned, requests, text,
};
use crate::{
    Backend, Error, Result, accounts,
    db::{Tx, query},
    invitations,
    outbox::Kind,
};
use model::{id::InvitationId, role::Role, time::Timestamp};

/// What became of a message when its turn came.
pub enum Composed {
    Letter(Letter),
    /// It no longer applies: revoked, accepted, already done.
    Moot,
}

/// Writes the message with this outbox id. Commit before sending: the token in it is stored in `tx`.
pub async fn compose(tx: &mut Tx, backend: &Backend, kind: Kind, id: &str, subject: &str, recipient: &str) -> Result<Composed> {
    let message_id = message_id(backend, id);
    let letter = match kind {
        Kind::Invitation => invitation(tx, backend, message_id, subject, recipient).await?,
        Kind::InvitationAccepted => accepted(tx, backend, message_id, subject, recipient).await?,
        Kind::InvitationWanted => wanted(tx, backend, message_id, subject, recipient).await?,
        Kind::InvitationReminder => requests::reminder(tx, backend, message_id, subject, recipient).await?,
        Kind::RequestsWaiting => requests::waiting(tx, backend, message_id, id, subject, recipient).await?,
        Kind::RequestsDecided => requests::decided(tx, backend, message_id, id, subject, recipient).await?,
        Kind::InvitationsExpired => requests::expired(tx, backend, message_id, id, subject, recipient).await?,
        Kind::JoinApproved => requests::join_approved(tx, backend, message_id, subject, recipient).await?,
        Kind::JoinDenied => requests::join_denied(tx, message_id, subject, recipient).await?,
        Kind::PasswordReset => reset(tx, backend, message_id, subject).await?,
        Kind::JoinRequest => joining::answer(tx, backend, message_id, subject, recipient).await?,
        Kind::Mentioned => mentioned::write(tx, backend, message_id, subject, recipient).await?,
    };
    Ok(letter.map_or(Composed::Moot, Composed::Letter))
}

/// The same for every try of an outbox row.
pub(super) fn message_id(backend: &Backend, id: &str) -> String {
    let base = &backend.settings.base_url;
    let host = base.split_once("://").map_or(base.as_str(), |(_, rest)| rest);
    let host: String = host.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
    format!("<{id}@{}>", if host.is_empty() { "muster" } else { &host })
}

#[derive(sqlx::FromRow)]
struct InvitationRow {
    organization: String,
    organization_slug: String,
    inviter: Option<String>,
    decider: Option<String>,
    inviter_id: Option<String>,
    role: String,
    message: Option<String>,
    issue_id: Option<String>,
    issue: Option<String>,
    address: String,
    expires_at: i64,
    invitee: Option<String>,
}

async fn invitation_row(tx: &mut Tx, id: &str, state: &str, now: Timestamp) -> Result<Option<InvitationRow>> {
    Ok(query(
        "SELECT o.name AS organization, o.slug AS organization_slug, g.name AS inviter, d.name AS decider, i.inviter_id, i.role, i.message, i.issue_id, s.title AS issue, i.address,
           i.expires_at, b.name AS invitee
         FROM invitations i JOIN organizations o ON o.id = i.organization_id LEFT JOIN accounts g ON g.id = i.inviter_id
         LEFT JOIN accounts d ON d.id = i.decided_by
         LEFT JOIN accounts b ON b.id = i.accepted_by LEFT JOIN issues s ON s.id = i.issue_id AND s.organization_id = i.organization_id
         WHERE i.id = $1 AND i.state = $2 AND (i.expires_at > $3 OR i.state <> 'pending')",
    )
    .bind(id)
    .bind(state)
    .bind(now)
    .optional(tx)
    .await?)
}

pub(super) async fn invitation(tx: &mut Tx, backend: &Backend, message_id: String, id: &str, to: &str) -> Result<Option<Letter>> {
    let Some(row) = invitation_row(tx, id, "pending", backend.clock.now()).await? else { return Ok(None) };
    let teams: Vec<(String,)> =
        query("SELECT t.name FROM invitation_teams it JOIN teams t ON t.id = it.team_id WHERE it.invitation_id = $1 ORDER BY t.name")
            .bind(id)
            .all(&mut *tx)
            .await?;
    let role = role(&row.role)?;
    let token = invitations::mint_mailed(tx, &backend.clock, &InvitationId(id.to_owned())).await?;
    let page = format!("{}/invitation", backend.settings.base_url);
    let inviter = row.inviter.as_deref().unwrap_or("A teammate");
    let asked = row.inviter_id.is_none();
    let subject = if asked {
        format!("Your request to join {} was approved", text::line(&row.organization))
    } else {
        format!("{} invited you to {} on Muster", text::line(inviter), text::line(&row.organization))
    };
    let message = Invitation {
        inviter: text::name(inviter),
        asked,
        approver: row.decider.as_deref().map(text::name),
        organization: text::name(&row.organization),
        role: role.label().to_owned(),
        role_explanation: role.explanation().to_owned(),
        issue: row.issue.as_deref().map(text::name),
        teams: teams.iter().map(|(name,)| text::name(name)).collect(),
        // What stands in a request, their own or a member's, was written for whoever decides.
        note: row.message.as_deref().filter(|_| !asked && row.decider.is_none()).map(text::note).unwrap_or_default(),
        lapses: date(Timestamp(row.expires_at)),
        address: row.address,
        link: format!("{page}#{}", token.secret),
        page,
        code: token.secret,
    };
    message.letter(message_id, to, subject).map(Some)
}

async fn accepted(tx: &mut Tx, backend: &Backend, message_id: String, id: &str, to: &str) -> Result<Option<Letter>> {
    let Some(row) = invitation_row(tx, id, "accepted", backend.clock.now()).await? else { return Ok(None) };
    let (base, slug) = (&backend.settings.base_url, &row.organization_slug);
    let link = match &row.issue_id {
        Some(issue) if row.issue.is_some() => format!("{base}/{slug}/issues/{issue}"),
        _ => format!("{base}/{slug}/members"),
    };
    let invitee = row.invitee.as_deref().unwrap_or(&row.address);
    let subject = format!("{} joined {}", text::line(invitee), text::line(&row.organization));
    let message = Accepted {
        invitee: text::name(invitee),
        address: row.address.clone(),
        organization: text::name(&row.organization),
        role: role(&row.role)?.label().to_owned(),
        issue: row.issue.as_deref().map(text::name),
        link,
    };
    message.letter(message_id, to, subject).map(Some)
}

async fn wanted(tx: &mut Tx, backend: &Backend, message_id: String, id: &str, to: &str) -> Result<Option<Letter>> {
    let now = backend.clock.now();
    let (row, why) = match invitation_row(tx, id, "expired", now).await? {
        Some(row) => (row, "has lapsed"),
        None => match invitation_row(tx, id, "revoked", now).await? {
            Some(row) if !live_for(tx, id).await? => (row, "was revoked"),
            _ => return Ok(None),
        },
    };
    let subject = format!("{} asks for a new invitation to {}", row.address, text::line(&row.organization));
    let link = format!("{}/{}/members", backend.settings.base_url, row.organization_slug);
    Wanted { address: row.address, organization: text::name(&row.organization), why, link }.letter(message_id, to, subject).map(Some)
}

/// Whether the address was invited again since.
async fn live_for(tx: &mut Tx, id: &str) -> Result<bool> {
    let newer: Option<(String,)> = query(
        "SELECT n.id FROM invitations n JOIN invitations i ON i.organization_id = n.organization_id AND i.email_key = n.email_key
         WHERE i.id = $1 AND n.state IN ('requested', 'pending', 'accepted') LIMIT 1",
    )
    .bind(id)
    .optional(tx)
    .await?;
    Ok(newer.is_some())
}

/// To the address that the account has, however it was typed. Moot when nobody has it.
async fn reset(tx: &mut Tx, backend: &Backend, message_id: String, ask: &str) -> Result<Option<Letter>> {
    let Some((email, code)) = accounts::answer_reset(tx, &backend.clock, ask).await? else { return Ok(None) };
    let page = format!("{}/reset", backend.settings.base_url);
    let link = format!("{page}#{}", code.secret);
    let (address, code) = (email.address().to_owned(), code.secret);
    PasswordReset { address, link, page, code }.letter(message_id, email.address(), "Choose a new password for Muster".into()).map(Some)
}

fn role(text: &str) -> Result<Role> {
    text.parse().map_err(|()| Error::Fault(format!("unknown role {text}")))
}

/// A day, as in "20 December 2026 (UTC)".
pub(crate) fn date(at: Timestamp) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    moment.to_zoned(jiff::tz::TimeZone::UTC).strftime("%-d %B %Y").to_string()
}
