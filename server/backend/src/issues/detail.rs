//! One issue: its page, and the list of its events.

use super::{activity, store};
use crate::{
    Error, Result,
    access::Access,
    db::{On, query},
};
use model::{
    id::{EventId, IssueId, OrganizationId},
    issue::{IssueDetail, IssueSummary, ShortId, Tag, TagValue, parse_numeric_id},
    permission::Action,
    time::Timestamp,
};

const DAYS: usize = 30;
/// Values shown of each tag.
const TAG_VALUES: i64 = 5;

/// The issue by its id, its short id or its number on the server.
///
/// # Errors
/// Not found.
pub async fn find(access: &Access, id_or_short: &str) -> Result<IssueId> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let (number, slug) = ShortId::parse(id_or_short).map_or((0, String::new()), |short| (short.number, short.project_slug));
    let by_number = parse_numeric_id(id_or_short);
    let row: Option<(String,)> = query(
        "SELECT i.id FROM issues i WHERE i.organization_id = $1 AND i.id = $2
         UNION ALL SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id
           WHERE p.organization_id = $1 AND i.organization_id = $1 AND p.slug = $3 AND i.number = $4
         UNION ALL SELECT i.id FROM issues i WHERE i.organization_id = $1 AND i.project_id = $5 AND i.number = $6 LIMIT 1",
    )
    .bind(&access.organization.id)
    .bind(id_or_short)
    .bind(slug)
    .bind(number)
    .bind(by_number.map_or(0, |(project, _)| project.0))
    .bind(by_number.map_or(0, |(_, number)| number))
    .optional(&access.backend().db)
    .await?;
    Ok(IssueId(row.ok_or_else(Error::not_found)?.0))
}

/// Everything about an issue except its events.
///
/// # Errors
/// Not found.
pub async fn detail(access: &Access, issue: &IssueId) -> Result<IssueDetail> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let (backend, organization) = (access.backend(), &access.organization.id);
    let row = store::find(&backend.db, organization, issue).await?.ok_or_else(Error::not_found)?;
    let now = backend.clock.now();
    // Whole days (UTC) back, and what of today's 24 hours is still to come counts as nothing.
    let today = usize::try_from(store::hour_of(now).rem_euclid(24)).unwrap_or(0) + 1;
    let count = (DAYS - 1) * 24 + today;
    let hours = store::hours(&backend.db, &[issue.as_str()], now, count).await?.remove(issue.as_str()).unwrap_or_else(|| vec![0; count]);
    let tags = tags(&backend.db, issue).await?;
    let activity = activity::list(&backend.db, organization, issue).await?;
    let (sample,): (i64,) = query("SELECT sample FROM issues WHERE id = $1").bind(issue).one(&backend.db).await?;
    Ok(IssueDetail {
        sample: sample != 0,
        first_release: row.first_release.clone(),
        last_release: row.last_release.clone(),
        days: hours.chunks(24).map(|day| day.iter().sum()).collect(),
        tags,
        activity,
        summary: row.summary(hours[count - 24..].to_vec()),
    })
}

/// The issue's commonest tag values with their shares. Call it only for an issue that is known to be the organization's.
async fn tags(on: impl Into<On<'_>>, issue: &IssueId) -> Result<Vec<Tag>> {
    let rows: Vec<(String, String, i64, i64, i64)> = query(
        "SELECT key, value, times_seen, total, kinds FROM (
           SELECT key, value, times_seen, CAST(SUM(times_seen) OVER (PARTITION BY key) AS BIGINT) AS total, CAST(COUNT(*) OVER (PARTITION BY key) AS BIGINT) AS kinds,
             ROW_NUMBER() OVER (PARTITION BY key ORDER BY times_seen DESC, value) AS place
           FROM issue_tags WHERE issue_id = $1) AS ranked
         WHERE place <= $2 ORDER BY key, place",
    )
    .bind(issue)
    .bind(TAG_VALUES)
    .all(on)
    .await?;
    let mut tags: Vec<Tag> = Vec::new();
    for (key, value, times_seen, total, kinds) in rows {
        let value = TagValue { value, times_seen };
        match tags.last_mut().filter(|tag| tag.key == key) {
            Some(tag) => tag.values.push(value),
            None => tags.push(Tag { key, total, values: vec![value], more: (kinds - TAG_VALUES).max(0) }),
        }
    }
    Ok(tags)
}

/// A row of the events of an issue.
pub type EventLine = (EventId, Timestamp, Option<String>);

/// Ids, time of arrival and release of an issue's newest events, newest first; at most `limit`.
///
/// # Errors
/// Not found.
pub async fn events(access: &Access, issue: &IssueId, limit: i64) -> Result<(IssueSummary, Vec<EventLine>)> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let organization: &OrganizationId = &access.organization.id;
    let row = store::find(&access.backend().db, organization, issue).await?.ok_or_else(Error::not_found)?;
    let rows: Vec<(String, i64, Option<String>)> =
        query("SELECT id, received_at, release FROM events WHERE issue_id = $1 ORDER BY sequence DESC LIMIT $2")
            .bind(issue)
            .bind(limit.clamp(1, 100))
            .all(&access.backend().db)
            .await?;
    let lines = rows.into_iter().map(|(id, at, release)| (EventId(id), Timestamp(at), release)).collect();
    Ok((row.summary(Vec::new()), lines))
}
