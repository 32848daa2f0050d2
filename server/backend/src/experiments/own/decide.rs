//! One of the product's own experiments is started, or concluded with an arm.

use super::{Declaration, Own, standing};
use crate::{
    Backend, Error, Result,
    db::{On, Tx, query},
    experiments::store::{self, PRODUCT, Row},
    new_id,
};
use model::{experiment::Status, time::Timestamp};
use serde_json::{Map, Value};

/// The arm that everybody is to get.
#[derive(Clone, Copy)]
pub enum Wanted<'a> {
    /// What it is called.
    Called(&'a str),
    /// All of its parameters.
    With(&'a Map<String, Value>),
}

/// Starts one of the product's own experiments, or concludes it with the arm that is called so. For whoever runs the server.
///
/// # Errors
/// Invalid `name`, `status`, `arm`.
pub async fn decide(backend: &Backend, name: &str, status: Status, arm: Option<&str>) -> Result<()> {
    let mut tx = backend.db.begin().await?;
    decide_in(&mut tx, backend, name, status, arm.map(Wanted::Called)).await?;
    decided(tx, backend).await
}

/// Starts one of the product's own for a simulation that lasts until then, and labels it so.
///
/// # Errors
/// Invalid `name`.
pub(crate) async fn start_simulated(backend: &Backend, name: &str, until: Timestamp) -> Result<()> {
    let mut tx = backend.db.begin().await?;
    decide_in(&mut tx, backend, name, Status::Running, None).await?;
    store::mark_simulated(&mut tx, PRODUCT, name).await?;
    store::end_at(&mut tx, PRODUCT, name, until).await?;
    decided(tx, backend).await
}

/// Commits what was decided; the next page goes by it.
pub(in crate::experiments) async fn decided(tx: Tx, backend: &Backend) -> Result<()> {
    tx.commit().await?;
    backend.experiments.forget();
    Ok(())
}

/// One of them as it stands.
///
/// # Errors
/// Invalid `name`.
pub(in crate::experiments) async fn find(on: impl Into<On<'_>>, declared: &[Declaration], name: &str) -> Result<Own> {
    let known = standing(on, declared).await?.into_iter().find(|own| own.name() == name);
    let names: Vec<&str> = declared.iter().map(Declaration::name).collect();
    known.ok_or_else(|| Error::invalid("name", format!("The product’s own experiments are {}.", listed(&names))))
}

/// [`decide`], in the caller's transaction, which [`decided`] ends. False where that is decided already: then nothing changes, and nobody
/// counts as of another version.
pub(in crate::experiments) async fn decide_in(tx: &mut Tx, backend: &Backend, name: &str, status: Status, arm: Option<Wanted<'_>>) -> Result<bool> {
    // The product's own belong to no organization: this row makes whoever decides at the same time wait.
    query("INSERT INTO counters (name, value) VALUES ('own_experiments', 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1")
        .execute(tx)
        .await?;
    let own = find(&mut *tx, backend.experiments.declared(), name).await?;
    let arm = match (status, arm) {
        (Status::Concluded, Some(arm)) => Some(chosen(&own.declared, arm)?),
        (Status::Concluded, None) => return Err(Error::invalid("arm", "Say which arm everybody gets.")),
        (Status::Running, Some(_)) => {
            return Err(Error::invalid("arm", "While it runs, arms are drawn: name one to conclude it. Nothing was changed."));
        }
        (Status::Running, None) => None,
        _ => return Err(Error::invalid("status", "The product’s own experiments run, or are concluded with an arm.")),
    };
    // The state that nobody decided may change with the next version of the product; what was decided stays.
    if own.version > 0 && own.status == status && (arm.is_none() || own.arm.as_deref() == arm.as_ref()) {
        return Ok(false);
    }
    let row = Row {
        name: name.to_owned(),
        unit: own.unit().as_str().to_owned(),
        salt: planout::Experiment::name(&own.declared).to_owned(),
        source: String::new(),
        status: status.as_str().to_owned(),
        arm: arm.map(|arm| Value::Object(arm).to_string()),
        version: own.version + 1,
    };
    let now = backend.clock.now();
    store::save(tx, new_id(&backend.clock), PRODUCT, &row, now).await?;
    store::stamp(tx, PRODUCT, name, (status, row.version), now).await?;
    Ok(true)
}

fn chosen(declared: &Declaration, wanted: Wanted<'_>) -> Result<Map<String, Value>> {
    let arms = declared.all_arms();
    let fits = |(name, params): &(String, Map<String, Value>)| match wanted {
        Wanted::Called(wanted) => name == wanted,
        Wanted::With(wanted) => params == wanted,
    };
    match arms.iter().position(fits) {
        Some(at) => Ok(arms.into_iter().nth(at).map(|(_, params)| params).unwrap_or_default()),
        None => {
            let names: Vec<&str> = arms.iter().map(|(name, _)| name.as_str()).collect();
            Err(Error::invalid("arm", format!("The arms of {} are {}.", declared.name(), listed(&names))))
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => "none".to_owned(),
    }
}
