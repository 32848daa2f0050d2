//! Somebody has met a treatment. What they met is computed again here; a claim that differs is refused and counted.

use super::assign;
use super::claim;
use super::definition::{Definition, canonical, from_json};
use super::namespaces::Places;
use super::record::fits;
use super::store::{self, PRODUCT};
use crate::{
    Backend, Error, Result,
    access::{Access, Actor},
    db::Tx,
    sink::{EventSink, Record},
};
use model::{
    experiment::{Assigned, Exposed, Exposure, Refusal, Status, Unit},
    id::OrganizationId,
    time::Timestamp,
};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The most exposures in one call.
const MOST: usize = 100;
/// The longest assignment that is counted, in bytes of JSON: PostgreSQL has no keys that are much longer.
const LONGEST_ASSIGNMENT: usize = 2_000;
/// The longest doorway, in characters.
const LONGEST_DOORWAY: usize = 60;
/// How much of an assignment a reason shows, in characters.
const SHOWN: usize = 200;

fn limited(count: usize) -> Result<()> {
    if count > MOST { Err(Error::invalid("exposures", "At most 100 exposures at once. Nothing was recorded.")) } else { Ok(()) }
}

/// What one report comes to, before anything is written.
enum Met {
    /// Written where it is not known yet.
    Given(Record),
    /// It counts for nothing: out of date, kept out, or decided for everybody.
    Ignored,
    /// Nobody can have met that here, or it is too much to be counted: why.
    Unknown(String),
    /// Another assignment than the one that is computed here, which is `given`.
    Differs { organization: String, experiment: String, given: String },
}

/// No experiment of this name gives anybody anything.
fn nobody_has(experiment: &str) -> Met {
    Met::Unknown(format!("Nobody is given anything by an experiment “{}” here.", shortened(experiment)))
}

fn differs(organization: &str, experiment: &str, given: &Map<String, Value>) -> Met {
    let (organization, experiment) = (organization.to_owned(), experiment.to_owned());
    let whole = canonical(given);
    let given = if whole.chars().nth(SHOWN).is_some() { format!("{}…", whole.chars().take(SHOWN).collect::<String>()) } else { whole };
    Met::Differs { organization, experiment, given }
}

/// Writes what counts, and counts what was refused. Always in one order, so that reports of the same units at the same moment wait for each
/// other instead of for ever.
async fn write(backend: &Backend, met: Vec<Met>) -> Result<Exposed> {
    let (mut records, mut refusals, mut exposed) = (Vec::new(), Vec::new(), Exposed::default());
    for (at, met) in (0..).zip(met) {
        let reason = match met {
            Met::Given(record) => {
                records.push(record);
                continue;
            }
            Met::Ignored => {
                exposed.ignored += 1;
                continue;
            }
            Met::Unknown(reason) => reason,
            Met::Differs { organization, experiment, given } => {
                refusals.push((organization, experiment));
                format!("This unit is given {given}.")
            }
        };
        exposed.refusals.push(Refusal { at, reason });
    }
    exposed.refused = exposed.refusals.len() as u32;
    if records.is_empty() && refusals.is_empty() {
        return Ok(exposed);
    }
    records.sort_by_cached_key(Record::order);
    refusals.sort_unstable();
    let mut tx = backend.db.begin().await?;
    for (organization, experiment) in &refusals {
        store::count_refusal(&mut tx, organization, experiment, backend.clock.now()).await?;
    }
    let new = tx.take(&records).await?;
    tx.commit().await?;
    exposed.recorded += new as u32;
    exposed.ignored += (records.len() - new) as u32;
    Ok(exposed)
}

/// The product's own experiments, met by whoever is signed in. Entering the organization has computed anew what they are given.
///
/// # Errors
/// Invalid `exposures`: too many.
pub async fn expose(access: &Access, exposures: &[Exposure]) -> Result<Exposed> {
    limited(exposures.len())?;
    let backend = access.backend();
    let now = backend.clock.now();
    // Another server that shares the database may have decided what is not known here yet.
    let newer = |exposure: &Exposure| access.decided.of(&exposure.experiment).is_none_or(|known| known.version < exposure.version);
    let again = match exposures.iter().any(newer) {
        true => {
            backend.experiments.forget();
            Some(access.actor.enter(&access.organization.slug).await?)
        }
        false => None,
    };
    let access = again.as_ref().unwrap_or(access);
    write(backend, exposures.iter().map(|exposure| met_own(access, exposure, now)).collect()).await
}

fn met_own(access: &Access, exposure: &Exposure, now: Timestamp) -> Met {
    let Some(known) = access.decided.of(&exposure.experiment) else { return nobody_has(&exposure.experiment) };
    if known.version != exposure.version {
        return Met::Ignored;
    }
    if !claim::agrees(&exposure.params, &known.params) {
        return differs(PRODUCT, &known.experiment, &known.params);
    }
    let unit = match known.unit {
        Unit::Account => access.actor.account.as_str(),
        Unit::Organization => access.organization.id.as_str(),
    };
    met(known, unit, Some(&access.actor), &exposure.doorway, now).map_or(Met::Ignored, Met::Given)
}

/// That a unit has met what it was given, where that counts.
fn met(known: &Assigned, unit: &str, who: Option<&Actor>, doorway: &str, now: Timestamp) -> Option<Record> {
    known.counts.then(|| Record::Exposure {
        at: now,
        organization: PRODUCT.to_owned(),
        experiment: known.experiment.to_string(),
        version: known.version,
        unit: unit.to_owned(),
        params: Map::clone(&known.params),
        account: who.map(|who| who.account.as_str().to_owned()),
        doorway: shortened(doorway),
    })
}

/// Somebody from outside stood before an organization's door, where they may ask to join, or may not.
pub(crate) async fn met_at_the_door(tx: &mut Tx, now: Timestamp, organization: &OrganizationId, who: Option<&Actor>) -> Result<()> {
    let decided = assign::of_organization(&mut *tx, organization).await?;
    let chose = store::owners_chose(&mut *tx, organization).await?;
    let decided = decided.but_owners_chose(chose);
    if let Some(record) = decided.of("improved_invites").and_then(|known| met(known, organization.as_str(), who, "join_request", now)) {
        tx.take(&[record]).await?;
    }
    Ok(())
}

/// An exposure that a service reports: the context that it evaluated with, and what it was given.
#[derive(Clone, Debug, Default)]
pub struct ServiceExposure {
    pub experiment: String,
    /// The version that the service was answered with. Another one than today's is ignored: what it showed was right then.
    pub version: Option<i64>,
    /// With `targetingKey`.
    pub context: Map<String, Value>,
    /// What the service showed, or the part of it that it asked for; nothing: whatever is computed here.
    pub params: Option<Map<String, Value>>,
    /// By which way the unit came, at most 60 characters; empty where nobody knows.
    pub doorway: String,
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_DOORWAY).collect()
}

/// A team's experiments, met by the people of a service. What they are given is computed before anything is written: nobody waits for it.
///
/// # Errors
/// Invalid `exposures`: too many.
pub async fn expose_for(access: &Access, exposures: &[ServiceExposure]) -> Result<Exposed> {
    limited(exposures.len())?;
    let (backend, organization) = (access.backend(), access.organization.id.as_str());
    let (now, mut places) = (backend.clock.now(), Places::new(&backend.db, organization));
    let (mut definitions, mut all) = (HashMap::new(), Vec::with_capacity(exposures.len()));
    for exposure in exposures {
        let name = exposure.experiment.as_str();
        if !definitions.contains_key(name) {
            let row = store::find(&backend.db, organization, name).await?;
            definitions.insert(name, row.map(Definition::of).transpose()?);
        }
        all.push(match definitions.get(name).and_then(Option::as_ref) {
            Some(definition) if definition.status != Status::Draft => met_by_service(&mut places, definition, exposure, now).await?,
            _ => nobody_has(name),
        });
    }
    write(backend, all).await
}

async fn met_by_service(places: &mut Places<'_>, definition: &Definition, exposure: &ServiceExposure, now: Timestamp) -> Result<Met> {
    let unit = exposure.context.get("targetingKey").and_then(Value::as_str).filter(|unit| fits(unit));
    let Some(unit) = unit else {
        return Ok(Met::Unknown("The context needs a targetingKey: 1 to 200 bytes, without control characters.".to_owned()));
    };
    if exposure.doorway.chars().count() > LONGEST_DOORWAY {
        return Ok(Met::Unknown(format!("A doorway has at most {LONGEST_DOORWAY} characters.")));
    }
    if definition.status == Status::Archived || exposure.version.is_some_and(|version| version != definition.version) {
        return Ok(Met::Ignored);
    }
    let mut inputs = from_json(&exposure.context);
    inputs.insert(definition.unit.as_str(), unit);
    let organization = places.organization().to_owned();
    let given = match places.assign(definition, &inputs).await? {
        Ok(given) => given,
        Err(fault) => return Ok(Met::Unknown(format!("The script fails for this context: {fault}."))),
    };
    if given.is_out() {
        return Ok(Met::Ignored);
    }
    if exposure.params.as_ref().is_some_and(|params| !claim::agrees(params, &given.params)) {
        return Ok(differs(&organization, &definition.name, &given.params));
    }
    if !given.counts {
        return Ok(Met::Ignored);
    }
    if canonical(&given.params).len() > LONGEST_ASSIGNMENT {
        return Ok(Met::Unknown(format!("What it gives has more than {LONGEST_ASSIGNMENT} bytes as JSON: too much to be counted.")));
    }
    // The whole of what was given, whatever part of it was named: the same assignment is the same text.
    Ok(Met::Given(Record::Exposure {
        at: now,
        organization,
        experiment: definition.name.clone(),
        version: definition.version,
        unit: unit.to_owned(),
        params: given.params,
        account: None,
        doorway: shortened(&exposure.doorway),
    }))
}
