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

/// Records events; answers how many were new.
///
/// # Errors
/// Invalid `events`: too many, or one without id, unit or name.
pub async fn record(access: &Access, reports: &[Report]) -> Result<u32> {
    if reports.len() > 1_000 {
        return Err(Error::invalid("events", "At most 1,000 events at once. Nothing was recorded."));
    }
    let fine = |text: &str| !text.is_empty() && text.len() <= 200;
    if let Some(at) = reports.iter().position(|report| !fine(&report.id) || !fine(&report.unit) || !fine(&report.name) || !report.value.is_finite()) {
        return Err(Error::invalid("events", format!("Event {at} needs an id, a unit and a name of at most 200 characters. Nothing was recorded.")));
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
    let new = tx.take(&reports.iter().map(record).collect::<Vec<_>>()).await?;
    tx.commit().await?;
    Ok(u32::try_from(new).unwrap_or(u32::MAX))
}
