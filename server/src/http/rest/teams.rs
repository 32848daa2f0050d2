//! Teams.

use super::{
    answer::{Answer, Refusal},
    call::{Body, Member, Place},
    page::Page,
    projects, shapes,
};
use axum::{Json, http::StatusCode, response::Response};
use backend::{access::Access, members, teams};
use model::{
    account::TeamLink,
    team::{NewTeam, TeamRow},
};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub struct New {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    slug: Option<String>,
}

fn find<'a>(access: &'a Access, slug: &str) -> Answer<&'a TeamLink> {
    access.teams.iter().find(|team| team.slug == slug || team.id.as_str() == slug).ok_or_else(Refusal::not_found)
}

async fn rows(access: &Access) -> Answer<Vec<TeamRow>> {
    Ok(teams::list(access).await?)
}

pub async fn list(Member(access): Member, page: Page) -> Answer<Response> {
    Ok(page.of(rows(&access).await?.iter().map(|row| shapes::team(&row.team, row.members)).collect()))
}

pub async fn create(Member(access): Member, Body(new): Body<New>) -> Answer<(StatusCode, Json<Value>)> {
    let name = new.name.or(new.slug).ok_or_else(|| Refusal::bad("name", "A team needs a name."))?;
    let team = teams::create(&access, &NewTeam { name, projects: Vec::new() }).await?;
    Ok((StatusCode::CREATED, Json(shapes::team(&team, 1))))
}

pub async fn show(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    let team = find(&access, place.get("team"))?;
    let count = rows(&access).await?.iter().find(|row| row.team.id == team.id).map_or(0, |row| row.members);
    Ok(Json(shapes::team(team, count)))
}

pub async fn members(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    let team = find(&access, place.get("team"))?;
    let members = members::list(&access).await?;
    let own = members.iter().filter(|member| member.teams.iter().any(|(id, _)| *id == team.id));
    Ok(Json(own.map(|member| shapes::member(&access, member)).collect()))
}

pub async fn create_project(Member(access): Member, place: Place, Body(mut new): Body<projects::New>) -> Answer<(StatusCode, Json<Value>)> {
    new.teams = vec![find(&access, place.get("team"))?.slug.clone()];
    new.team = None;
    projects::make(&access, new).await
}
