//! Accepting: one conditional statement, with membership, teams, records and the intent in the same transaction.

use super::{
    destination::destination,
    notices,
    preview::{dead, preview},
    store::{self, Row},
    tokens,
};
use crate::{
    Backend, Error, Result,
    access::{Actor, Credential},
    accounts::{self, Client, Limit, PasswordHash},
    analytics, audit_log,
    db::{Tx, query},
    experiments, issues, new_id,
    outbox::{self, Message},
    token::{self, Token},
};
use model::{
    email::Email,
    id::{AccountId, IssueId, OrganizationId},
    invitation::{Arrival, DeadLink, State, Viewer},
    invite_mode::InviteMode,
    live::Change,
    organization::Settings,
    permission,
    product_event::ProductEvent,
    role::Role,
    time::MINUTE,
};
use serde_json::json;

/// What a new person types. The address is the invitation's and is proved by the link.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub name: String,
    pub password: String,
}

/// What accepting answers: where they land, or why the link doesn't work.
pub type Accepted<T> = Result<std::result::Result<T, DeadLink>>;

/// Tries to make an account with one and the same link or from one client. Hashing a password costs more than asking for it.
const TRIES: Limit = Limit { kind: "invitation.create", most: 30, window: 15 * MINUTE };

/// Creates the invited person's account, takes it in and signs it in. Nothing costly happens before the link is known to work.
///
/// # Errors
/// Invalid `name` or `password`; Conflict when there is an account with this address (sign in instead). A dead link is the inner error.
/// Limited after too many tries.
pub async fn create_account(backend: &Backend, secret: &str, new: NewAccount, client: &Client) -> Accepted<(Arrival, Token)> {
    match preview(backend, secret, None).await? {
        Err(dead) => return Ok(Err(dead)),
        Ok(preview) if preview.viewer == Viewer::HasAccount => return Err(accounts::address_is_taken()),
        Ok(_) => {}
    }
    let mut tx = backend.db.begin().await?;
    let counted = accounts::count(&mut tx, &backend.clock, TRIES, &client.address).await;
    tx.commit().await?;
    counted?;
    let name = model::name::clean(&new.name).map_err(|reason| Error::invalid("name", reason))?;
    let password = accounts::hash_password(&new.password, &[&name]).await?;
    let done = accept(backend, secret, Who::New { name, password, client }, &client.address).await?;
    Ok(done.map(|(arrival, session)| (arrival, session.expect("a new account starts with a session"))))
}

/// Takes in the person who is signed in. Joining again is fine and changes nothing.
///
/// # Errors
/// Conflict when the invitation is for another address; the link is not used up. A dead link is the inner error.
pub async fn join(actor: &Actor, secret: &str) -> Accepted<Arrival> {
    let done = accept(&actor.backend, secret, Who::Actor(actor), &actor.client_address).await?;
    Ok(done.map(|(arrival, _)| arrival))
}

/// Signs in the account of the invited address and takes it in.
///
/// # Errors
/// As signing in and [`join`].
pub async fn sign_in_and_join(backend: &Backend, secret: &str, password: &str, client: &Client) -> Accepted<(Arrival, Token)> {
    let address = match preview(backend, secret, None).await? {
        Ok(preview) => preview.address,
        Err(dead) => return Ok(Err(dead)),
    };
    let session = accounts::sign_in(backend, address.address(), password, client).await?;
    let actor = backend.actor(Credential::Session(&session.secret), &client.address).await?;
    let joined = join(&actor, secret).await;
    if !matches!(joined, Ok(Ok(_))) {
        // Nobody gets this session's secret.
        accounts::sign_out(&actor).await?;
    }
    let arrival = match joined? {
        Ok(arrival) => arrival,
        Err(dead) => return Ok(Err(dead)),
    };
    let session = accounts::renew_session(&actor).await?.unwrap_or(session);
    Ok(Ok((arrival, session)))
}

enum Who<'a> {
    New { name: String, password: PasswordHash, client: &'a Client },
    Actor(&'a Actor),
}

async fn accept(backend: &Backend, secret: &str, who: Who<'_>, client_address: &str) -> Accepted<(Arrival, Option<Token>)> {
    let hash = token::hash(tokens::read(secret));
    let Some((organization, id)) = store::token_owner(&backend.db, &hash).await? else { return Ok(Err(DeadLink::Unknown)) };
    let mut tx = backend.db.begin().await?;
    // From here on everybody else who acts on this invitation, or changes roles, waits.
    store::lock_organization(&mut tx, &organization).await?;
    let Some(row) = store::hold(&mut tx, &organization, &id).await? else { return Ok(Err(DeadLink::Unknown)) };
    let mut joining = Joining { backend, row, client_address, changed: Vec::new() };
    if let Some(dead) = dead(&joining.row, store::token_replaced(&mut tx, &hash).await?, backend.clock.now())? {
        return Ok(joining.over(&mut tx, dead, &who).await?.map(|arrival| (arrival, None)));
    }
    let Some(role) = joining.ceiling(&mut tx).await? else {
        joining.review(&mut tx).await?;
        tx.commit().await?;
        outbox::ring();
        backend.live.tell(&organization, Change::Invitations);
        return Ok(Err(DeadLink::InReview));
    };
    let mailed = store::token_mailed(&mut tx, &hash).await?;
    let (account, client) = joining.account(&mut tx, who, mailed).await?;
    let arrival = joining.take_in(&mut tx, &account, role).await?;
    let session = match client {
        Some(client) => Some(accounts::start_session(&mut tx, &backend.clock, &account, client).await?),
        None => None,
    };
    let changed = joining.changed;
    tx.commit().await?;
    outbox::ring();
    backend.live.tell(&organization, Change::Members);
    backend.live.tell(&organization, Change::Invitations);
    for issue in changed {
        backend.live.tell(&organization, Change::Issue { issue });
    }
    Ok(Ok((arrival, session)))
}

/// Takes in an account whose own request was approved, in the approval's transaction. Answers the issues that changed hands.
pub(super) async fn take_in_approved(tx: &mut Tx, backend: &Backend, row: Row, account: &AccountId) -> Result<Vec<IssueId>> {
    let role = row.role()?;
    let mut joining = Joining { backend, row, client_address: "", changed: Vec::new() };
    joining.take_in(tx, account, role).await?;
    Ok(joining.changed)
}

/// An acceptance under way, with the invitation's row locked.
struct Joining<'a> {
    backend: &'a Backend,
    row: Row,
    client_address: &'a str,
    /// Issues that changed hands.
    changed: Vec<IssueId>,
}

#[derive(sqlx::FromRow)]
struct Rules {
    members_request: Option<i64>,
    members_invite: Option<i64>,
    default_role: Option<String>,
}

impl Joining<'_> {
    /// A link that is over; but whoever accepted it before is simply let through.
    async fn over(&self, tx: &mut Tx, dead: DeadLink, who: &Who<'_>) -> Accepted<Arrival> {
        match who {
            Who::Actor(actor) if dead == DeadLink::Used && self.row.accepted_by.as_deref() == Some(actor.account.as_str()) => {
                self.arrival(tx, &actor.account).await.map(Ok)
            }
            _ => Ok(Err(dead)),
        }
    }

    /// The role that is given, after asking again what the inviter may give; `None`: an approver decides first.
    async fn ceiling(&self, tx: &mut Tx) -> Result<Option<Role>> {
        let settings = self.settings(tx).await?;
        let wanted = self.row.role()?;
        let giver = self.row.granted_by.as_ref().or(self.row.decided_by.as_ref()).or(self.row.inviter_id.as_ref());
        let member: Option<(String, String)> = query("SELECT id, role FROM memberships WHERE organization_id = $1 AND account_id = $2")
            .bind(&self.row.organization_id)
            .bind(giver.map(String::as_str))
            .optional(&mut *tx)
            .await?;
        let Some((membership, role)) = member else {
            // Somebody who was removed takes nobody in above the organization's default.
            return Ok(Some(wanted.min(settings.default_role)));
        };
        let role: Role = role.parse().map_err(|()| Error::Fault(format!("unknown role {role}")))?;
        let own_teams = self.all_teams_are_of(tx, &membership).await?;
        let mode = permission::invite_mode(role, &settings, wanted, own_teams);
        Ok((mode == InviteMode::Direct).then_some(wanted))
    }

    /// What owners chose; elsewhere what the experiments decide, as everywhere.
    async fn settings(&self, tx: &mut Tx) -> Result<Settings> {
        let rules: Rules = query("SELECT members_request, members_invite, default_role FROM organizations WHERE id = $1")
            .bind(&self.row.organization_id)
            .one(&mut *tx)
            .await?;
        let decided = experiments::rules(tx, &self.row.organization()).await?;
        Ok(Settings {
            members_request: rules.members_request.map_or(decided.members_request, |on| on != 0),
            members_invite: rules.members_invite.map_or(decided.members_invite, |on| on != 0),
            default_role: rules.default_role.and_then(|role| role.parse().ok()).unwrap_or(decided.default_role),
            ..decided
        })
    }

    async fn all_teams_are_of(&self, tx: &mut Tx, membership: &str) -> Result<bool> {
        let foreign: Option<(String,)> = query(
            "SELECT it.team_id FROM invitation_teams it LEFT JOIN team_members tm ON tm.team_id = it.team_id AND tm.membership_id = $2
             WHERE it.invitation_id = $1 AND tm.team_id IS NULL LIMIT 1",
        )
        .bind(&self.row.id)
        .bind(membership)
        .optional(tx)
        .await?;
        Ok(foreign.is_none())
    }

    async fn review(&self, tx: &mut Tx) -> Result<()> {
        if store::back_to_review(tx, &self.row.id()).await? {
            let (before, after) = (json!({ "state": State::Pending }), json!({ "state": State::Requested, "role": self.row.role }));
            self.audit(tx, None, "invitation.returned_to_review", Some(before), after).await?;
            super::stop_messages(tx, &self.row.id()).await?;
            notices::tell_approvers(tx, self.backend, &self.row.organization(), &[self.row.id()]).await?;
        }
        Ok(())
    }

    /// The account that joins; its address is proved by the link, as far as a link that was `mailed` or shown proves it.
    /// A new one is to be signed in where it was made.
    async fn account<'c>(&self, tx: &mut Tx, who: Who<'c>, mailed: bool) -> Result<(AccountId, Option<&'c Client>)> {
        let email = self.row.email()?;
        let (account, client) = match who {
            Who::New { name, password, client } => {
                let account = accounts::create_account_verified(tx, &self.backend.clock, &name, &email, &password).await?;
                (account, Some(client))
            }
            Who::Actor(actor) => {
                self.is_theirs(tx, actor, &email).await?;
                (actor.account.clone(), None)
            }
        };
        if mailed {
            accounts::proved_by_mail(tx, &account, email.key(), self.backend.clock.now()).await?;
        }
        Ok((account, client))
    }

    async fn is_theirs(&self, tx: &mut Tx, actor: &Actor, email: &Email) -> Result<()> {
        let row: Option<(String,)> = query("SELECT account_id FROM account_emails WHERE email_key = $1 AND account_id = $2")
            .bind(email.key())
            .bind(&actor.account)
            .optional(tx)
            .await?;
        let wrong = || Error::conflict(format!("This invitation is for {email}, and you are signed in as {}. It was not used up.", actor.email));
        row.map(|_| ()).ok_or_else(wrong)
    }

    async fn take_in(&mut self, tx: &mut Tx, account: &AccountId, role: Role) -> Result<Arrival> {
        let (clock, organization, id) = (&self.backend.clock, self.row.organization(), self.row.id());
        if !store::accept(tx, &id, account, role, clock.now()).await? {
            return Err(Error::Fault(format!("invitation {id} changed while it was locked")));
        }
        let joined = self.membership(tx, &organization, account, role).await?;
        let after = json!({ "address": self.row.address, "role": role, "account": account, "joined": joined });
        self.audit(tx, Some(account), "invitation.accepted", Some(json!({ "state": State::Pending, "role": self.row.role })), after).await?;
        let properties = json!({ "source": self.row.source, "invitation": id, "role": role });
        analytics::track(tx, clock, &organization, Some(account), ProductEvent::InvitationAccepted, properties).await?;
        let issue = self.row.issue();
        let wanted = issue.as_ref().zip(self.row.intent());
        self.changed = issues::assign::on_accepted(tx, clock, &organization, &id, account, wanted).await?;
        super::stop_messages(tx, &id).await?;
        store::end_moves(tx, &id, clock.now()).await?;
        self.thank(tx, account).await?;
        self.arrival(tx, account).await
    }

    /// True when they were no member before. A member keeps the role they have, and is added to the teams.
    async fn membership(&self, tx: &mut Tx, organization: &OrganizationId, account: &AccountId, role: Role) -> Result<bool> {
        let now = self.backend.clock.now();
        let new: Option<(String,)> = query(
            "INSERT INTO memberships (id, organization_id, account_id, role, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (organization_id, account_id) DO NOTHING RETURNING id",
        )
        .bind(new_id(&self.backend.clock))
        .bind(organization)
        .bind(account)
        .bind(role)
        .bind(now)
        .optional(&mut *tx)
        .await?;
        query(
            "INSERT INTO team_members (team_id, membership_id)
             SELECT it.team_id, m.id FROM invitation_teams it JOIN memberships m ON m.organization_id = $2 AND m.account_id = $3
             WHERE it.invitation_id = $1 ON CONFLICT (team_id, membership_id) DO NOTHING",
        )
        .bind(&self.row.id)
        .bind(organization)
        .bind(account)
        .execute(&mut *tx)
        .await?;
        if new.is_some() {
            accounts::rights_changed(tx, account).await?;
        }
        Ok(new.is_some())
    }

    /// Tells the inviter, unless they are gone, or there is no way to.
    async fn thank(&self, tx: &mut Tx, account: &AccountId) -> Result<()> {
        let Some(inviter) = self.row.inviter_id.as_deref().filter(|inviter| *inviter != account.as_str()) else { return Ok(()) };
        if !self.backend.settings.mail_configured() {
            return Ok(());
        }
        if let Some((_, to)) = store::member_address(tx, &self.row.organization(), inviter).await? {
            outbox::enqueue(tx, &self.backend.clock, Message::InvitationAccepted { invitation: &self.row.id(), to: &to }).await?;
        }
        Ok(())
    }

    async fn arrival(&self, tx: &mut Tx, account: &AccountId) -> Result<Arrival> {
        let organization = self.row.organization();
        let (slug, organization_name): (String, String) =
            query("SELECT slug, name FROM organizations WHERE id = $1").bind(&organization).one(&mut *tx).await?;
        let teams = store::teams(tx, &self.row.id()).await?;
        let issue = match self.row.issue() {
            Some(issue) => store::issue_exists(tx, &organization, &issue).await?,
            None => false,
        };
        let destination = destination(&self.row, &slug, issue, teams.first().map(|(_, _, slug)| slug.as_str()));
        let teams = teams.into_iter().map(|(_, name, _)| name).collect();
        let assigned = !self.changed.is_empty();
        Ok(Arrival { account: account.clone(), organization_slug: slug, organization_name, teams, assigned, destination })
    }

    async fn audit(
        &self,
        tx: &mut Tx,
        account: Option<&AccountId>,
        action: &str,
        before: Option<serde_json::Value>,
        after: serde_json::Value,
    ) -> Result<()> {
        let entry = audit_log::Entry { action, subject: &self.row.id, before, after: Some(after) };
        let account = account.map(AccountId::as_str);
        audit_log::record_for(tx, &self.backend.clock, &self.row.organization(), account, self.client_address, entry).await
    }
}
