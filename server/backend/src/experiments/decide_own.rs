//! One of the product's own experiments is started or concluded in the browser.

use super::{
    own::{self, Own, Wanted},
    results,
};
use crate::{Error, Result, access::Access, audit_log};
use model::experiment::{Experiment, Status};
use serde_json::{Map, Value, json};

/// Starts or concludes one of the product's own, for an owner of the server's first organization.
///
/// # Errors
/// Not found for everybody else; invalid `status`, `arm`.
pub(super) async fn decide_own(access: &Access, name: &str, status: Status, arm: Option<&Map<String, Value>>) -> Result<Experiment> {
    let backend = access.backend();
    if !results::may_decide_own(access).await? {
        return Err(Error::not_found());
    }
    let mut tx = backend.db.begin().await?;
    let before = own::find(&mut tx, backend.experiments.declared(), name).await?;
    if !own::decide_in(&mut tx, backend, name, status, arm.map(Wanted::With)).await? {
        return Ok(before.shown());
    }
    let after = own::find(&mut tx, backend.experiments.declared(), name).await?;
    let shown = |own: &Own| json!({ "status": own.status, "arm": own.shown().arm });
    let entry = audit_log::Entry { action: "experiment.status_changed", subject: name, before: Some(shown(&before)), after: Some(shown(&after)) };
    audit_log::record(&mut tx, access, entry).await?;
    own::decided(tx, backend).await?;
    Ok(after.shown())
}

/// Whether the product has an experiment of this name.
pub(super) async fn is_own(access: &Access, name: &str) -> Result<bool> {
    Ok(access.backend().experiments.declared().iter().any(|declared| declared.name() == name))
}

/// The product's own, for the list of whoever may decide them.
pub(super) async fn list_own(access: &Access) -> Result<Vec<Experiment>> {
    if !results::may_decide_own(access).await? {
        return Ok(Vec::new());
    }
    Ok(own::all(access.backend()).await?.iter().map(Own::shown).collect())
}
