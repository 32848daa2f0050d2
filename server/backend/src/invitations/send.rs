//! One press of the dialog's button: for each address an answer, and one transaction for all of it.

use super::{expire, limits::Limits, notices, store, tokens};
use crate::{
    Error, Result,
    access::Access,
    analytics, audit_log,
    db::Tx,
    issues, joining, new_id,
    outbox::{self, Message},
    teams,
};
use model::{
    account::TeamLink,
    email::Email,
    id::{InvitationId, IssueId},
    invitation::{Batch, BatchResult, Context, Group, Intent, Invitee, MAX_ADDRESSES, MAX_MESSAGE, MAX_TEAMS, Outcome, Row, Source, State},
    invite_mode::InviteMode,
    live::Change,
    permission::{self, Action},
    product_event::ProductEvent,
    role::Role,
    time::{DAY, Timestamp},
};
use serde_json::json;

/// How long a denied address can't be asked for again by those who only may ask.
pub(super) const COOL_DOWN: i64 = 7 * DAY;
/// The longest idempotency key.
const MAX_KEY: usize = 100;
/// The longest name that comes with an address, in characters.
const MAX_NAME: usize = 100;
/// The longest path that an invitation remembers.
const MAX_PATH: usize = 2_000;

/// Invites, or asks for invitations: the permission table decides for each row. The same key again answers as the first time and does nothing.
///
/// # Errors
/// When the batch as a whole can't be read; what is wrong with one address is that row's outcome.
pub async fn send(access: &Access, batch: Batch) -> Result<BatchResult> {
    let message = check(&batch)?;
    let backend = access.backend();
    let (organization, account, now) = (&access.organization.id, &access.actor.account, backend.clock.now());
    let mut tx = backend.db.begin().await?;
    store::lock(&mut tx, organization, account).await?;
    if !store::open_batch(&mut tx, organization, account, &batch.key, now).await? {
        return again(access, tx, &batch.key).await;
    }
    if let Some(issue) = &batch.context.issue
        && !store::issue_exists(&mut tx, organization, issue).await?
    {
        return Err(Error::invalid("issue", "The issue this is about is not here any more. Nothing was sent."));
    }
    let typed: Vec<Email> = batch.groups.iter().flat_map(|group| &group.invitees).filter_map(|invitee| Email::parse(&invitee.address).ok()).collect();
    store::lock_addresses(&mut tx, typed.iter().map(Email::key).collect()).await?;
    let limits = Limits::load(&mut tx, backend, organization, account, now).await?;
    let mut sending = Sending { access, context: &batch.context, message: message.as_deref(), now, limits, held: Vec::new() };
    let mut rows = Vec::new();
    for group in &batch.groups {
        for invitee in &group.invitees {
            let outcome = sending.row(&mut tx, group, invitee).await?;
            rows.push(Row { address: invitee.address.clone(), outcome });
        }
    }
    let result = BatchResult { rows, mail_configured: backend.settings.mail_configured() };
    store::close_batch(&mut tx, organization, account, &batch.key, &without_links(&result)?).await?;
    let held = sending.held;
    notices::tell_approvers(&mut tx, backend, organization, &requested(&result)).await?;
    tx.commit().await?;
    outbox::ring();
    if result.rows.iter().any(|row| row.outcome.is_done()) {
        backend.live.tell(organization, Change::Invitations);
    }
    for issue in held {
        backend.live.tell(organization, Change::Issue { issue });
    }
    Ok(result)
}

fn requested(result: &BatchResult) -> Vec<InvitationId> {
    let id = |row: &Row| match &row.outcome {
        Outcome::Requested { invitation } => Some(invitation.clone()),
        _ => None,
    };
    result.rows.iter().filter_map(id).collect()
}

/// Refuses what no row could answer for; gives back the message as it will be kept.
fn check(batch: &Batch) -> Result<Option<String>> {
    if batch.key.is_empty() || batch.key.len() > MAX_KEY {
        return Err(Error::invalid("key", format!("A send needs a key of 1 to {MAX_KEY} characters. Nothing was sent.")));
    }
    let count: usize = batch.groups.iter().map(|group| group.invitees.len()).sum();
    if count == 0 {
        return Err(Error::invalid("addresses", "Type at least one e-mail address."));
    }
    if count > MAX_ADDRESSES {
        return Err(Error::invalid("addresses", format!("{count} addresses are more than the {MAX_ADDRESSES} of one send. Nothing was sent.")));
    }
    if batch.groups.iter().any(|group| group.teams.len() > MAX_TEAMS) {
        return Err(Error::invalid("teams", format!("A group names at most {MAX_TEAMS} teams. Nothing was sent.")));
    }
    if batch.context.wanted_url.as_deref().is_some_and(|path| !is_local_path(path)) {
        return Err(Error::invalid("wanted_url", "Only a page of this server can be remembered. Nothing was sent."));
    }
    let message = batch.message.as_deref().map(str::trim).filter(|message| !message.is_empty());
    let length = message.map_or(0, |message| message.chars().count());
    if length > MAX_MESSAGE {
        return Err(Error::invalid("message", format!("The message has {length} characters; {MAX_MESSAGE} are possible. Nothing was sent.")));
    }
    Ok(message.map(|message| message.chars().filter(|c| !c.is_control() || *c == '\n').collect()))
}

/// A path on this server, nothing that leads elsewhere.
pub(crate) fn is_local_path(path: &str) -> bool {
    path.len() <= MAX_PATH && path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.chars().any(char::is_control)
}

/// The answer of the first time. Links were shown then and are not kept, so whoever lost the answer gets new ones.
async fn again(access: &Access, mut tx: Tx, key: &str) -> Result<BatchResult> {
    let backend = access.backend();
    let text = store::batch_result(&mut tx, &access.organization.id, &access.actor.account, key).await?;
    let mut result: BatchResult = serde_json::from_str(&text).map_err(|error| Error::Fault(format!("a kept answer is unreadable: {error}")))?;
    for row in &mut result.rows {
        if let Outcome::Invited { invitation, link } = &mut row.outcome {
            let held = store::hold(&mut tx, &access.organization.id, invitation).await?;
            if held.is_some_and(|row| row.state == State::Pending.as_str()) {
                *link = Some(tokens::link(backend, &tokens::mint(&mut tx, &backend.clock, invitation).await?));
            }
        }
    }
    tx.commit().await?;
    Ok(result)
}

fn without_links(result: &BatchResult) -> Result<String> {
    let mut kept = result.clone();
    for row in &mut kept.rows {
        if let Outcome::Invited { link, .. } = &mut row.outcome {
            *link = None;
        }
    }
    serde_json::to_string(&kept).map_err(|error| Error::Fault(format!("an answer can’t be kept: {error}")))
}

/// A send under way.
struct Sending<'a> {
    access: &'a Access,
    context: &'a Context,
    message: Option<&'a str>,
    now: Timestamp,
    limits: Limits,
    /// Issues that are held for somebody who was invited to them.
    held: Vec<IssueId>,
}

impl Sending<'_> {
    async fn row(&mut self, tx: &mut Tx, group: &Group, invitee: &Invitee) -> Result<Outcome> {
        let email = match Email::parse(&invitee.address) {
            Ok(email) => email,
            Err(why) => return Ok(Outcome::InvalidAddress { reason: why.to_string() }),
        };
        let state = match decide(self.access, group) {
            Ok(state) => state,
            Err(refusal) => return Ok(refusal),
        };
        if let Some(allowed) = refused_domain(self.access, &email) {
            return Ok(Outcome::DomainNotAllowed { allowed });
        }
        match self.standing(tx, &email, state).await? {
            Some(Outcome::AlreadyMember { name }) if self.context.source.is_about_a_team() => self.add_to_teams(tx, group, &email, name).await,
            Some(outcome) => Ok(outcome),
            None => self.make(tx, group, invitee, &email, state).await,
        }
    }

    /// Somebody who is a member already joins the teams that they are not in.
    async fn add_to_teams(&self, tx: &mut Tx, group: &Group, email: &Email, name: String) -> Result<Outcome> {
        let Some(member) = store::membership(tx, &self.access.organization.id, email.key()).await? else {
            return Ok(Outcome::AlreadyMember { name });
        };
        let teams: Vec<&TeamLink> = group.teams.iter().filter_map(|id| self.access.teams.iter().find(|team| team.id == *id)).collect();
        if !teams.iter().all(|team| self.access.may(Action::AddToTeam { own: team.own })) {
            return Ok(Outcome::TeamNotAllowed { reason: "You can add people to your own teams only.".into() });
        }
        let mut added = false;
        for team in teams {
            added |= teams::add_in(tx, self.access, &team.id, &member).await?;
        }
        Ok(if added { Outcome::AddedToTeams { name } } else { Outcome::AlreadyMember { name } })
    }

    /// What the organization already knows about this address, if that is in the way.
    async fn standing(&self, tx: &mut Tx, email: &Email, state: State) -> Result<Option<Outcome>> {
        let organization = &self.access.organization.id;
        expire::lapse_address(tx, self.access.backend(), organization, email.key()).await?;
        joining::give_way(tx, self.access.backend(), organization, email.key()).await?;
        if let Some(name) = store::member_name(&mut *tx, organization, email.key()).await? {
            return Ok(Some(Outcome::AlreadyMember { name }));
        }
        if let Some(live) = store::live(&mut *tx, organization, email.key(), self.now).await? {
            return Ok(Some(already(live)));
        }
        if state == State::Requested
            && let Some(denied) = store::denied_since(&mut *tx, organization, email.key(), self.now.plus(-COOL_DOWN)).await?
        {
            return Ok(Some(Outcome::CoolingDown { until: denied.plus(COOL_DOWN) }));
        }
        Ok(self.limits.until(tx, email.key()).await?.map(|retry_at| Outcome::RateLimited { retry_at }))
    }

    async fn make(&mut self, tx: &mut Tx, group: &Group, invitee: &Invitee, email: &Email, state: State) -> Result<Outcome> {
        let (backend, organization) = (self.access.backend(), &self.access.organization.id);
        let id = InvitationId(new_id(&backend.clock));
        let name = invitee.name.as_deref().and_then(clean_name);
        let new = store::New {
            id: &id,
            organization,
            email,
            name: name.as_deref(),
            state,
            role: group.role,
            inviter: Some(&self.access.actor.account),
            moved_from: None,
            context: self.context,
            message: self.message,
            now: self.now,
            expires_at: self.now.plus(self.access.settings().invitation_days * DAY),
        };
        if !store::insert(tx, new).await? {
            let live = store::live(&mut *tx, organization, email.key(), self.now).await?;
            return Ok(already(live.unwrap_or((State::Pending, String::new(), self.now))));
        }
        for team in &group.teams {
            store::add_team(tx, organization, &id, team).await?;
        }
        self.limits.count(tx, organization, &self.access.actor.account, email.key()).await?;
        self.record(tx, group, email, &id, state).await?;
        if state == State::Requested {
            return Ok(Outcome::Requested { invitation: id });
        }
        self.hold_issue(tx, &id).await?;
        if backend.settings.mail_configured() {
            outbox::enqueue(tx, &backend.clock, Message::Invitation { invitation: &id, to: email }).await?;
        }
        let token = tokens::mint(tx, &backend.clock, &id).await?;
        Ok(Outcome::Invited { invitation: id, link: Some(tokens::link(backend, &token)) })
    }

    /// "Assign now, join later".
    async fn hold_issue(&mut self, tx: &mut Tx, id: &InvitationId) -> Result<()> {
        let (Some(issue), Some(Intent::Assign)) = (&self.context.issue, self.context.intent) else { return Ok(()) };
        // Of several people, the first one gets it.
        if self.held.contains(issue) {
            return Ok(());
        }
        let (organization, by) = (&self.access.organization.id, Some(&self.access.actor.account));
        if issues::assign::on_invited(tx, &self.access.backend().clock, organization, id, by, issue, self.context.source == Source::AssigneeMenu)
            .await?
        {
            self.held.push(issue.clone());
        }
        Ok(())
    }

    async fn record(&self, tx: &mut Tx, group: &Group, email: &Email, id: &InvitationId, state: State) -> Result<()> {
        let (action, event) = match state {
            State::Requested => ("invitation.requested", ProductEvent::InviteDialogRequested),
            _ => ("invitation.sent", ProductEvent::InviteDialogSent),
        };
        let after = json!({ "address": email.address(), "role": group.role, "teams": group.teams, "source": self.context.source });
        audit_log::record(tx, self.access, audit_log::Entry { action, subject: id.as_str(), before: None, after: Some(after) }).await?;
        let properties = json!({ "source": self.context.source, "invitation": id, "role": group.role });
        let (clock, organization) = (&self.access.backend().clock, &self.access.organization.id);
        analytics::track(tx, clock, organization, Some(&self.access.actor.account), event, properties).await
    }
}

/// Whether a group's rows go out at once or are requests; or why neither.
fn decide(access: &Access, group: &Group) -> std::result::Result<State, Outcome> {
    let found: Vec<&TeamLink> = group.teams.iter().filter_map(|id| access.teams.iter().find(|team| team.id == *id)).collect();
    if found.len() < group.teams.len() {
        return Err(Outcome::TeamNotAllowed { reason: "One of these teams doesn’t exist any more.".into() });
    }
    let own_teams = found.iter().all(|team| team.own);
    let (role, settings) = (access.role, access.settings());
    match permission::invite_mode(role, settings, group.role, own_teams) {
        InviteMode::Direct => Ok(State::Pending),
        InviteMode::Request => Ok(State::Requested),
        InviteMode::Closed if settings.members_invite && !role.is_approver() && group.role == Role::Member => {
            Err(Outcome::TeamNotAllowed { reason: "You can invite people to your own teams only.".into() })
        }
        InviteMode::Closed => {
            let reason = permission::role_refusal(role, settings, group.role).unwrap_or("Only managers and owners invite people here");
            Err(Outcome::RoleNotAllowed { reason: format!("{reason}.") })
        }
    }
}

/// The domains that are allowed, when this address has none of them.
pub(super) fn refused_domain(access: &Access, email: &Email) -> Option<Vec<String>> {
    let allowed = &access.settings().allowed_domains;
    let fine = allowed.is_empty() || allowed.iter().any(|domain| domain.eq_ignore_ascii_case(email.domain()));
    (!fine).then(|| allowed.clone())
}

fn already((state, by, at): (State, String, Timestamp)) -> Outcome {
    if state == State::Pending { Outcome::AlreadyInvited { by, at } } else { Outcome::AlreadyRequested { by, at } }
}

/// A name as it is kept: one line, no control characters, bounded; `None` when nothing is left.
fn clean_name(name: &str) -> Option<String> {
    let line = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean: String = line.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    (!clean.is_empty()).then_some(clean)
}
