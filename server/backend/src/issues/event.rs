//! One event of an issue, and the way to those around it.

use super::attachments;
use crate::{
    Error, Result,
    access::Access,
    artifacts,
    db::{Query, assembled},
};
use model::{
    id::{EventId, IssueId, ProjectId},
    issue::{Attachment, EventView, Neighbours, Which},
    permission::Action,
    time::Timestamp,
};

#[derive(sqlx::FromRow)]
struct EventRow {
    id: String,
    project_id: i64,
    received_at: i64,
    payload: Vec<u8>,
    first_id: Option<String>,
    previous_id: Option<String>,
    next_id: Option<String>,
    newest_id: Option<String>,
}

/// One event of an issue; `None` when the issue has none (any more), or not this one.
///
/// # Errors
/// A fault when what is stored can't be read.
pub async fn event(access: &Access, issue: &IssueId, which: &Which) -> Result<Option<EventView>> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let row: Option<EventRow> = match which {
        Which::Newest => around(NEWEST).bind(&access.organization.id).bind(issue).optional(&access.backend().db).await?,
        Which::First => around(FIRST).bind(&access.organization.id).bind(issue).optional(&access.backend().db).await?,
        Which::Id { event } => {
            let id = event.as_str().replace('-', "").to_ascii_lowercase();
            around(BY_ID).bind(&access.organization.id).bind(issue).bind(id).optional(&access.backend().db).await?
        }
    };
    let Some(row) = row else { return Ok(None) };
    let attachments = attachments::list(&access.backend().db, ProjectId(row.project_id), &row.id).await?;
    let mut view = read(row, attachments)?;
    artifacts::symbolicate(access, &mut view.event).await?;
    Ok(Some(view))
}

const NEWEST: &str = "SELECT n.project_id, n.id FROM events n WHERE n.issue_id = $2 ORDER BY n.sequence DESC LIMIT 1";
const FIRST: &str = "SELECT n.project_id, n.id FROM events n WHERE n.issue_id = $2 ORDER BY n.sequence LIMIT 1";
const BY_ID: &str =
    "SELECT n.project_id, n.id FROM events n JOIN issues ni ON ni.project_id = n.project_id AND ni.id = $2 WHERE n.id = $3 AND n.issue_id = $2";

/// The chosen event with the ids around it, in one statement. Arrival orders events, not the sender's clock.
fn around(chosen: &'static str) -> Query {
    assembled(format!(
        "SELECT e.id, e.project_id, e.received_at, e.payload,
           (SELECT x.id FROM events x WHERE x.issue_id = e.issue_id ORDER BY x.sequence LIMIT 1) AS first_id,
           (SELECT x.id FROM events x WHERE x.issue_id = e.issue_id AND x.sequence < e.sequence ORDER BY x.sequence DESC LIMIT 1) AS previous_id,
           (SELECT x.id FROM events x WHERE x.issue_id = e.issue_id AND x.sequence > e.sequence ORDER BY x.sequence LIMIT 1) AS next_id,
           (SELECT x.id FROM events x WHERE x.issue_id = e.issue_id ORDER BY x.sequence DESC LIMIT 1) AS newest_id
         FROM ({chosen}) AS c JOIN events e ON e.project_id = c.project_id AND e.id = c.id
         JOIN issues i ON i.id = e.issue_id AND i.organization_id = $1"
    ))
}

fn read(row: EventRow, attachments: Vec<Attachment>) -> Result<EventView> {
    let other = |id: Option<String>| id.filter(|id| *id != row.id).map(EventId);
    let around = Neighbours {
        first: other(row.first_id.clone()),
        previous: other(row.previous_id.clone()),
        next: other(row.next_id.clone()),
        newest: other(row.newest_id.clone()),
    };
    let broken = |error: &dyn std::fmt::Display| Error::Fault(format!("event {} can’t be read: {error}", row.id));
    let json = zstd::decode_all(row.payload.as_slice()).map_err(|error| broken(&error))?;
    let event = serde_json::from_slice(&json).map_err(|error| broken(&error))?;
    Ok(EventView { event, received_at: Timestamp(row.received_at), around, attachments })
}
