//! Server functions about invitations: the dialog's, the pending list's, and those of whoever holds a link.

use super::{
    CallError,
    wire::{Json, WireEncoding},
};
use leptos::{prelude::*, server};
use model::{
    error::ApiError,
    id::{InvitationId, TeamId},
    invitation::{Arrival, Batch, BatchResult, DeadLink, Lookup, PendingInvitation, Preview, Suggestion},
    request::{Approval, Decided, Managed, Request},
    role::Role,
};
use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// One press of the dialog's button. The same batch again does nothing twice.
#[server(input = Json, output = Json)]
pub async fn send_invitations(org: String, batch: Batch) -> Result<BatchResult, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::send(&access, batch).await?)
}

/// What the dialog learns about addresses while they are typed, and how many more may be sent today.
#[server(input = Json, output = Json)]
pub async fn address_standings(org: String, addresses: Vec<String>) -> Result<Lookup, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::look_up(&access, &addresses).await?)
}

/// Commit authors of the last 90 days who are neither members nor invited.
#[server(input = Json, output = Json)]
pub async fn suggestions(org: String) -> Result<Vec<Suggestion>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::suggestions(&access).await?)
}

/// What waits: everything for managers and owners, their own for everybody else.
#[server(input = Json, output = Json)]
pub async fn pending_invitations(org: String) -> Result<Vec<PendingInvitation>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::pending(&access).await?)
}

/// Sends again, with a new link; answers the link where no message can leave.
#[server(input = Json, output = Json)]
pub async fn resend_invitation(org: String, invitation: InvitationId) -> Result<Option<String>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::resend(&access, &invitation).await?)
}

/// A link to hand over by hand.
#[server(input = Json, output = Json)]
pub async fn copy_invitation_link(org: String, invitation: InvitationId) -> Result<String, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::copy_link(&access, &invitation).await?)
}

/// Takes an invitation back.
#[server(input = Json, output = Json)]
pub async fn revoke_invitation(org: String, invitation: InvitationId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::revoke(&access, &invitation).await?)
}

/// Gives an invitation that waits another role or other teams.
#[server(input = Json, output = Json)]
pub async fn change_invitation(org: String, invitation: InvitationId, role: Role, teams: Vec<TeamId>) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::change(&access, &invitation, role, &teams).await?)
}

/// Sends many again; each answers for itself.
#[server(input = Json, output = Json)]
pub async fn resend_invitations(org: String, invitations: Vec<InvitationId>) -> Result<Vec<Managed>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::resend_many(&access, invitations).await?)
}

/// Takes many back; each answers for itself.
#[server(input = Json, output = Json)]
pub async fn revoke_invitations(org: String, invitations: Vec<InvitationId>) -> Result<Vec<Managed>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::revoke_many(&access, invitations).await?)
}

/// Requests that wait, and what was decided in the last 30 days: everything for managers and owners, their own for everybody else.
#[server(input = Json, output = Json)]
pub async fn list_requests(org: String) -> Result<Vec<Request>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::requests(&access).await?)
}

/// Approves one or many, each with the role and teams that the approver saw. A row that is refused is as it was.
#[server(input = Json, output = Json)]
pub async fn approve_requests(org: String, approvals: Vec<Approval>) -> Result<Vec<Decided>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::approve(&access, approvals).await?)
}

/// Denies one or many; the reason goes to whoever asked.
#[server(input = Json, output = Json)]
pub async fn deny_requests(org: String, requests: Vec<InvitationId>, reason: Option<String>) -> Result<Vec<Decided>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::deny(&access, requests, reason.as_deref()).await?)
}

/// Takes one's own request back.
#[server(input = Json, output = Json)]
pub async fn withdraw_request(org: String, request: InvitationId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::withdraw(&access, &request).await?)
}

/// Why a link leads nowhere, or why what was asked of it can't be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "link", rename_all = "snake_case")]
pub enum LinkError {
    /// The link doesn't work (any more); answered with 404 or 410.
    Dead { dead: DeadLink },
    /// The link works; what was typed doesn't, or the server can't.
    Failed { error: ApiError },
}

impl FromServerFnError for LinkError {
    type Encoder = WireEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        CallError::from_server_fn_error(error).into()
    }
}

impl From<CallError> for LinkError {
    fn from(CallError(error): CallError) -> Self {
        Self::Failed { error }
    }
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dead { dead } => write!(f, "{dead:?}"),
            Self::Failed { error } => error.fmt(f),
        }
    }
}

impl std::error::Error for LinkError {}

/// What a link's holder sees. Reads only: however often and by whomever, nothing changes.
#[server(input = Json, output = Json)]
pub async fn preview_invitation(code: String) -> Result<Preview, LinkError> {
    let viewer = super::call::known_actor().await;
    alive(backend::invitations::preview(&super::call::backend()?, &code, viewer.as_ref()).await)
}

/// Creates the invited person's account, takes it in and signs it in.
#[server(input = Json, output = Json)]
pub async fn accept_with_new_account(code: String, name: String, password: String) -> Result<Arrival, LinkError> {
    let new = backend::invitations::NewAccount { name, password };
    let (arrival, session) = alive(backend::invitations::create_account(&super::call::backend()?, &code, new, &super::call::client()).await)?;
    super::call::set_session(&session.secret)?;
    Ok(arrival)
}

/// Signs in the account of the invited address and takes it in.
#[server(input = Json, output = Json)]
pub async fn accept_by_signing_in(code: String, password: String) -> Result<Arrival, LinkError> {
    let (arrival, session) = alive(backend::invitations::sign_in_and_join(&super::call::backend()?, &code, &password, &super::call::client()).await)?;
    super::call::set_session(&session.secret)?;
    Ok(arrival)
}

/// Takes in whoever is signed in, if the invitation is theirs.
#[server(input = Json, output = Json)]
pub async fn accept_signed_in(code: String) -> Result<Arrival, LinkError> {
    let actor = super::call::actor().await?;
    let arrival = alive(backend::invitations::join(&actor, &code).await)?;
    super::call::renew_session(&actor).await?;
    Ok(arrival)
}

/// Whoever is signed in with another address asks for the invitation to be moved there; approvers decide. Nothing is used up.
#[server(input = Json, output = Json)]
pub async fn ask_to_move_invitation(code: String) -> Result<(), LinkError> {
    alive(backend::invitations::ask_to_move(&super::call::actor().await?, &code).await)
}

/// Whoever holds a lapsed link asks for a new one. False when nobody could be told.
#[server(input = Json, output = Json)]
pub async fn ask_for_new_invitation(code: String) -> Result<bool, CallError> {
    Ok(backend::invitations::ask_again(&super::call::backend()?, &code, &super::call::client_address()).await?)
}

/// Gives a dead link its status.
#[cfg(feature = "ssr")]
fn alive<T>(answer: backend::Result<Result<T, DeadLink>>) -> Result<T, LinkError> {
    answer.map_err(CallError::from)?.map_err(|dead| {
        super::call::set_status(dead.status());
        LinkError::Dead { dead }
    })
}
