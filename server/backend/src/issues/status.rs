//! Resolving, reopening, ignoring: one issue or many.

use super::{activity, store};
use crate::{Result, access::Access, analytics};
use model::{
    id::IssueId,
    issue::{Status, What},
    live::Change,
    permission::Action,
    product_event::ProductEvent,
};
use serde_json::json;

/// Gives these issues a status. Those that have it already stay as they are.
///
/// # Errors
/// Not found when one of them is not this organization's; then none is changed.
pub async fn set_status(access: &Access, issues: &[IssueId], status: Status) -> Result<()> {
    access.require(Action::WorkOnIssues, "Only members resolve issues.")?;
    let backend = access.backend();
    let what = match status {
        Status::Unresolved => What::Reopened,
        Status::Resolved => What::Resolved,
        Status::Ignored => What::Ignored,
    };
    let mut tx = backend.db.begin().await?;
    let mut changed = Vec::new();
    for held in store::held(&mut tx, &access.organization.id, issues).await? {
        if held.status != status {
            store::set_status(&mut tx, &access.organization.id, &held.id, status).await?;
            activity::write(&mut tx, &backend.clock, &held.id, Some(&access.actor.account), &what).await?;
            changed.push(held.id);
        }
    }
    if !changed.is_empty() {
        let properties = json!({ "action": what.kind(), "issues": changed.len() });
        analytics::track(&mut tx, &backend.clock, &access.organization.id, Some(&access.actor.account), ProductEvent::MemberActive, properties)
            .await?;
    }
    tx.commit().await?;
    for issue in changed {
        backend.live.tell(&access.organization.id, Change::Issue { issue });
    }
    Ok(())
}
