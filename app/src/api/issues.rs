//! Server functions about issues.

use super::{CallError, wire::Json};
use leptos::server;
use model::{
    id::{EventId, IssueId},
    issue::{Activity, AssigneeMenu, IssueList, IssuePage, IssueSummary, ListRequest, Status, Target},
};

/// One page of the list.
#[server(input = Json, output = Json)]
pub async fn list_issues(organization: String, request: ListRequest) -> Result<IssueList, CallError> {
    let access = super::call::member(&organization).await?;
    Ok(backend::issues::list(&access, &request).await?)
}

/// Rows that are on screen, as they are now.
#[server(input = Json, output = Json)]
pub async fn reload_issues(organization: String, issues: Vec<IssueId>) -> Result<Vec<IssueSummary>, CallError> {
    let access = super::call::member(&organization).await?;
    Ok(backend::issues::summaries(&access, &issues).await?)
}

/// The page of an issue (by id or short id) with one of its events; the newest when none is named.
#[server(input = Json, output = Json)]
pub async fn load_issue(organization: String, issue: String, event: Option<EventId>) -> Result<IssuePage, CallError> {
    use model::{error::ApiError, issue::Which};
    let access = super::call::member(&organization).await?;
    let issue = backend::issues::find(&access, &issue).await?;
    let detail = backend::issues::detail(&access, &issue).await?;
    backend::issues::viewed(&access).await;
    let named = event.is_some();
    let which = event.map_or(Which::Newest, |event| Which::Id { event });
    let event = backend::issues::event(&access, &issue, &which).await?;
    if named && event.is_none() {
        return Err(ApiError::NotFound.into());
    }
    let suspects = match &event {
        Some(view) => backend::suspect_commits::of_event(&access, &issue, &view.event).await?,
        None => Vec::new(),
    };
    Ok(IssuePage { detail, event, suspects })
}

/// Resolves, reopens or ignores.
#[server(input = Json, output = Json)]
pub async fn set_issue_status(organization: String, issues: Vec<IssueId>, status: Status) -> Result<(), CallError> {
    let access = super::call::member(&organization).await?;
    Ok(backend::issues::set_status(&access, &issues, status).await?)
}

/// Gives issues to somebody, or to nobody.
#[server(input = Json, output = Json)]
pub async fn assign_issues(organization: String, issues: Vec<IssueId>, target: Target) -> Result<(), CallError> {
    let access = super::call::member(&organization).await?;
    Ok(backend::issues::assign(&access, &issues, &target).await?)
}

/// Adds a comment.
#[server(input = Json, output = Json)]
pub async fn comment_on_issue(organization: String, issue: IssueId, text: String) -> Result<Activity, CallError> {
    let access = super::call::member(&organization).await?;
    Ok(backend::issues::comment(&access, &issue, &text).await?)
}

/// The assignee menu for what was typed.
#[server(input = Json, output = Json)]
pub async fn assignee_choices(organization: String, issue: Option<IssueId>, query: String) -> Result<AssigneeMenu, CallError> {
    let access = super::call::member(&organization).await?;
    Ok(backend::issues::assignee_choices(&access, issue.as_ref(), &query).await?)
}
