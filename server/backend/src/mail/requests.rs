//! Messages about requests and about invitations that wait: to approvers, to whoever asked, and to the invitee.

use super::{
    compose::date,
    letters::{DecidedItem, DecidedRequests, Expired, JoinApproved, JoinDenied, Letter, Reminder, RequestItem, Requests},
    text,
};
use crate::{
    Backend, Error, Result,
    db::{Tx, query},
    invitations,
    outbox::Kind,
};
use model::{
    id::InvitationId,
    invitation::{Source, State},
    request::review_path,
    role::Role,
    time::{DAY, Timestamp},
};

/// The most requests that one message spells out.
const SHOWN: usize = 30;

/// How many of `count` are not shown.
fn beyond(count: usize) -> Option<usize> {
    count.checked_sub(SHOWN).filter(|more| *more > 0)
}

/// What a gathered message needs of each invitation in it.
#[derive(sqlx::FromRow)]
struct Noted {
    id: String,
    organization: String,
    slug: String,
    address: String,
    name: Option<String>,
    role: String,
    state: String,
    source: String,
    message: Option<String>,
    reason: Option<String>,
    inviter: Option<String>,
    decider: Option<String>,
    decided_at: Option<i64>,
    moved_from: Option<String>,
    issue: Option<String>,
}

/// Everything noted for this member that is in one of these states. A message that is tried again says what it said before.
async fn noted(tx: &mut Tx, kind: Kind, message: &str, member: &str) -> Result<Vec<Noted>> {
    // Whoever notes something holds this lock: it is in this message, or sees that this message is written.
    query("UPDATE organizations SET created_at = created_at WHERE id = (SELECT organization_id FROM memberships WHERE id = $1)")
        .bind(member)
        .execute(&mut *tx)
        .await?;
    let taken: Option<(String,)> =
        query("SELECT invitation_id FROM request_notices WHERE message_id = $1 LIMIT 1").bind(message).optional(&mut *tx).await?;
    if taken.is_none() {
        query(match kind {
            Kind::RequestsWaiting => {
                "UPDATE request_notices SET message_id = $1 WHERE membership_id = $2 AND message_id IS NULL
                 AND EXISTS (SELECT 1 FROM invitations i WHERE i.id = invitation_id AND i.state = 'requested')"
            }
            Kind::InvitationsExpired => {
                "UPDATE request_notices SET message_id = $1 WHERE membership_id = $2 AND message_id IS NULL
                 AND EXISTS (SELECT 1 FROM invitations i WHERE i.id = invitation_id AND i.state = 'expired')"
            }
            _ => {
                "UPDATE request_notices SET message_id = $1 WHERE membership_id = $2 AND message_id IS NULL
                 AND EXISTS (SELECT 1 FROM invitations i WHERE i.id = invitation_id AND i.state NOT IN ('requested', 'expired'))"
            }
        })
        .bind(message)
        .bind(member)
        .execute(&mut *tx)
        .await?;
    }
    Ok(query(
        "SELECT i.id, o.name AS organization, o.slug, i.address, i.name, i.role, i.state, i.source, i.message, i.reason, a.name AS inviter,
           d.name AS decider, i.decided_at, f.address AS moved_from, s.title AS issue
         FROM request_notices n JOIN invitations i ON i.id = n.invitation_id JOIN organizations o ON o.id = i.organization_id
         JOIN memberships m ON m.id = n.membership_id LEFT JOIN accounts a ON a.id = i.inviter_id LEFT JOIN accounts d ON d.id = i.decided_by
         LEFT JOIN invitations f ON f.id = i.moved_from LEFT JOIN issues s ON s.id = i.issue_id AND s.organization_id = i.organization_id
         WHERE n.message_id = $1 AND n.membership_id = $2 AND (i.inviter_id = m.account_id OR m.role = 'owner' OR (m.role = 'manager' AND i.role <> 'owner'))
         ORDER BY i.created_at, i.id",
    )
    .bind(message)
    .bind(member)
    .all(tx)
    .await?)
}

impl Noted {
    fn organization(&self) -> String {
        text::name(&self.organization)
    }

    fn role(&self) -> Result<Role> {
        self.role.parse().map_err(|()| Error::Fault(format!("unknown role {}", self.role)))
    }

    /// "Mel asks to invite ana@x.example", cleaned by `clean`: as text in a body, or as a line in a subject.
    fn asks(&self, clean: fn(&str) -> String) -> String {
        match (&self.inviter, &self.moved_from, &self.name) {
            (Some(inviter), ..) => format!("{} asks to invite {}", clean(inviter), self.address),
            (None, Some(from), _) => format!("{} asks to use the invitation of {from} as {}", self.name(clean), self.address),
            (None, None, Some(_)) => format!("{} ({}) asks to join", self.name(clean), self.address),
            (None, None, None) => format!("{} asks to join", self.address),
        }
    }

    fn name(&self, clean: fn(&str) -> String) -> String {
        self.name.as_deref().map_or_else(|| "Somebody".to_owned(), clean)
    }
}

/// To an approver: what waits.
pub(super) async fn waiting(tx: &mut Tx, backend: &Backend, message_id: String, id: &str, member: &str, to: &str) -> Result<Option<Letter>> {
    let mut noted = noted(tx, Kind::RequestsWaiting, id, member).await?;
    noted.retain(|row| row.state == State::Requested.as_str());
    let Some(first) = noted.first() else { return Ok(None) };
    let base = &backend.settings.base_url;
    let count = noted.len();
    let subject = match count {
        1 if first.inviter.is_none() && first.moved_from.is_some() => format!("{} in {}", first.asks(text::line), text::line(&first.organization)),
        1 if first.inviter.is_none() => format!("{} {}", first.asks(text::line), text::line(&first.organization)),
        1 => format!("{} to {}", first.asks(text::line), text::line(&first.organization)),
        _ => format!("{count} requests wait for you in {}", text::line(&first.organization)),
    };
    let heading = match count {
        1 => "A request waits for you".to_owned(),
        _ => format!("{count} requests wait for you"),
    };
    let join = noted.iter().any(|row| row.source == Source::JoinRequest.as_str());
    let mut items = Vec::new();
    for row in noted.iter().take(SHOWN) {
        items.push(RequestItem {
            title: row.asks(text::name),
            role: row.role()?.label().to_owned(),
            teams: teams(tx, &row.id).await?,
            about: row.issue.as_deref().map(text::name),
            note: row.message.as_deref().map(text::note).unwrap_or_default(),
            link: format!("{base}{}", review_path(&row.slug, Some(&InvitationId(row.id.clone())))),
        });
    }
    let message = Requests {
        heading,
        organization: first.organization(),
        more: beyond(count),
        items,
        all: format!("{base}{}", review_path(&first.slug, None)),
        settings: join.then(|| format!("{base}/{}/settings#join_requests", first.slug)),
    };
    message.letter(message_id, to, subject).map(Some)
}

async fn teams(tx: &mut Tx, id: &str) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        query("SELECT t.name FROM invitation_teams it JOIN teams t ON t.id = it.team_id WHERE it.invitation_id = $1 ORDER BY t.name")
            .bind(id)
            .all(tx)
            .await?;
    Ok(rows.iter().map(|(name,)| text::name(name)).collect())
}

/// To whoever asked: what was decided.
pub(super) async fn decided(tx: &mut Tx, backend: &Backend, message_id: String, id: &str, member: &str, to: &str) -> Result<Option<Letter>> {
    let mut noted = noted(tx, Kind::RequestsDecided, id, member).await?;
    noted.retain(|row| row.decided_at.is_some() && row.state != State::Requested.as_str());
    let Some(first) = noted.first() else { return Ok(None) };
    let count = noted.len();
    let heading = match count {
        1 => first.verdict(text::name),
        _ => format!("{count} of your requests were decided"),
    };
    let subject = match count {
        1 => first.verdict(text::line),
        _ => format!("{count} of your requests in {} were decided", text::line(&first.organization)),
    };
    let items = noted.iter().take(SHOWN).map(Noted::decided).collect::<Result<Vec<_>>>()?;
    let message = DecidedRequests {
        heading,
        organization: first.organization(),
        more: beyond(count),
        items,
        all: format!("{}{}", backend.settings.base_url, review_path(&first.slug, None)),
    };
    message.letter(message_id, to, subject).map(Some)
}

impl Noted {
    fn denied(&self) -> bool {
        self.state == State::Denied.as_str()
    }

    fn verdict(&self, clean: fn(&str) -> String) -> String {
        let decider = self.decider.as_deref().map_or_else(|| "An approver".to_owned(), clean);
        let verb = if self.denied() { "denied" } else { "approved" };
        format!("{decider} {verb} your request for {}", self.address)
    }

    fn decided(&self) -> Result<DecidedItem> {
        let more = match (self.denied(), self.decided_at) {
            (true, Some(at)) => format!("You can ask for this address again on {}.", date(Timestamp(at).plus(7 * DAY))),
            _ => format!("The invitation is on its way. Role: {}.", self.role()?.label()),
        };
        Ok(DecidedItem { title: self.verdict(text::name), reason: self.reason.as_deref().map(text::note).unwrap_or_default(), more })
    }
}

/// To the inviter: what has lapsed, and was not asked for again since.
pub(super) async fn expired(tx: &mut Tx, backend: &Backend, message_id: String, id: &str, member: &str, to: &str) -> Result<Option<Letter>> {
    let mut noted = noted(tx, Kind::InvitationsExpired, id, member).await?;
    noted.retain(|row| row.state == State::Expired.as_str());
    let mut standing = Vec::new();
    for row in noted {
        let newer: Option<(String,)> = query(
            "SELECT n.id FROM invitations i JOIN invitations n ON n.organization_id = i.organization_id AND n.email_key = i.email_key
               AND n.id <> i.id AND n.created_at >= i.created_at AND n.state IN ('requested', 'pending', 'accepted') WHERE i.id = $1 LIMIT 1",
        )
        .bind(&row.id)
        .optional(&mut *tx)
        .await?;
        if newer.is_none() {
            standing.push(row);
        }
    }
    let Some(first) = standing.first() else { return Ok(None) };
    let heading = match standing.len() {
        1 => format!("The invitation of {} has lapsed", first.address),
        count => format!("{count} of your invitations have lapsed"),
    };
    let subject = format!("{heading}: {}", text::line(&first.organization));
    let items: Vec<String> = standing.iter().take(SHOWN).map(|row| row.address.clone()).collect();
    let link = format!("{}/{}/members", backend.settings.base_url, first.slug);
    Expired { heading, more: beyond(standing.len()), items, link }.letter(message_id, to, subject).map(Some)
}

#[derive(sqlx::FromRow)]
struct Subject {
    organization: String,
    slug: String,
    inviter: Option<String>,
    decider: Option<String>,
    role: String,
    reason: Option<String>,
    wanted_url: Option<String>,
    issue_id: Option<String>,
    issue: Option<String>,
    address: String,
    expires_at: i64,
}

async fn subject(tx: &mut Tx, id: &str, state: State) -> Result<Option<Subject>> {
    Ok(query(
        "SELECT o.name AS organization, o.slug, a.name AS inviter, d.name AS decider, i.role, i.reason, i.wanted_url, i.issue_id, s.title AS issue,
           i.address, i.expires_at
         FROM invitations i JOIN organizations o ON o.id = i.organization_id LEFT JOIN accounts a ON a.id = i.inviter_id
         LEFT JOIN accounts d ON d.id = i.decided_by LEFT JOIN issues s ON s.id = i.issue_id AND s.organization_id = i.organization_id
         WHERE i.id = $1 AND i.state = $2",
    )
    .bind(id)
    .bind(state.as_str())
    .optional(tx)
    .await?)
}

/// To the invitee, if it still waits.
pub(super) async fn reminder(tx: &mut Tx, backend: &Backend, message_id: String, id: &str, to: &str) -> Result<Option<Letter>> {
    let Some(row) = subject(tx, id, State::Pending).await? else { return Ok(None) };
    if row.expires_at <= backend.clock.now().0 {
        return Ok(None);
    }
    let token = invitations::mint_mailed(tx, &backend.clock, &InvitationId(id.to_owned())).await?;
    let page = format!("{}/invitation", backend.settings.base_url);
    let subject = format!("Your invitation to {} still waits", text::line(&row.organization));
    let message = Reminder {
        inviter: text::name(row.inviter.as_deref().or(row.decider.as_deref()).unwrap_or("A teammate")),
        organization: text::name(&row.organization),
        role: role(&row.role)?.label().to_owned(),
        issue: row.issue.as_deref().map(text::name),
        lapses: date(Timestamp(row.expires_at)),
        address: row.address,
        link: format!("{page}#{}", token.secret),
        page,
        code: token.secret,
    };
    message.letter(message_id, to, subject).map(Some)
}

/// To whoever asked to join: they are a member.
pub(super) async fn join_approved(tx: &mut Tx, backend: &Backend, message_id: String, id: &str, to: &str) -> Result<Option<Letter>> {
    let Some(row) = subject(tx, id, State::Accepted).await? else { return Ok(None) };
    let base = &backend.settings.base_url;
    let place = match (&row.wanted_url, &row.issue_id, &row.issue) {
        (Some(path), ..) if invitations::is_local_path(path) => path.clone(),
        (_, Some(issue), Some(_)) => format!("/{}/issues/{issue}", row.slug),
        _ => format!("/{}/issues", row.slug),
    };
    let role = role(&row.role)?;
    let subject = format!("You are a member of {} now", text::line(&row.organization));
    let message = JoinApproved {
        organization: text::name(&row.organization),
        approver: text::name(row.decider.as_deref().unwrap_or("an approver")),
        role: role.label().to_owned(),
        role_explanation: role.explanation().to_owned(),
        address: row.address,
        link: format!("{base}{place}"),
    };
    message.letter(message_id, to, subject).map(Some)
}

/// To whoever asked to join: they are not.
pub(super) async fn join_denied(tx: &mut Tx, message_id: String, id: &str, to: &str) -> Result<Option<Letter>> {
    let Some(row) = subject(tx, id, State::Denied).await? else { return Ok(None) };
    let subject = format!("Your request to join {}", text::line(&row.organization));
    let reason = row.reason.as_deref().map(text::note).unwrap_or_default();
    JoinDenied { organization: text::name(&row.organization), reason, address: row.address }.letter(message_id, to, subject).map(Some)
}

fn role(text: &str) -> Result<Role> {
    text.parse().map_err(|()| Error::Fault(format!("unknown role {text}")))
}
