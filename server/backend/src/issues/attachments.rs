//! Files that came with an event: a list, and one as a download. They are never shown: they may hold anything.

use crate::{
    Error, Result,
    access::Access,
    db::{Db, query},
};
use model::{
    id::{EventId, ProjectId},
    issue::Attachment,
    permission::Action,
};

/// The files of an event of this project, in the order in which they came.
pub(super) async fn list(db: &Db, project: ProjectId, event: &str) -> Result<Vec<Attachment>> {
    let rows: Vec<(i64, String, String, i64)> = query(
        "SELECT position, filename, content_type, CAST(LENGTH(data) AS BIGINT) FROM event_attachments
         WHERE project_id = $1 AND event_id = $2 ORDER BY position",
    )
    .bind(project)
    .bind(event)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(position, name, content_type, bytes)| Attachment { project, position, name, content_type, bytes }).collect())
}

/// A file's name and content.
///
/// # Errors
/// Not found, also when the project is another organization's.
pub async fn attachment(access: &Access, project: ProjectId, event: &EventId, position: i64) -> Result<(String, Vec<u8>)> {
    access.require(Action::WorkOnIssues, "Only members see issues.")?;
    let row: Option<(String, Vec<u8>)> = query(
        "SELECT a.filename, a.data FROM event_attachments a JOIN projects p ON p.id = a.project_id AND p.organization_id = $1
         WHERE a.project_id = $2 AND a.event_id = $3 AND a.position = $4",
    )
    .bind(&access.organization.id)
    .bind(project)
    .bind(event)
    .bind(position)
    .optional(&access.backend().db)
    .await?;
    row.ok_or_else(Error::not_found)
}
