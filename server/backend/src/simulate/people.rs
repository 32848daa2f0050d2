//! What people do, each by the product's own use case.

use crate::{
    Backend, Error, Result,
    access::{Access, Actor, Credential},
    accounts::{self, Client, PasswordHash, create_account_verified, start_session},
    analytics, experiments, invitations, issues, joining, members, organizations,
};
use model::{
    audit::DialogMoment,
    email::Email,
    invitation::{Batch, Context, Group, Invitee, Outcome, Source},
    invite_mode::InviteMode,
    joining::JoinForm,
    permission,
    request::{Approval, DecisionOutcome},
    role::Role,
};

/// Places that a member comes by; the product reports each of them.
pub const DOORWAYS: [Source; 4] = [Source::SuspectCommit, Source::AssigneeMenu, Source::MembersPage, Source::Sidebar];

fn client() -> Client {
    Client { address: String::new(), user_agent: "muster simulate".into() }
}

/// Somebody with an account, signed in. All have one password, whose hash is made once.
pub async fn sign_up(backend: &Backend, password: &PasswordHash, name: &str, address: &str) -> Result<Actor> {
    let email = Email::parse(address).map_err(|why| Error::Fault(format!("{address}: {why}")))?;
    let mut tx = backend.db.begin().await?;
    let account = create_account_verified(&mut tx, &backend.clock, name, &email, password).await?;
    let session = start_session(&mut tx, &backend.clock, &account, &client()).await?;
    tx.commit().await?;
    // Each has an address of their own, as limits count by it.
    backend.actor(Credential::Session(&session.secret), address).await
}

/// An owner makes an organization, and one member is there with them.
pub async fn found(owner: &Actor, member: &Actor, name: &str) -> Result<(Access, Access)> {
    let made = organizations::create(owner, name).await?;
    let backend = &owner.backend;
    let mut tx = backend.db.begin().await?;
    members::insert(&mut tx, &backend.clock, &made.id, &member.account, Role::Member).await?;
    tx.commit().await?;
    Ok((owner.enter(&made.slug).await?, member.enter(&made.slug).await?))
}

/// Somebody comes by a place where inviting is offered, or is not: they have met the treatment. Where they may, they open the dialog.
pub async fn come_by(access: &Access, doorway: Source) -> Result<()> {
    let mode = permission::dialog_mode(access.role, access.settings());
    if mode != InviteMode::Closed {
        analytics::dialog(access, DialogMoment::Opened, doorway, mode).await?;
    }
    let met = access.decided.0.iter().filter(|met| met.experiment == "improved_invites" && met.counts);
    experiments::expose(access, &met.map(|met| met.exposure(doorway.as_str())).collect::<Vec<_>>()).await.map(drop)
}

/// The dialog's button: the link of each invitation that went out, in the order of the addresses; `None` for what is asked or refused.
pub async fn send(access: &Access, addresses: &[String], doorway: Source) -> Result<Vec<Option<String>>> {
    let invitees = addresses.iter().map(|address| Invitee { address: address.clone(), name: None }).collect();
    let groups = vec![Group { invitees, role: Role::Member, teams: Vec::new() }];
    let key = addresses.first().cloned().unwrap_or_default();
    let result = invitations::send(access, Batch { key, context: Context::new(doorway), groups, message: None }).await?;
    let link = |outcome: Outcome| match outcome {
        Outcome::Invited { link, .. } => Ok(link),
        Outcome::Requested { .. } | Outcome::RoleNotAllowed { .. } => Ok(None),
        other => Err(Error::Fault(format!("an invitation went wrong: {other:?}"))),
    };
    result.rows.into_iter().map(|row| link(row.outcome)).collect()
}

/// Somebody outside asks to join, if the organization lets them.
pub async fn ask_to_join(actor: &Actor, slug: &str) -> Result<()> {
    let form = JoinForm { name: actor.name.clone(), address: actor.email.address().to_owned(), note: String::new(), wanted: None };
    let client = Client { address: actor.client_address.clone(), user_agent: String::new() };
    joining::ask(&actor.backend, slug, &form, Some(actor), &client).await.map(drop)
}

/// What became of a request that was approved.
pub enum Approved {
    /// The address, and the link of its invitation.
    Invited(String, String),
    Joined(String),
}

/// The owner approves everything that waits.
pub async fn approve_all(owner: &Access) -> Result<Vec<Approved>> {
    let waiting = invitations::requests(owner).await?.into_iter().filter(|request| request.decision.is_none());
    let approvals: Vec<Approval> = waiting.map(|request| Approval { request: request.id, role: request.role, teams: Vec::new() }).collect();
    if approvals.is_empty() {
        return Ok(Vec::new());
    }
    let decided = invitations::approve(owner, approvals).await?;
    let outcome = |address: String, outcome| match outcome {
        DecisionOutcome::Invited { link: Some(link) } => Ok(Approved::Invited(address, link)),
        DecisionOutcome::Joined => Ok(Approved::Joined(address)),
        other => Err(Error::Fault(format!("an approval went wrong: {other:?}"))),
    };
    decided.into_iter().map(|row| outcome(row.address, row.outcome)).collect()
}

/// Whoever was invited follows the link.
pub async fn accept(actor: &Actor, link: &str) -> Result<()> {
    match invitations::join(actor, link).await? {
        Ok(_) => Ok(()),
        Err(dead) => Err(Error::Fault(format!("an invitation was not accepted: {dead:?}"))),
    }
}

/// A first sign of life.
pub async fn look_at_an_issue(actor: &Actor, slug: &str) -> Result<()> {
    issues::viewed(&actor.enter(slug).await?).await;
    Ok(())
}

/// The one password of all.
pub async fn password() -> Result<PasswordHash> {
    accounts::hash_password(super::PASSWORD, &[]).await
}
