//! The product's own experiments. They are defined here; the database only holds what was decided about them.

use super::definition::{Decision, to_json};
use super::store::{self, PRODUCT, Row};
use crate::{
    Backend, Error, Result,
    db::{On, Tx, query},
    new_id,
};
use model::{experiment::Status, organization::InviteArm, time::Timestamp};
use planout::{Experiment, Fault, Map, Params, Trial, UniformChoice, WeightedChoice};
use serde_json::{Value, json};

/// Who may ask for somebody to be invited: nobody below manager, members, outsiders, or both.
struct ImprovedInvites;

impl Experiment for ImprovedInvites {
    fn name(&self) -> &str {
        "InviteExperiment"
    }

    fn unit(&self) -> &str {
        "organization"
    }

    fn assign(&self, params: &mut Params<'_>) -> std::result::Result<bool, Fault> {
        let treatment = params.set("treatment", UniformChoice::of(InviteArm::ALL.map(InviteArm::as_str), params.unit()))?;
        params.set("invite_request", matches!(treatment.as_str(), Some("invite_request" | "both")))?;
        params.set("join_request", matches!(treatment.as_str(), Some("join_request" | "both")))?;
        Ok(true)
    }
}

/// How a new project offers a sample event: by a button, by a link, or not yet.
struct SampleEvent;

impl Experiment for SampleEvent {
    fn name(&self) -> &str {
        "SampleEventExperiment"
    }

    fn unit(&self) -> &str {
        "account"
    }

    fn assign(&self, params: &mut Params<'_>) -> std::result::Result<bool, Fault> {
        params.set("variant", WeightedChoice::of(["button", "link", "control"], [0.25, 0.25, 0.5], params.unit()))?;
        Ok(true)
    }
}

/// One of them, and where it stands.
#[derive(Clone)]
pub struct Own {
    /// Its name in tables and pages; the name within is its salt.
    pub name: &'static str,
    pub(super) code: &'static (dyn Experiment + Send + Sync),
    pub status: Status,
    pub arm: Option<serde_json::Map<String, Value>>,
    pub version: i64,
}

/// All of them in their normal state: concluded, so that everybody has what was found best.
fn normal() -> [Own; 2] {
    let arm = |value: Value| value.as_object().cloned();
    let both = json!({ "treatment": "both", "invite_request": true, "join_request": true });
    let own = |name, code, best| Own { name, code, status: Status::Concluded, arm: arm(best), version: 0 };
    [own("improved_invites", &ImprovedInvites, both), own("sample_event", &SampleEvent, json!({ "variant": "button" }))]
}

impl Own {
    /// The input that is randomised: `organization` or `account`.
    pub fn unit(&self) -> &str {
        self.code.unit()
    }

    /// What a unit is given.
    ///
    /// # Errors
    /// Never, with the experiments as they are.
    pub fn assign(&self, inputs: &Map) -> std::result::Result<Decision, Fault> {
        if let (Status::Concluded, Some(arm)) = (self.status, &self.arm) {
            return Ok(Decision { params: arm.clone(), counts: false });
        }
        let mut trial = Trial::new(self.code, inputs.clone(), |_| {});
        trial.set_automatic_exposure(false);
        let counts = trial.in_experiment()? && self.status == Status::Running;
        Ok(Decision { params: to_json(&trial.params()?), counts })
    }
}

/// All of them as they stand.
pub(super) async fn all(on: impl Into<On<'_>>) -> Result<Vec<Own>> {
    let rows = store::all(on, PRODUCT).await?;
    let mut own = normal();
    for row in rows {
        if let Some(known) = own.iter_mut().find(|known| known.name == row.name) {
            known.status = row.status()?;
            known.arm = row.arm().or(known.arm.take());
            known.version = row.version;
        }
    }
    Ok(own.into())
}

/// Starts one of the product's own experiments, or concludes it with an arm: the value of its first parameter. For whoever runs the server.
///
/// # Errors
/// Invalid `name`, `status`, `arm`.
pub async fn decide(backend: &Backend, name: &str, status: Status, arm: Option<&str>) -> Result<()> {
    let mut tx = backend.db.begin().await?;
    decide_in(&mut tx, backend, name, status, arm).await?;
    Ok(tx.commit().await?)
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
    Ok(tx.commit().await?)
}

/// Whether what is in this database was simulated.
pub async fn is_simulated(backend: &Backend) -> Result<bool> {
    Ok(store::kept(&backend.db, PRODUCT).await?.values().any(|kept| kept.simulated))
}

/// One of them as it stands.
///
/// # Errors
/// Invalid `name`.
pub(super) async fn find(on: impl Into<On<'_>>, name: &str) -> Result<Own> {
    let known = all(on).await?.into_iter().find(|own| own.name == name);
    known.ok_or_else(|| Error::invalid("name", "The product’s own experiments are improved_invites and sample_event."))
}

/// [`decide`], in the caller's transaction.
pub(super) async fn decide_in(tx: &mut Tx, backend: &Backend, name: &str, status: Status, arm: Option<&str>) -> Result<()> {
    // The product's own belong to no organization: this row makes whoever decides at the same time wait.
    query("INSERT INTO counters (name, value) VALUES ('own_experiments', 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1")
        .execute(tx)
        .await?;
    let own = find(&mut *tx, name).await?;
    let arm = match (status, arm) {
        (Status::Concluded, Some(arm)) => Some(arm_of(name, arm)?),
        (Status::Concluded, None) => return Err(Error::invalid("arm", "Say which arm everybody gets.")),
        (Status::Running, _) => None,
        _ => return Err(Error::invalid("status", "The product’s own experiments run, or are concluded with an arm.")),
    };
    let row = Row {
        name: name.to_owned(),
        unit: own.unit().to_owned(),
        salt: own.code.name().to_owned(),
        source: String::new(),
        status: status.as_str().to_owned(),
        arm: arm.map(|arm| Value::Object(arm).to_string()),
        version: own.version + 1,
    };
    let now = backend.clock.now();
    store::save(tx, new_id(&backend.clock), PRODUCT, &row, now).await?;
    store::stamp(tx, PRODUCT, name, status, now).await
}

pub(super) fn arm_of(name: &str, arm: &str) -> Result<serde_json::Map<String, Value>> {
    let arms: &[&str] = if name == "sample_event" { &["button", "link", "control"] } else { &InviteArm::ALL.map(InviteArm::as_str) };
    if !arms.contains(&arm) {
        return Err(Error::invalid("arm", format!("The arms of {name} are {}.", arms.join(", "))));
    }
    let params = match arm.parse::<InviteArm>() {
        Ok(arm) => json!({ "treatment": arm.as_str(), "invite_request": arm.members_ask(), "join_request": arm.outsiders_ask() }),
        Err(()) => json!({ "variant": arm }),
    };
    Ok(params.as_object().cloned().unwrap_or_default())
}
