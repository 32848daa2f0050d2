//! Invitations, several at once, and what can be done with one that waits.

use super::{
    answer::{Answer, Refusal},
    call::{Body, Member, Place},
    members::role,
    projects::team,
    shapes,
};
use axum::{Json, http::StatusCode};
use backend::{access::Access, invitations};
use model::{
    id::InvitationId,
    invitation::{Batch, BatchResult, Context, Group, Invitee, Outcome, Source},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub struct New {
    groups: Vec<NewGroup>,
    #[serde(default)]
    message: Option<String>,
    /// The same key does nothing twice.
    #[serde(default)]
    key: Option<String>,
}

#[derive(Deserialize)]
pub struct NewGroup {
    addresses: Vec<String>,
    #[serde(default)]
    role: Option<String>,
    /// Slugs.
    #[serde(default)]
    teams: Vec<String>,
}

/// What is done with several that wait.
#[derive(Deserialize)]
pub struct Changes {
    #[serde(default)]
    resend: Vec<InvitationId>,
    #[serde(default)]
    revoke: Vec<InvitationId>,
}

pub async fn list(Member(access): Member) -> Answer<Json<Value>> {
    Ok(Json(invitations::pending(&access).await?.iter().map(|pending| shapes::pending(&access, pending)).collect()))
}

pub async fn send(Member(access): Member, Body(new): Body<New>) -> Answer<Json<Value>> {
    let mut groups = Vec::new();
    for group in new.groups {
        let role = group.role.as_deref().map_or(Ok(access.settings().default_role), role)?;
        let teams = group.teams.iter().map(|slug| Ok(team(&access, slug)?.id.clone())).collect::<Answer<_>>()?;
        let invitees = group.addresses.into_iter().map(|address| Invitee { address, name: None }).collect();
        groups.push(Group { invitees, role, teams });
    }
    let result = send_groups(&access, groups, new.message, new.key).await?;
    Ok(Json(json!({ "results": result.rows, "mailConfigured": result.mail_configured })))
}

/// Sends through the same use case as the dialog, with the source `api`.
pub async fn send_groups(access: &Access, groups: Vec<Group>, message: Option<String>, key: Option<String>) -> Answer<BatchResult> {
    let key = key.unwrap_or_else(|| backend::new_id(&access.backend().clock));
    Ok(invitations::send(access, Batch { key, context: Context::new(Source::Api), groups, message }).await?)
}

/// What an address that was not invited answers when it came alone.
pub fn refusal(address: &str, outcome: &Outcome) -> Refusal {
    let conflict = |detail: String| Refusal::new(StatusCode::CONFLICT, detail);
    match outcome {
        Outcome::AlreadyMember { name } => conflict(format!("{name} ({address}) is a member already.")),
        Outcome::AlreadyInvited { by, .. } => conflict(format!("{address} is invited already, by {by}.")),
        Outcome::AlreadyRequested { by, .. } => conflict(format!("{by} has asked for {address} already.")),
        Outcome::RoleNotAllowed { reason } | Outcome::TeamNotAllowed { reason } => Refusal::new(StatusCode::FORBIDDEN, reason.clone()),
        Outcome::InvalidAddress { reason } => Refusal::bad("email", reason.clone()),
        Outcome::DomainNotAllowed { allowed } => {
            Refusal::bad("email", format!("Only addresses of these domains can be invited: {}.", allowed.join(", ")))
        }
        Outcome::RateLimited { retry_at: at } | Outcome::CoolingDown { until: at } => {
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, format!("Too many invitations for now. Possible again at {}.", shapes::time(*at)))
        }
        Outcome::Invited { .. } | Outcome::Requested { .. } | Outcome::AddedToTeams { .. } => {
            Refusal::new(StatusCode::CONFLICT, "This was done already.")
        }
    }
}

/// Sends several again and takes several back; each answers for itself.
pub async fn change_many(Member(access): Member, Body(changes): Body<Changes>) -> Answer<Json<Value>> {
    if changes.resend.is_empty() && changes.revoke.is_empty() {
        return Err(Refusal::bad("resend", "Name invitations to resend or to revoke."));
    }
    let rows = invitations::manage_many(&access, changes.resend, changes.revoke).await?;
    Ok(Json(json!({ "results": rows })))
}

fn id(place: &Place) -> InvitationId {
    InvitationId(place.get("invitation").to_owned())
}

pub async fn resend(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    Ok(Json(json!({ "link": invitations::resend(&access, &id(&place)).await? })))
}

pub async fn link(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    Ok(Json(json!({ "link": invitations::copy_link(&access, &id(&place)).await? })))
}

pub async fn revoke(Member(access): Member, place: Place) -> Answer<StatusCode> {
    invitations::revoke(&access, &id(&place)).await?;
    Ok(StatusCode::NO_CONTENT)
}
