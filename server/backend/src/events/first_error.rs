//! The first error of a project that is its own, not a sample: what the sample event is to lead to.

use super::store::Prepared;
use crate::{
    Result, analytics,
    clock::Clock,
    db::{Tx, query},
};
use model::{
    id::{AccountId, ProjectId},
    product_event::ProductEvent,
};
use serde_json::json;

/// What marks an event as a sample of ours.
pub const SAMPLE: (&str, &str) = ("sample_event", "yes");

/// Samples make few issues: a project that has more had an error of its own.
const FEW: i64 = 5;

fn is_sample(event: &Prepared) -> bool {
    event.tags.iter().any(|(key, value)| (key.as_str(), value.as_str()) == SAMPLE)
}

/// Notes the first error for whoever made the project. `events`: one of each new issue; `before`: how many issues there were.
pub(super) async fn note(tx: &mut Tx, clock: &Clock, project: ProjectId, before: i64, events: &[&Prepared]) -> Result<()> {
    let Some(own) = events.iter().find(|event| !is_sample(event)) else { return Ok(()) };
    if before > FEW || (before > 0 && has_own(tx, project).await?) {
        return Ok(());
    }
    let made: Option<(Option<String>,)> =
        query("SELECT actor_id FROM audit_log WHERE organization_id = $1 AND action = 'project.created' AND subject = $2 LIMIT 1")
            .bind(&own.organization)
            .bind(project.to_string())
            .optional(&mut *tx)
            .await?;
    let account = made.and_then(|(account,)| account).map(AccountId);
    analytics::track(
        tx,
        clock,
        &own.organization,
        account.as_ref(),
        ProductEvent::ProjectFirstError,
        json!({ "project": project, "platform": own.platform }),
    )
    .await
}

async fn has_own(tx: &mut Tx, project: ProjectId) -> Result<bool> {
    let own: Option<(String,)> = query(
        "SELECT i.id FROM issues i WHERE i.project_id = $1
           AND NOT EXISTS (SELECT 1 FROM issue_tags t WHERE t.issue_id = i.id AND t.key = $2 AND t.value = $3) LIMIT 1",
    )
    .bind(project)
    .bind(SAMPLE.0)
    .bind(SAMPLE.1)
    .optional(tx)
    .await?;
    Ok(own.is_some())
}
