//! What people of a service did.

use crate::{
    Error, Result,
    access::Access,
    sink::{EventSink, Record},
};
use serde_json::{Map, Value};

/// An event as a service reports it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Chosen by the service: reporting twice counts once.
    pub id: String,
    pub unit: String,
    pub name: String,
    pub value: f64,
    pub properties: Map<String, Value>,
}

/// The longest name of a unit, an event or its id, in bytes.
pub const LONGEST: usize = 200;
/// The furthest that a value may be from 0. Squares of such values still add up without losing what small ones say.
const FURTHEST: f64 = 1e15;

/// Whether a unit, an event or an id can be named like that.
pub fn fits(name: &str) -> bool {
    !name.is_empty() && name.len() <= LONGEST && !name.chars().any(char::is_control)
}

/// Records events; answers how many were new.
///
/// # Errors
/// Invalid `events`: too many, one without id, unit or name, or with a value that is too large.
pub async fn record(access: &Access, reports: &[Report]) -> Result<u32> {
    if reports.len() > 1_000 {
        return Err(Error::invalid("events", "At most 1,000 events at once. Nothing was recorded."));
    }
    for (at, report) in reports.iter().enumerate() {
        let refused = |why: &str| Error::invalid("events", format!("events[{at}] {why}. Nothing was recorded."));
        if ![&report.id, &report.unit, &report.name].into_iter().all(|name| fits(name)) {
            return Err(refused("needs an id, a unit and a name: 1 to 200 bytes each, without control characters"));
        }
        // Not a number is not within it either.
        if !(-FURTHEST..=FURTHEST).contains(&report.value) {
            return Err(refused("has a value that is too large: at most 1,000,000,000,000,000 to either side of 0"));
        }
    }
    let backend = access.backend();
    let now = backend.clock.now();
    let mut tx = backend.db.begin().await?;
    let organization = access.organization.id.as_str();
    let record = |report: &Report| Record::Reported {
        at: now,
        organization: organization.to_owned(),
        id: report.id.clone(),
        unit: report.unit.clone(),
        name: report.name.clone(),
        value: report.value,
        properties: report.properties.clone(),
    };
    let mut records: Vec<Record> = reports.iter().map(record).collect();
    records.sort_by_cached_key(Record::order);
    let new = tx.take(&records).await?;
    tx.commit().await?;
    Ok(u32::try_from(new).unwrap_or(u32::MAX))
}
