//! Issues: list, read, resolve, assign.

use super::{
    answer::{Answer, Refusal},
    assign,
    call::{Body, Member, OnIssue, Params, Place},
    page::Page,
    projects, shapes,
};
use axum::{Json, response::Response};
use backend::{access::Access, issues};
use model::{
    id::IssueId,
    issue::{ListRequest, MAX_BULK, Sort, Status},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    #[serde(default)]
    status: Option<String>,
    /// An address, `user:ID`, `team:ID`, `#team`; empty or null: nobody.
    #[serde(default, deserialize_with = "mentioned")]
    assigned_to: Option<Option<String>>,
}

/// Tells a null that was sent from a field that was not.
fn mentioned<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

pub async fn list(Member(access): Member, place: Place, params: Params, page: Page) -> Answer<Response> {
    let project = match place.find("project").or_else(|| params.get("project")).filter(|project| *project != "-1") {
        Some(project) => Some(projects::find(&access, project).await?.slug),
        None => None,
    };
    let sort = match params.get("sort") {
        Some("freq") => Sort::Frequent,
        Some("user") => Sort::People,
        Some("new") => Sort::FirstSeen,
        _ => Sort::Newest,
    };
    let query = params.get("query").unwrap_or("").to_owned();
    // The clients' own feedback and replays are no issues here.
    if query.contains("issue.category:feedback") {
        return Ok(page.onward(Vec::new(), None));
    }
    let after = page.cursor.clone().filter(|cursor| cursor.contains('_'));
    let mut list = issues::list(&access, &ListRequest { query, project, sort, after }).await?;
    if list.issues.len() > page.size {
        list.issues.truncate(page.size);
        list.next = list.issues.last().map(|last| format!("{}_{}", key(last, sort), last.id));
    }
    Ok(page.onward(list.issues.iter().map(|issue| shapes::issue(&access, issue)).collect(), list.next.as_deref()))
}

fn key(issue: &model::issue::IssueSummary, sort: Sort) -> i64 {
    match sort {
        Sort::Newest => issue.last_seen.0,
        Sort::Frequent => issue.times_seen,
        Sort::People => issue.people_seen,
        Sort::FirstSeen => issue.first_seen.0,
    }
}

async fn shown(access: &Access, issue: &IssueId) -> Answer<Value> {
    Ok(shapes::issue_detail(access, &issues::detail(access, issue).await?))
}

pub async fn show(OnIssue(access, issue): OnIssue) -> Answer<Json<Value>> {
    Ok(Json(shown(&access, &issue).await?))
}

pub async fn change(OnIssue(access, issue): OnIssue, Body(change): Body<Change>) -> Answer<Json<Value>> {
    apply(&access, std::slice::from_ref(&issue), &change).await?;
    Ok(Json(shown(&access, &issue).await?))
}

pub async fn change_many(Member(access): Member, place: Place, params: Params, Body(change): Body<Change>) -> Answer<Json<Value>> {
    let mut ids = Vec::new();
    for id in params.all("id") {
        ids.push(issues::find(&access, id).await?);
    }
    if ids.is_empty() {
        // Only within a project: nobody is to change every issue of an organization by forgetting a parameter.
        let project = place.find("project").ok_or_else(|| Refusal::bad("id", "Say which issues: ?id=…&id=…"))?;
        ids = matching(&access, projects::find(&access, project).await?.slug, &params).await?;
    }
    for some in ids.chunks(MAX_BULK) {
        apply(&access, some, &change).await?;
    }
    Ok(Json(json!({ "status": change.status, "assignedTo": change.assigned_to.flatten() })))
}

/// The project's issues that `?status=` and `?query=` fit; all of them where neither is given.
async fn matching(access: &Access, project: String, params: &Params) -> Answer<Vec<IssueId>> {
    let mut query = params.get("query").unwrap_or("").to_owned();
    if let Some(word) = params.get("status") {
        query = format!("{query} is:{}", status(word)?);
    }
    let mut request = ListRequest { query, project: Some(project), sort: Sort::FirstSeen, after: None };
    let mut ids = Vec::new();
    loop {
        let page = issues::list(access, &request).await?;
        ids.extend(page.issues.into_iter().map(|issue| issue.id));
        request.after = page.next;
        if request.after.is_none() {
            return Ok(ids);
        }
    }
}

async fn apply(access: &Access, ids: &[IssueId], change: &Change) -> Answer<()> {
    let status = change.status.as_deref().map(status).transpose()?;
    let target = match &change.assigned_to {
        Some(assignee) => Some(assign::target(access, assignee.as_deref().unwrap_or("")).await?),
        None => None,
    };
    if let Some(target) = target {
        issues::assign::assign(access, ids, &target).await?;
    }
    if let Some(status) = status {
        issues::set_status(access, ids, status).await?;
    }
    Ok(())
}

fn status(text: &str) -> Answer<Status> {
    match text {
        "resolvedInNextRelease" => Ok(Status::Resolved),
        "muted" | "archived" => Ok(Status::Ignored),
        text => text.parse().map_err(|()| Refusal::bad("status", format!("“{text}” is no status. There are unresolved, resolved and ignored."))),
    }
}

pub async fn short_id(Member(access): Member, place: Place) -> Answer<Json<Value>> {
    let issue = issues::find(&access, place.get("short_id")).await?;
    let detail = issues::detail(&access, &issue).await?;
    Ok(Json(json!({
        "organizationSlug": access.organization.slug,
        "projectSlug": detail.summary.project.slug,
        "groupId": detail.summary.numeric_id().to_string(),
        "shortId": detail.summary.short_id,
        "group": shapes::issue_detail(&access, &detail),
    })))
}
