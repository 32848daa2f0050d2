//! Events and environments of a project, whatever their issue: what scripts ask for.

use crate::{Error, Result, access::Access, db::query};
use model::{
    id::{EventId, IssueId, ProjectId},
    permission::Action,
    time::Timestamp,
};

/// An event of a project, in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectEvent {
    pub id: EventId,
    pub issue: IssueId,
    /// The issue's number within the project.
    pub number: i64,
    pub title: String,
    pub received_at: Timestamp,
    pub release: Option<String>,
}

/// A project's events, newest first.
///
/// # Errors
/// None of its own: another organization's project has none here.
pub async fn events_of_project(access: &Access, project: ProjectId, limit: usize, offset: usize) -> Result<Vec<ProjectEvent>> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let rows: Vec<(String, String, i64, String, i64, Option<String>)> = query(
        "SELECT e.id, e.issue_id, i.number, i.title, e.received_at, e.release FROM events e JOIN issues i ON i.id = e.issue_id AND i.organization_id = $1
         WHERE e.project_id = $2 ORDER BY e.sequence DESC LIMIT $3 OFFSET $4",
    )
    .bind(&access.organization.id)
    .bind(project)
    .bind(i64::try_from(limit.min(101)).unwrap_or(101))
    .bind(i64::try_from(offset).unwrap_or(i64::MAX))
    .all(&access.backend().db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, issue, number, title, at, release)| ProjectEvent {
            id: EventId(id),
            issue: IssueId(issue),
            number,
            title,
            received_at: Timestamp(at),
            release,
        })
        .collect())
}

/// The issue that an event belongs to.
///
/// # Errors
/// Not found.
pub async fn issue_of_event(access: &Access, project: ProjectId, event: &EventId) -> Result<IssueId> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let row: Option<(String,)> =
        query("SELECT i.id FROM events e JOIN issues i ON i.id = e.issue_id AND i.organization_id = $1 WHERE e.project_id = $2 AND e.id = $3")
            .bind(&access.organization.id)
            .bind(project)
            .bind(event)
            .optional(&access.backend().db)
            .await?;
    Ok(IssueId(row.ok_or_else(Error::not_found)?.0))
}

/// Environments that events came from, by name; of one project or all.
///
/// # Errors
/// None of its own.
pub async fn environments(access: &Access, project: Option<ProjectId>) -> Result<Vec<String>> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let rows: Vec<(String,)> = query(
        "SELECT DISTINCT t.value FROM issue_tags t JOIN issues i ON i.id = t.issue_id
         WHERE i.organization_id = $1 AND t.key = 'environment' AND ($2 = 0 OR i.project_id = $2) ORDER BY t.value LIMIT 200",
    )
    .bind(&access.organization.id)
    .bind(project.map_or(0, |project| project.0))
    .all(&access.backend().db)
    .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}
