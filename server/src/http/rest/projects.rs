//! Projects and their keys.

use super::{
    answer::{Answer, Refusal},
    call::{Body, Caller, Member, Place},
    page::Page,
    shapes,
};
use axum::{Json, http::StatusCode, response::Response};
use backend::{access::Access, issues, organizations, projects};
use model::{
    account::{ProjectLink, TeamLink},
    id::TeamId,
    project::{NewProject, PLATFORMS},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub struct New {
    pub name: String,
    #[serde(default)]
    pub platform: Option<String>,
    /// Slugs.
    #[serde(default)]
    pub teams: Vec<String>,
    #[serde(default)]
    pub team: Option<String>,
}

#[derive(Deserialize)]
pub struct NewKey {
    #[serde(default)]
    name: Option<String>,
}

/// The project with this slug or number.
pub async fn find(access: &Access, slug_or_id: &str) -> Answer<ProjectLink> {
    let links = projects::links(access).await?;
    links.into_iter().find(|link| link.slug == slug_or_id || link.id.to_string() == slug_or_id).ok_or_else(Refusal::not_found)
}

pub async fn list(Member(access): Member, page: Page) -> Answer<Response> {
    Ok(page.of(projects::links(&access).await?.iter().map(|link| shapes::project(&access, link)).collect()))
}

pub async fn list_all(Caller(actor): Caller, page: Page) -> Answer<Response> {
    let mut rows = Vec::new();
    for link in organizations::of_account(&actor).await? {
        let access = actor.enter(&link.slug).await?;
        rows.extend(projects::links(&access).await?.iter().map(|link| shapes::project(&access, link)));
    }
    Ok(page.of(rows))
}

pub async fn show(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    let link = find(&access, place.get("project")).await?;
    let detail = projects::detail(&access, &link.slug).await?;
    let mut project = shapes::project(&access, &link);
    project["dateCreated"] = json!(shapes::time(detail.created_at));
    project["firstEvent"] = json!(detail.first_event_at.map(shapes::time));
    Ok(Json(project))
}

pub async fn create(Member(access): Member, Body(new): Body<New>) -> Answer<(StatusCode, Json<Value>)> {
    make(&access, new).await
}

/// Makes a project for the teams that it names.
pub async fn make(access: &Access, new: New) -> Answer<(StatusCode, Json<Value>)> {
    let mut teams = Vec::new();
    for slug in new.teams.iter().chain(&new.team) {
        teams.push(team(access, slug)?.id.clone());
    }
    let platform = platform(new.platform.as_deref().unwrap_or("other")).to_owned();
    let project = projects::create(access, &NewProject { name: new.name, platform, teams }).await?;
    Ok((StatusCode::CREATED, Json(shapes::project(access, &project))))
}

/// The team with this slug or id.
pub fn team<'a>(access: &'a Access, slug: &str) -> Answer<&'a TeamLink> {
    let found = access.teams.iter().find(|team| team.slug == slug || team.id == TeamId(slug.to_owned()));
    found.ok_or_else(|| Refusal::bad("teams", format!("There is no team “{slug}” in this organization.")))
}

/// Clients name platforms with their framework (`python-django`, `javascript-react`); the part before it is what counts.
fn platform(text: &str) -> &str {
    let first = text.split('-').next().unwrap_or(text);
    let known = |word: &&str| PLATFORMS.iter().any(|(platform, _)| platform == word);
    [text, first].into_iter().find(known).unwrap_or("other")
}

pub async fn keys(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    let link = find(&access, place.get("project")).await?;
    let detail = projects::detail(&access, &link.slug).await?;
    Ok(Json(detail.keys.iter().map(|key| shapes::key(&link, key)).collect()))
}

pub async fn create_key(Member(access): Member, place: Place, Body(new): Body<NewKey>) -> Answer<(StatusCode, Json<Value>)> {
    let link = find(&access, place.get("project")).await?;
    let key = projects::create_key(&access, &link.slug, new.name.as_deref().unwrap_or("Key")).await?;
    Ok((StatusCode::CREATED, Json(shapes::key(&link, &key))))
}

pub async fn environments(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    let link = find(&access, place.get("project")).await?;
    Ok(Json(shapes::environments(issues::environments(&access, Some(link.id)).await?)))
}
