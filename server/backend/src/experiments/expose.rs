//! Somebody has met a treatment. What they met is computed again here; a claim that differs is refused and counted.

use super::assign;
use super::definition::{Definition, from_json};
use super::namespaces::Places;
use super::store::{self, PRODUCT};
use crate::{
    Error, Result,
    access::{Access, Actor},
    clock::Clock,
    db::Tx,
    sink::{EventSink, Record},
};
use model::{
    experiment::{Assigned, Exposed, Exposure},
    id::OrganizationId,
};
use serde_json::{Map, Value};

/// The most exposures in one call.
const MOST: usize = 100;

fn limited(count: usize) -> Result<()> {
    if count > MOST { Err(Error::invalid("exposures", "At most 100 exposures at once. Nothing was recorded.")) } else { Ok(()) }
}

/// The product's own experiments, met by whoever is signed in. Entering the organization has computed anew what they are given.
///
/// # Errors
/// Invalid `exposures`: too many.
pub async fn expose(access: &Access, exposures: &[Exposure]) -> Result<Exposed> {
    limited(exposures.len())?;
    let backend = access.backend();
    let now = backend.clock.now();
    let mut exposed = Exposed::default();
    let mut tx = backend.db.begin().await?;
    for exposure in exposures {
        let Some(known) = access.decided.of(&exposure.experiment) else {
            exposed.refused += 1;
            continue;
        };
        if known.version == exposure.version && known.params != exposure.params {
            store::count_refusal(&mut tx, PRODUCT, &known.experiment, now).await?;
            exposed.refused += 1;
            continue;
        }
        if known.version != exposure.version {
            exposed.ignored += 1;
            continue;
        }
        let unit = if known.unit == "account" { access.actor.account.as_str() } else { access.organization.id.as_str() };
        count(&mut exposed, met(&mut tx, &backend.clock, known, unit, Some(&access.actor), &exposure.doorway).await?);
    }
    tx.commit().await?;
    Ok(exposed)
}

/// Writes down that a unit has met what it was given, where that counts and is not known.
async fn met(tx: &mut Tx, clock: &Clock, known: &Assigned, unit: &str, who: Option<&Actor>, doorway: &str) -> Result<bool> {
    if !known.counts {
        return Ok(false);
    }
    let exposure = Record::Exposure {
        at: clock.now(),
        organization: PRODUCT.to_owned(),
        experiment: known.experiment.clone(),
        version: known.version,
        unit: unit.to_owned(),
        params: known.params.clone(),
        account: who.map(|who| who.account.as_str().to_owned()),
        doorway: shortened(doorway),
    };
    Ok(tx.take(&[exposure]).await? > 0)
}

/// The sample-event offer was followed: whoever did has met it, also where the page could not report that before.
pub(crate) async fn met_sample_event(tx: &mut Tx, access: &Access) -> Result<()> {
    if let Some(known) = access.decided.of("sample_event") {
        met(tx, &access.backend().clock, known, access.actor.account.as_str(), Some(&access.actor), "").await?;
    }
    Ok(())
}

/// Somebody from outside stood before an organization's door, where they may ask to join, or may not.
pub(crate) async fn met_at_the_door(tx: &mut Tx, clock: &Clock, organization: &OrganizationId, who: Option<&Actor>) -> Result<()> {
    let decided = assign::of_organization(&mut *tx, organization).await?;
    let chose = store::owners_chose(&mut *tx, organization).await?;
    if let Some(known) = decided.but_owners_chose(chose).of("improved_invites") {
        met(tx, clock, known, organization.as_str(), who, "join_request").await?;
    }
    Ok(())
}

fn count(exposed: &mut Exposed, new: bool) {
    if new {
        exposed.recorded += 1;
    } else {
        exposed.ignored += 1;
    }
}

/// An exposure that a service reports: the context that it evaluated with, and what it was given.
#[derive(Clone, Debug)]
pub struct ServiceExposure {
    pub experiment: String,
    /// With `targetingKey`.
    pub context: Map<String, Value>,
    /// What the service showed; nothing: whatever is computed here.
    pub params: Option<Map<String, Value>>,
    /// By which way the unit came, at most 60 characters; empty where nobody knows.
    pub doorway: String,
}

fn shortened(doorway: &str) -> String {
    doorway.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// A team's experiments, met by the people of a service.
///
/// # Errors
/// Invalid `exposures`: too many.
pub async fn expose_for(access: &Access, exposures: &[ServiceExposure]) -> Result<Exposed> {
    limited(exposures.len())?;
    let backend = access.backend();
    let organization = access.organization.id.as_str();
    let now = backend.clock.now();
    let mut exposed = Exposed::default();
    let mut tx = backend.db.begin().await?;
    let places = Places::load(&mut tx, organization).await?;
    for exposure in exposures {
        let unit = exposure.context.get("targetingKey").and_then(Value::as_str).filter(|unit| !unit.is_empty() && unit.len() <= 200);
        let (Some(row), Some(unit)) = (store::find(&mut tx, organization, &exposure.experiment).await?, unit) else {
            exposed.refused += 1;
            continue;
        };
        let definition = Definition::of(row)?;
        let mut inputs = from_json(&exposure.context);
        inputs.insert(definition.unit.as_str(), unit);
        let Ok(decision) = places.assign(&definition, &inputs) else {
            exposed.refused += 1;
            continue;
        };
        if exposure.params.as_ref().is_some_and(|params| *params != decision.params) {
            store::count_refusal(&mut tx, organization, &definition.name, now).await?;
            exposed.refused += 1;
            continue;
        }
        if !decision.counts {
            exposed.ignored += 1;
            continue;
        }
        let record = Record::Exposure {
            at: now,
            organization: organization.to_owned(),
            experiment: definition.name.clone(),
            version: definition.version,
            unit: unit.to_owned(),
            params: decision.params,
            account: None,
            doorway: shortened(&exposure.doorway),
        };
        count(&mut exposed, tx.take(&[record]).await? > 0);
    }
    tx.commit().await?;
    Ok(exposed)
}
