//! Exposures and reported events, as the database takes them.

use super::{
    Report,
    definition::canonical,
    store::{self, Exposure},
};
use crate::{Result, db::Tx, sink::Record};
use model::id::OrganizationId;

/// Writes an exposure or a reported event; false when it was known, and for other records.
pub(crate) async fn insert(tx: &mut Tx, record: &Record) -> Result<bool> {
    match record {
        Record::Exposure { at, organization, experiment, version, unit, params, account, doorway } => {
            let assignment = canonical(params);
            let (version, account) = (*version, account.as_deref());
            let row = Exposure { organization, experiment, version, unit, assignment: &assignment, account, doorway };
            store::insert_exposure(tx, &row, *at).await
        }
        Record::Reported { at, organization, id, unit, name, value, properties } => {
            let report = Report { id: id.clone(), unit: unit.clone(), name: name.clone(), value: *value, properties: properties.clone() };
            store::insert_event(tx, &OrganizationId(organization.clone()), &report, *at).await
        }
        Record::Event { .. } => Ok(false),
    }
}
