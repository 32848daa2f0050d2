//! Releases, their commits and deploys, as `sentry-cli` sends them.

use super::{
    answer::{Answer, Refusal},
    call::{Body, Member, Params, Place},
    page::Page,
    projects, shapes,
};
use axum::{Json, http::StatusCode, response::Response};
use backend::releases::{self, Filter, NewCommit, NewDeploy};
use model::time::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Change {
    version: Option<String>,
    status: Option<String>,
    url: Option<String>,
    projects: Vec<String>,
    date_started: Option<String>,
    date_released: Option<String>,
    commits: Option<Vec<Commit>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Commit {
    id: String,
    repository: Option<String>,
    author_name: Option<String>,
    author_email: Option<String>,
    message: Option<String>,
    timestamp: Option<String>,
    patch_set: Option<Vec<Patch>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Patch {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Deploy {
    environment: String,
    name: Option<String>,
    url: Option<String>,
    date_started: Option<String>,
    date_finished: Option<String>,
}

fn moment(field: &str, text: Option<&str>) -> Answer<Option<Timestamp>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let read = text.parse::<jiff::Timestamp>().map_err(|_| Refusal::bad(field, format!("“{text}” is no time like 2026-01-31T12:00:00Z.")))?;
    Ok(Some(Timestamp(read.as_millisecond())))
}

impl Change {
    fn read(self) -> Answer<releases::Change> {
        let archived = match self.status.as_deref() {
            None | Some("") => None,
            Some("open") => Some(false),
            Some("archived") => Some(true),
            Some(other) => return Err(Refusal::bad("status", format!("“{other}” is no status of a release. There are open and archived."))),
        };
        Ok(releases::Change {
            archived,
            started_at: moment("dateStarted", self.date_started.as_deref())?,
            released_at: moment("dateReleased", self.date_released.as_deref())?,
            url: self.url,
            projects: self.projects,
            commits: self.commits.map(|commits| commits.into_iter().map(Commit::read).collect::<Answer<_>>()).transpose()?,
        })
    }
}

impl Commit {
    fn read(self) -> Answer<NewCommit> {
        Ok(NewCommit {
            committed_at: moment("timestamp", self.timestamp.as_deref())?,
            id: self.id,
            repository: self.repository.unwrap_or_default(),
            author_name: self.author_name.unwrap_or_default(),
            author_email: self.author_email.unwrap_or_default(),
            message: self.message.unwrap_or_default(),
            files: self.patch_set.unwrap_or_default().into_iter().map(|patch| (patch.path, patch.kind)).collect(),
        })
    }
}

pub async fn list(Member(access): Member, place: Place, params: Params, page: Page) -> Answer<Response> {
    // Clients say -1 for "all".
    let project = place.find("project").or_else(|| params.get("project")).filter(|project| *project != "-1");
    let filter = Filter {
        project: project.map(str::to_owned),
        query: params.get("query").unwrap_or("").to_owned(),
        archived: match params.get("status") {
            Some("archived") => Some(true),
            Some("all") => None,
            _ => Some(false),
        },
        offset: i64::try_from(page.offset).unwrap_or(i64::MAX),
        limit: i64::try_from(page.size + 1).unwrap_or(i64::MAX),
    };
    let mut rows = releases::list(&access, &filter).await?;
    let more = rows.len() > page.size;
    rows.truncate(page.size);
    Ok(page.answer(rows.iter().map(shapes::release).collect(), more))
}

pub async fn create(Member(access): Member, place: Place, Body(change): Body<Change>) -> Answer<(StatusCode, Json<Value>)> {
    let version = change.version.clone().ok_or_else(|| Refusal::bad("version", "A release needs a version."))?;
    let mut change = change.read()?;
    if let Some(project) = place.find("project") {
        change.projects.push(projects::find(&access, project).await?.slug);
    }
    let (release, new) = releases::create(&access, &version, change).await?;
    Ok((if new { StatusCode::CREATED } else { StatusCode::ALREADY_REPORTED }, Json(shapes::release(&release))))
}

pub async fn show(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    Ok(Json(shapes::release(&releases::find(&access, place.get("version")).await?)))
}

pub async fn update(Member(access): Member, place: Place, Body(change): Body<Change>) -> Answer<Json<Value>> {
    let mut change = change.read()?;
    if let Some(project) = place.find("project") {
        change.projects.push(projects::find(&access, project).await?.slug);
    }
    Ok(Json(shapes::release(&releases::update(&access, place.get("version"), change).await?)))
}

pub async fn delete(Member(access): Member, place: Place) -> Answer<StatusCode> {
    releases::delete(&access, place.get("version")).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn previous(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    let Some(previous) = releases::previous_with_commits(&access, place.get("version")).await? else { return Ok(Json(json!({}))) };
    // sentry-cli reads a whole release here, and refuses one with a part missing.
    let mut shape = shapes::release(&releases::find(&access, &previous.version).await?);
    shape["lastCommit"] = json!({ "id": previous.commit_id });
    Ok(Json(shape))
}

pub async fn commits(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    Ok(Json(releases::commits(&access, place.get("version")).await?.iter().map(shapes::commit).collect()))
}

pub async fn deploys(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    Ok(Json(releases::deploys(&access, place.get("version")).await?.iter().map(shapes::deploy).collect()))
}

pub async fn deploy(Member(access): Member, place: Place, Body(new): Body<Deploy>) -> Answer<(StatusCode, Json<Value>)> {
    let new = NewDeploy {
        started_at: moment("dateStarted", new.date_started.as_deref())?,
        finished_at: moment("dateFinished", new.date_finished.as_deref())?,
        environment: new.environment,
        name: new.name,
        url: new.url,
    };
    Ok((StatusCode::CREATED, Json(shapes::deploy(&releases::deploy(&access, place.get("version"), new).await?))))
}
