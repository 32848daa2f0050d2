//! Events, and the suspect commits of one.

use super::{
    answer::{Answer, Refusal},
    call::{Member, OnIssue, Place},
    page::Page,
    projects, shapes,
};
use axum::{Json, response::Response};
use backend::{access::Access, issues, members, suspect_commits};
use model::{
    id::{EventId, IssueId},
    issue::{EventView, Which, numeric_id},
};
use serde_json::{Value, json};

pub async fn of_issue(OnIssue(access, issue): OnIssue, page: Page) -> Answer<Response> {
    let (summary, lines) = issues::events(&access, &issue, i64::try_from(page.size).unwrap_or(100)).await?;
    let rows = lines.iter().map(|(id, at, release)| {
        json!({ "id": id, "eventID": id, "groupID": summary.numeric_id().to_string(), "projectID": summary.project.id.to_string(), "dateCreated": shapes::time(*at),
                "title": summary.title, "message": summary.title, "platform": summary.platform, "release": release, "tags": [], "event.type": "error",
                "location": summary.culprit, "culprit": summary.culprit, "user": null })
    });
    Ok(page.onward(rows.collect(), None))
}

async fn load(access: &Access, issue: &IssueId, which: &str) -> Answer<EventView> {
    let which = match which {
        "latest" | "recommended" => Which::Newest,
        "oldest" => Which::First,
        id => Which::Id { event: EventId(id.to_owned()) },
    };
    issues::event(access, issue, &which).await?.ok_or_else(Refusal::not_found)
}

pub async fn one_of_issue(OnIssue(access, issue): OnIssue, place: Place) -> Answer<Json<Value>> {
    shown(&access, &issue, place.get("event")).await
}

async fn shown(access: &Access, issue: &IssueId, event: &str) -> Answer<Json<Value>> {
    let stored = load(access, issue, event).await?;
    let detail = issues::detail(access, issue).await?;
    Ok(Json(shapes::event::event(&detail.summary, &stored)))
}

pub async fn of_project(Member(access): Member, place: Place, page: Page) -> Answer<Response> {
    let project = projects::find(&access, place.get("project")).await?;
    let mut lines = issues::events_of_project(&access, project.id, page.size + 1, page.offset).await?;
    let more = lines.len() > page.size;
    lines.truncate(page.size);
    let rows = lines.into_iter().map(|line| {
        json!({ "id": line.id, "eventID": line.id, "groupID": numeric_id(project.id, line.number).to_string(), "projectID": project.id.to_string(),
                "dateCreated": shapes::time(line.received_at), "dateReceived": shapes::time(line.received_at), "title": line.title,
                "message": line.title, "platform": project.platform, "release": line.release, "tags": [], "event.type": "error", "user": null })
    });
    Ok(page.answer(rows.collect(), more))
}

/// The event `{event}` of the path and its issue.
async fn place(access: &Access, place: &Place) -> Answer<(IssueId, String)> {
    let project = projects::find(access, place.get("project")).await?;
    let event = place.get("event").replace('-', "").to_ascii_lowercase();
    let issue = issues::issue_of_event(access, project.id, &EventId(event.clone())).await?;
    Ok((issue, event))
}

pub async fn one_of_project(Member(access): Member, path: Place) -> Answer<Json<Value>> {
    let (issue, event) = place(&access, &path).await?;
    shown(&access, &issue, &event).await
}

pub async fn committers(Member(access): Member, path: Place) -> Answer<Json<Value>> {
    let (issue, event) = place(&access, &path).await?;
    let stored = load(&access, &issue, &event).await?;
    let authors = suspect_commits::of_event(&access, &issue, &stored.event).await?;
    let members = members::list(&access).await?;
    Ok(Json(json!({ "committers": authors.iter().map(|author| shapes::committer(author, &members)).collect::<Vec<_>>() })))
}
