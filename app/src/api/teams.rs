//! Server functions about teams.

use super::{CallError, wire::Json};
use leptos::server;
use model::{
    account::TeamLink,
    id::{MembershipId, ProjectId, TeamId},
    team::{NewTeam, TeamDetail, TeamRow},
};

#[server(input = Json, output = Json)]
pub async fn list_teams(org: String) -> Result<Vec<TeamRow>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::list(&access).await?)
}

#[server(input = Json, output = Json)]
pub async fn load_team(org: String, slug: String) -> Result<TeamDetail, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::detail(&access, &slug).await?)
}

#[server(input = Json, output = Json)]
pub async fn create_team(org: String, team: NewTeam) -> Result<TeamLink, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::create(&access, &team).await?)
}

#[server(input = Json, output = Json)]
pub async fn rename_team(org: String, team: TeamId, name: String) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::rename(&access, &team, &name).await?)
}

#[server(input = Json, output = Json)]
pub async fn delete_team(org: String, team: TeamId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::delete(&access, &team).await?)
}

/// Sets which projects the team looks after.
#[server(input = Json, output = Json)]
pub async fn link_team_projects(org: String, team: TeamId, projects: Vec<ProjectId>) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::link_projects(&access, &team, &projects).await?)
}

#[server(input = Json, output = Json)]
pub async fn add_team_member(org: String, team: TeamId, member: MembershipId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::add_member(&access, &team, &member).await?)
}

#[server(input = Json, output = Json)]
pub async fn remove_team_member(org: String, team: TeamId, member: MembershipId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::remove_member(&access, &team, &member).await?)
}

#[server(input = Json, output = Json)]
pub async fn join_team(org: String, team: TeamId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::join(&access, &team).await?)
}

#[server(input = Json, output = Json)]
pub async fn leave_team(org: String, team: TeamId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::teams::leave(&access, &team).await?)
}
