//! A namespace is made, or gets another default.

use super::store::{self, Row};
use crate::{
    Error, Result,
    access::Access,
    audit_log,
    db::{On, Tx},
    experiments::{name, store as experiments},
    invitations,
};
use model::{
    experiment::{Allocation, Namespace, Status},
    permission::Action,
};
use serde_json::json;

/// More segments are refused.
const MOST: i64 = 10_000;

/// Makes a namespace, or changes it: the default always, unit and segments as long as nobody holds one. The default is an experiment
/// outside of all namespaces; empty for none.
///
/// # Errors
/// Forbidden; invalid `name`, `unit`, `segments`, `fallback`; a conflict with the segments that are held.
pub async fn define_namespace(access: &Access, name: &str, unit: &str, segments: u32, fallback: &str) -> Result<Namespace> {
    let row = Row { name: name.to_owned(), unit: unit.to_owned(), segments: i64::from(segments), fallback: fallback.to_owned() };
    write(access, name, |_| Ok(row)).await
}

/// Makes a namespace where there is none of this name yet.
///
/// # Errors
/// As [`define_namespace`]; invalid `name` where there is one.
pub async fn make_namespace(access: &Access, name: &str, unit: &str, segments: u32, fallback: &str) -> Result<Namespace> {
    let row = Row { name: name.to_owned(), unit: unit.to_owned(), segments: i64::from(segments), fallback: fallback.to_owned() };
    let fresh = |before: Option<&Row>| match before {
        Some(_) => Err(Error::invalid("name", "There is a namespace of this name already. Choose another one.")),
        None => Ok(row),
    };
    write(access, name, fresh).await
}

/// Gives a namespace another default: from now on whoever is in none of its experiments has its parameters. Empty: no parameters.
///
/// # Errors
/// As [`define_namespace`]; not found.
pub async fn change_fallback(access: &Access, name: &str, fallback: &str) -> Result<Namespace> {
    let other = |before: Option<&Row>| before.map(|before| Row { fallback: fallback.to_owned(), ..before.clone() }).ok_or_else(Error::not_found);
    write(access, name, other).await
}

/// `wanted`: what it is to be, by what it was.
async fn write(access: &Access, name: &str, wanted: impl FnOnce(Option<&Row>) -> Result<Row>) -> Result<Namespace> {
    access.require(Action::ChangeSettings, "Only managers and owners change namespaces.")?;
    let (backend, organization) = (access.backend(), access.organization.id.as_str());
    let mut tx = backend.db.begin().await?;
    invitations::lock_organization(&mut tx, &access.organization.id).await?;
    let before = store::find(&mut tx, organization, name).await?;
    let row = wanted(before.as_ref())?;
    name::checked("name", &row.name)?;
    name::checked("unit", &row.unit)?;
    if !(1..=MOST).contains(&row.segments) {
        return Err(Error::invalid("segments", format!("A namespace has 1 to {MOST} segments.")));
    }
    if let Some(before) = &before {
        moves_nobody(&mut tx, organization, before, &row).await?;
    }
    if !row.fallback.is_empty() {
        let found = experiments::find(&mut tx, organization, &row.fallback).await?;
        let found = found.filter(|found| found.status().is_ok_and(|status| status != Status::Archived));
        let inside = store::members(&mut tx, organization).await?.iter().any(|(experiment, _)| *experiment == row.fallback);
        let Some(found) = found.filter(|_| !inside) else {
            return Err(Error::invalid("fallback", "The default is an experiment of yours that is in no namespace and not archived."));
        };
        if found.unit != row.unit {
            let why = format!("“{}” draws by “{}”, the namespace by “{}”. Choose a default with the same unit.", found.name, found.unit, row.unit);
            return Err(Error::invalid("fallback", why));
        }
        if found.status()? == Status::Draft && gives(&mut tx, organization, before.as_ref()).await? {
            let why = format!("“{}” is a draft: whoever is in none would lose what they have. Start it first.", found.name);
            return Err(Error::invalid("fallback", why));
        }
    }
    store::save(&mut tx, organization, &row, backend.clock.now()).await?;
    let words = |row: &Row| json!({ "unit": row.unit, "segments": row.segments, "fallback": row.fallback });
    let entry = audit_log::Entry { action: "namespace.defined", subject: &row.name, before: before.as_ref().map(words), after: Some(words(&row)) };
    audit_log::record(&mut tx, access, entry).await?;
    let made = shown(&mut tx, organization, &row.name).await?;
    tx.commit().await?;
    Ok(made)
}

/// The unit stays as long as an experiment is in the namespace, which is for good; the number of segments as long as one is held.
async fn moves_nobody(tx: &mut Tx, organization: &str, before: &Row, row: &Row) -> Result<()> {
    if before.unit != row.unit && store::members(&mut *tx, organization).await?.iter().any(|(_, namespace)| *namespace == row.name) {
        return Err(Error::conflict("Experiments are in this namespace: another unit would move people. Nothing was changed."));
    }
    if before.segments != row.segments && !store::held(tx, organization, &row.name).await?.is_empty() {
        return Err(Error::conflict(
            "Experiments hold segments of this namespace: another number of segments would move people. Nothing was changed.",
        ));
    }
    Ok(())
}

/// Whether somebody is given the parameters of its default.
async fn gives(tx: &mut Tx, organization: &str, namespace: Option<&Row>) -> Result<bool> {
    let Some(namespace) = namespace.filter(|namespace| !namespace.fallback.is_empty()) else { return Ok(false) };
    let found = experiments::find(tx, organization, &namespace.fallback).await?;
    Ok(found.is_some_and(|found| found.status().is_ok_and(|status| matches!(status, Status::Running | Status::Concluded))))
}

/// The organization's namespaces by name.
pub async fn list(access: &Access) -> Result<Vec<Namespace>> {
    all(&access.backend().db, access.organization.id.as_str()).await
}

/// One of them.
///
/// # Errors
/// Not found.
pub(super) async fn shown(tx: &mut Tx, organization: &str, name: &str) -> Result<Namespace> {
    let rows = store::all(&mut *tx, organization).await?;
    let (held, members) = (store::counts(&mut *tx, organization).await?, store::members(&mut *tx, organization).await?);
    rows.iter().find(|row| row.name == name).map(|row| one(row, &held, &members)).ok_or_else(Error::not_found)
}

async fn all<'a>(on: impl Into<On<'a>> + Copy, organization: &str) -> Result<Vec<Namespace>> {
    let rows = store::all(on, organization).await?;
    let (held, members) = (store::counts(on, organization).await?, store::members(on, organization).await?);
    Ok(rows.iter().map(|row| one(row, &held, &members)).collect())
}

fn one(row: &Row, held: &[(String, String, i64)], members: &[(String, String)]) -> Namespace {
    let held_by = |experiment: &str| {
        let count = held.iter().find(|(namespace, holder, _)| *namespace == row.name && holder == experiment).map_or(0, |(.., count)| *count);
        u32::try_from(count).unwrap_or_default()
    };
    let inside = members.iter().filter(|(_, namespace)| *namespace == row.name);
    let experiments: Vec<Allocation> =
        inside.map(|(experiment, _)| Allocation { experiment: experiment.clone(), segments: held_by(experiment) }).collect();
    let segments = u32::try_from(row.segments).unwrap_or_default();
    let free = segments - experiments.iter().map(|allocation| allocation.segments).sum::<u32>().min(segments);
    Namespace { name: row.name.clone(), unit: row.unit.clone(), segments, free, fallback: row.fallback.clone(), experiments }
}
