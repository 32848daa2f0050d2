//! Requests: what waits for an approver, and deciding it.

use super::{
    answer::{Answer, Refusal},
    call::{Body, Member, Place},
    members::{TeamRole, role},
    projects::team,
    shapes,
};
use axum::{Json, http::StatusCode};
use backend::{access::Access, invitations};
use model::{
    id::{InvitationId, TeamId},
    invitation::State,
    request::{Approval, Decided, DecisionOutcome, Request},
};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

/// What a request is changed to: approved (perhaps with another role and teams), or denied.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    #[serde(deserialize_with = "truth")]
    approve: bool,
    #[serde(default)]
    reason: Option<String>,
    #[serde(flatten)]
    terms: Terms,
}

/// Role and teams; what is missing stays as asked.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    #[serde(default, alias = "role")]
    org_role: Option<String>,
    #[serde(default)]
    team_roles: Option<Vec<TeamRole>>,
    #[serde(default)]
    teams: Option<Vec<String>>,
}

/// Many at once.
#[derive(Deserialize)]
pub struct Decisions {
    #[serde(default)]
    approve: Vec<One>,
    #[serde(default)]
    deny: Vec<String>,
    #[serde(default)]
    reason: Option<String>,
}

#[derive(Deserialize)]
pub struct One {
    id: String,
    #[serde(flatten)]
    terms: Terms,
}

/// Clients say `true` or `1`.
fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(on) => Ok(on),
        Value::Number(number) => Ok(number.as_i64() != Some(0)),
        _ => Err(serde::de::Error::custom("approve is true or false")),
    }
}

impl Terms {
    /// The teams as ids, if any are given.
    pub fn teams(&self, access: &Access) -> Answer<Option<Vec<TeamId>>> {
        let slugs: Vec<&str> = match (&self.team_roles, &self.teams) {
            (None, None) => return Ok(None),
            (roles, teams) => {
                let roles = roles.iter().flatten().map(|role| role.team_slug.as_str());
                roles.chain(teams.iter().flatten().map(String::as_str)).collect()
            }
        };
        slugs.into_iter().map(|slug| Ok(team(access, slug)?.id.clone())).collect::<Answer<_>>().map(Some)
    }

    fn approval(&self, access: &Access, request: &Request) -> Answer<Approval> {
        let asked = || request.teams.iter().map(|(id, _)| id.clone()).collect();
        Ok(Approval {
            request: request.id.clone(),
            role: self.org_role.as_deref().map_or(Ok(request.role), role)?,
            teams: self.teams(access)?.unwrap_or_else(asked),
        })
    }

    /// Role and teams of an invitation, changed as these say.
    pub fn change(&self, access: &Access, invitation: &model::invitation::PendingInvitation) -> Answer<(model::role::Role, Vec<TeamId>)> {
        let now = || invitation.teams.iter().map(|(id, _)| id.clone()).collect();
        Ok((self.org_role.as_deref().map_or(Ok(invitation.role), role)?, self.teams(access)?.unwrap_or_else(now)))
    }
}

pub async fn list(Member(access): Member) -> Answer<Json<Value>> {
    let waiting = invitations::requests(&access).await?.into_iter().filter(|request| request.state == State::Requested);
    Ok(Json(waiting.map(|request| shapes::request(&access, &request)).collect()))
}

async fn find(access: &Access, id: &str) -> Answer<Request> {
    invitations::requests(access).await?.into_iter().find(|request| request.id.as_str() == id).ok_or_else(Refusal::not_found)
}

pub async fn show(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    Ok(Json(shapes::request(&access, &find(&access, place.get("request")).await?)))
}

pub async fn decide(Member(access): Member, place: Place, Body(decision): Body<Decision>) -> Answer<Json<Value>> {
    let request = find(&access, place.get("request")).await?;
    let rows = if decision.approve {
        invitations::approve(&access, vec![decision.terms.approval(&access, &request)?]).await?
    } else {
        invitations::deny(&access, vec![request.id.clone()], decision.reason.as_deref()).await?
    };
    let row = rows.into_iter().next().ok_or_else(Refusal::not_found)?;
    let link = done(row)?;
    let mut body = shapes::request(&access, &find(&access, request.id.as_str()).await?);
    body["inviteLink"] = json!(link);
    Ok(Json(body))
}

/// The link of what was approved, or why nothing was changed.
fn done(row: Decided) -> Answer<Option<String>> {
    match row.outcome {
        DecisionOutcome::Invited { link } => Ok(link),
        DecisionOutcome::Joined | DecisionOutcome::Denied => Ok(None),
        DecisionOutcome::AlreadyDecided { reason } => Err(Refusal::new(StatusCode::CONFLICT, reason)),
        DecisionOutcome::Refused { error } => Err(error.into()),
    }
}

pub async fn decide_many(Member(access): Member, Body(decisions): Body<Decisions>) -> Answer<Json<Value>> {
    if decisions.approve.is_empty() && decisions.deny.is_empty() {
        return Err(Refusal::bad("approve", "Name requests to approve or to deny."));
    }
    let known = invitations::requests(&access).await?;
    let mut approvals = Vec::new();
    for one in &decisions.approve {
        let request = known.iter().find(|request| request.id.as_str() == one.id).ok_or_else(Refusal::not_found)?;
        approvals.push(one.terms.approval(&access, request)?);
    }
    let denials = decisions.deny.into_iter().map(InvitationId).collect();
    let rows = invitations::decide(&access, approvals, denials, decisions.reason.as_deref()).await?;
    Ok(Json(json!({ "results": rows })))
}

/// Takes one's own request back, or denies somebody else's.
pub async fn close(Member(access): Member, place: Place) -> Answer<StatusCode> {
    let request = find(&access, place.get("request")).await?;
    if request.withdrawable {
        invitations::withdraw(&access, &request.id).await?;
    } else {
        let row = invitations::deny(&access, vec![request.id], None).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
        done(row)?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Another role or other teams for an invitation that waits.
pub async fn change(Member(access): Member, place: Place, Body(terms): Body<Terms>) -> Answer<Json<Value>> {
    let id = place.get("invitation");
    let pending = |rows: Vec<model::invitation::PendingInvitation>| rows.into_iter().find(|row| row.id.as_str() == id).ok_or_else(Refusal::not_found);
    let before = pending(invitations::pending(&access).await?)?;
    let (role, teams) = terms.change(&access, &before)?;
    invitations::change(&access, &before.id, role, &teams).await?;
    Ok(Json(shapes::pending(&access, &pending(invitations::pending(&access).await?)?)))
}
