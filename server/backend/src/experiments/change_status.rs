//! An experiment starts, is concluded with an arm, or is put away.

use super::define::shown;
use super::store;
use crate::{Error, Result, access::Access, audit_log, new_id};
use model::{
    experiment::{Experiment, Status},
    permission::Action,
};
use serde_json::{Map, Value};

/// Changes where an experiment stands. Concluding takes the parameters that everybody has from then on.
///
/// # Errors
/// Forbidden; not found; invalid `status`, `arm`.
pub async fn change_status(access: &Access, name: &str, status: Status, arm: Option<Map<String, Value>>) -> Result<Experiment> {
    access.require(Action::ChangeSettings, "Only managers and owners start and conclude experiments.")?;
    let backend = access.backend();
    let organization = access.organization.id.as_str();
    let mut tx = backend.db.begin().await?;
    let mut row = store::find(&mut tx, organization, name).await?.ok_or_else(Error::not_found)?;
    let before = row.status()?;
    match (before, status, &arm) {
        (_, Status::Draft, _) => return Err(Error::invalid("status", "An experiment that has run does not become a draft again.")),
        (Status::Archived, _, _) => return Err(Error::invalid("status", "This experiment is archived. Start another one under a new name.")),
        (_, Status::Concluded, None) => return Err(Error::invalid("arm", "Say which parameters everybody gets.")),
        (_, Status::Concluded, Some(arm)) if arm.is_empty() => return Err(Error::invalid("arm", "Say which parameters everybody gets.")),
        _ => {}
    }
    row.status = status.as_str().to_owned();
    row.arm = (status == Status::Concluded).then(|| arm.map(|arm| Value::Object(arm).to_string())).flatten();
    row.version += i64::from(before != status);
    let now = backend.clock.now();
    store::save(&mut tx, new_id(&backend.clock), organization, &row, now).await?;
    store::stamp(&mut tx, organization, name, status, now).await?;
    let after = serde_json::json!({ "status": status, "arm": row.arm() });
    let entry = audit_log::Entry { action: "experiment.status_changed", subject: name, before: Some(before.as_str().into()), after: Some(after) };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    shown(row)
}
