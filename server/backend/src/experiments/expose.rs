//! Somebody has met a treatment. What they met is computed again here; a claim that differs is refused and counted.

use super::assign;
use super::claim;
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
/// The longest name of a unit of a service, in bytes.
pub const LONGEST_UNIT: usize = 200;

fn limited(count: usize) -> Result<()> {
    if count > MOST { Err(Error::invalid("exposures", "At most 100 exposures at once. Nothing was recorded.")) } else { Ok(()) }
}

/// What became of one exposure.
enum Became {
    Recorded,
    Ignored,
    Refused,
}

impl Became {
    const fn known_or_new(new: bool) -> Self {
        if new { Self::Recorded } else { Self::Ignored }
    }

    const fn count(&self, exposed: &mut Exposed) {
        match self {
            Self::Recorded => exposed.recorded += 1,
            Self::Ignored => exposed.ignored += 1,
            Self::Refused => exposed.refused += 1,
        }
    }
}

/// The product's own experiments, met by whoever is signed in. Entering the organization has computed anew what they are given.
///
/// # Errors
/// Invalid `exposures`: too many.
pub async fn expose(access: &Access, exposures: &[Exposure]) -> Result<Exposed> {
    limited(exposures.len())?;
    let mut exposed = Exposed::default();
    let mut tx = access.backend().db.begin().await?;
    for exposure in exposures {
        met_own(&mut tx, access, exposure).await?.count(&mut exposed);
    }
    tx.commit().await?;
    Ok(exposed)
}

async fn met_own(tx: &mut Tx, access: &Access, exposure: &Exposure) -> Result<Became> {
    let Some(known) = access.decided.of(&exposure.experiment) else { return Ok(Became::Refused) };
    if known.version != exposure.version {
        return Ok(Became::Ignored);
    }
    let clock = &access.backend().clock;
    if !claim::agrees(&exposure.params, &known.params) {
        store::count_refusal(tx, PRODUCT, &known.experiment, clock.now()).await?;
        return Ok(Became::Refused);
    }
    let unit = if known.unit == "account" { access.actor.account.as_str() } else { access.organization.id.as_str() };
    Ok(Became::known_or_new(met(tx, clock, known, unit, Some(&access.actor), &exposure.doorway).await?))
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

/// An exposure that a service reports: the context that it evaluated with, and what it was given.
#[derive(Clone, Debug)]
pub struct ServiceExposure {
    pub experiment: String,
    /// With `targetingKey`.
    pub context: Map<String, Value>,
    /// What the service showed, or the part of it that it asked for; nothing: whatever is computed here.
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
    let mut exposed = Exposed::default();
    let mut tx = access.backend().db.begin().await?;
    let places = Places::load(&mut tx, access.organization.id.as_str()).await?;
    for exposure in exposures {
        met_by_service(&mut tx, access, &places, exposure).await?.count(&mut exposed);
    }
    tx.commit().await?;
    Ok(exposed)
}

async fn met_by_service(tx: &mut Tx, access: &Access, places: &Places, exposure: &ServiceExposure) -> Result<Became> {
    let (organization, at) = (access.organization.id.as_str(), access.backend().clock.now());
    let unit = exposure.context.get("targetingKey").and_then(Value::as_str).filter(|unit| !unit.is_empty() && unit.len() <= LONGEST_UNIT);
    let (Some(row), Some(unit)) = (store::find(&mut *tx, organization, &exposure.experiment).await?, unit) else { return Ok(Became::Refused) };
    let definition = Definition::of(row)?;
    let mut inputs = from_json(&exposure.context);
    inputs.insert(definition.unit.as_str(), unit);
    let Ok(given) = places.assign(&definition, &inputs) else { return Ok(Became::Refused) };
    if given.is_out() {
        return Ok(Became::Ignored);
    }
    if exposure.params.as_ref().is_some_and(|params| !claim::agrees(params, &given.params)) {
        store::count_refusal(tx, organization, &definition.name, at).await?;
        return Ok(Became::Refused);
    }
    if !given.counts {
        return Ok(Became::Ignored);
    }
    // The whole of what was given, whatever part of it was named: the same assignment is the same text.
    let record = Record::Exposure {
        at,
        organization: organization.to_owned(),
        experiment: definition.name.clone(),
        version: definition.version,
        unit: unit.to_owned(),
        params: given.params,
        account: None,
        doorway: shortened(&exposure.doorway),
    };
    Ok(Became::known_or_new(tx.take(&[record]).await? > 0))
}
