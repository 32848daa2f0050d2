//! Members: they that joined, and they that are invited and have not yet.

use super::{
    answer::{Answer, Refusal},
    call::{Body, Member, Params, Place},
    invitations,
    page::Page,
    projects::team,
    shapes,
};
use axum::{Json, http::StatusCode, response::Response};
use backend::{access::Access, members};
use model::{
    id::TeamId,
    invitation::{Group, Invitee, Outcome, PendingInvitation},
    member,
    role::Role,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TeamRole {
    pub team_slug: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct New {
    email: String,
    #[serde(default, alias = "role")]
    org_role: Option<String>,
    #[serde(default)]
    team_roles: Vec<TeamRole>,
    #[serde(default)]
    teams: Vec<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    #[serde(default, alias = "role")]
    org_role: Option<String>,
    #[serde(default)]
    team_roles: Option<Vec<TeamRole>>,
}

/// A role by its word.
pub fn role(text: &str) -> Answer<Role> {
    text.parse().map_err(|()| Refusal::bad("orgRole", format!("“{text}” is no role. There are member, admin, manager and owner.")))
}

pub async fn list(Member(access): Member, params: Params, page: Page) -> Answer<Response> {
    let query = params.get("query").unwrap_or("").to_lowercase();
    let mut rows: Vec<Value> = members::list(&access).await?.iter().map(|member| shapes::member(&access, member)).collect();
    rows.extend(backend::invitations::pending(&access).await?.iter().map(|pending| shapes::pending(&access, pending)));
    let fits = |row: &Value| ["email", "name"].iter().any(|key| row[*key].as_str().unwrap_or("").to_lowercase().contains(&query));
    rows.retain(fits);
    Ok(page.of(rows))
}

pub async fn users(Member(access): Member) -> Answer<Json<Value>> {
    Ok(Json(members::list(&access).await?.iter().map(|member| shapes::member(&access, member)).collect()))
}

/// A member or somebody who is invited.
enum Found {
    Joined(Box<member::Member>),
    Invited(Box<PendingInvitation>),
}

async fn find(access: &Access, id: &str) -> Answer<Found> {
    let joined = members::list(access).await?.into_iter().find(|member| member.id.as_str() == id || (id == "me" && member.me));
    if let Some(member) = joined {
        return Ok(Found::Joined(Box::new(member)));
    }
    let waiting = backend::invitations::pending(access).await?;
    waiting.into_iter().find(|pending| pending.id.as_str() == id).map(|pending| Found::Invited(Box::new(pending))).ok_or_else(Refusal::not_found)
}

pub async fn show(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    Ok(Json(match find(&access, place.get("member")).await? {
        Found::Joined(member) => shapes::member(&access, &member),
        Found::Invited(pending) => shapes::pending(&access, &pending),
    }))
}

/// One address through the same door as the dialog.
pub async fn invite(Member(access): Member, Body(new): Body<New>) -> Answer<(StatusCode, Json<Value>)> {
    let role = new.org_role.as_deref().map_or(Ok(access.settings().default_role), role)?;
    let mut teams = Vec::new();
    for slug in new.team_roles.iter().map(|role| &role.team_slug).chain(&new.teams) {
        teams.push(team(&access, slug)?.id.clone());
    }
    let group = Group { invitees: vec![Invitee { address: new.email, name: new.name }], role, teams };
    let result = invitations::send_groups(&access, vec![group], new.message, None).await?;
    let row = result.rows.into_iter().next().ok_or_else(Refusal::not_found)?;
    match row.outcome {
        Outcome::Invited { invitation, link } => {
            let mut body = pending(&access, invitation.as_str()).await?;
            body["inviteLink"] = json!(link);
            Ok((StatusCode::CREATED, Json(body)))
        }
        Outcome::Requested { invitation } => Ok((StatusCode::CREATED, Json(pending(&access, invitation.as_str()).await?))),
        outcome => Err(invitations::refusal(&row.address, &outcome)),
    }
}

async fn pending(access: &Access, id: &str) -> Answer<Value> {
    match find(access, id).await? {
        Found::Invited(pending) => Ok(shapes::pending(access, &pending)),
        Found::Joined(member) => Ok(shapes::member(access, &member)),
    }
}

pub async fn change(Member(access): Member, place: Place, Body(change): Body<Change>) -> Answer<Json<Value>> {
    let member = match find(&access, place.get("member")).await? {
        Found::Joined(member) => member,
        Found::Invited(invited) => return change_invited(&access, &invited, change).await,
    };
    let wanted =
        change.team_roles.map(|roles| roles.iter().map(|role| Ok(team(&access, &role.team_slug)?.id.clone())).collect::<Answer<Vec<TeamId>>>());
    let wanted = wanted.transpose()?;
    let to = change.org_role.as_deref().map(role).transpose()?;
    members::change(&access, &member.id, to, wanted.as_deref()).await?;
    let access = access.actor.enter(&access.organization.slug).await?;
    match find(&access, member.id.as_str()).await? {
        Found::Joined(member) => Ok(Json(shapes::member(&access, &member))),
        Found::Invited(_) => Err(Refusal::not_found()),
    }
}

/// Somebody who has not joined yet gets another role or other teams when they do.
async fn change_invited(access: &Access, invited: &PendingInvitation, change: Change) -> Answer<Json<Value>> {
    let teams = match change.team_roles {
        Some(roles) => roles.iter().map(|role| Ok(team(access, &role.team_slug)?.id.clone())).collect::<Answer<Vec<TeamId>>>()?,
        None => invited.teams.iter().map(|(id, _)| id.clone()).collect(),
    };
    let role = change.org_role.as_deref().map_or(Ok(invited.role), role)?;
    backend::invitations::change(access, &invited.id, role, &teams).await?;
    Ok(Json(pending(access, invited.id.as_str()).await?))
}

pub async fn remove(Member(access): Member, place: Place) -> Answer<StatusCode> {
    match find(&access, place.get("member")).await? {
        Found::Joined(member) => members::remove(&access, &member.id).await?,
        Found::Invited(pending) => backend::invitations::revoke(&access, &pending.id).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}
