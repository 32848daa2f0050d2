//! A team's experiment is written, or changed.

#[cfg(test)]
mod tests;

use super::definition::{Definition, fatal, parameters, same_script, warnings};
use super::draft::failing;
use super::draws::Draws;
use super::kept::kept;
use super::name;
use super::namespaces::concerning;
use super::store::{self, Row};
use super::{decide_own, metrics};
use crate::{Error, Result, access::Access, audit_log, db::Tx, invitations, new_id};
use model::{
    experiment::{
        Experiment, Metric, Status,
        draft::{Draft, TestCase},
    },
    permission::Action,
};
use serde_json::json;

/// The most experiments of one organization.
const MOST: usize = 500;
/// The longest script, in bytes.
const LONGEST: usize = 32 * 1024;

/// Writes a script under a name, and what it is judged by; without `metrics` those stay that are. While it runs, whoever is in stays in,
/// and in the arm that they have: see [`Draws`].
///
/// # Errors
/// Forbidden; invalid `name`, `unit`, `metrics`, `source` (with line and column; what was live stays live); a conflict with what runs.
pub async fn define(access: &Access, name: &str, unit: &str, source: &str, metrics: Option<&[Metric]>) -> Result<Experiment> {
    write(access, &Written { name, unit, source, metrics, cases: None, fresh: false, opened: "" }).await
}

/// What is to be kept of an experiment; what is nothing stays as it is.
pub(super) struct Written<'a> {
    pub name: &'a str,
    pub unit: &'a str,
    pub source: &'a str,
    pub metrics: Option<&'a [Metric]>,
    pub cases: Option<&'a [TestCase]>,
    /// There must be none of this name yet.
    pub fresh: bool,
    /// The mark of what was opened; empty: whatever is kept.
    pub opened: &'a str,
}

/// [`define`], with the test cases.
pub(super) async fn write(access: &Access, written: &Written<'_>) -> Result<Experiment> {
    let Written { name, unit, source, metrics, cases, fresh, opened } = *written;
    access.require(Action::ChangeSettings, "Only managers and owners change experiments.")?;
    let draws = checked(access, name, unit, source, metrics).await?;
    let backend = access.backend();
    let organization = access.organization.id.as_str();
    let mut tx = backend.db.begin().await?;
    // Whoever defines or decides something else meanwhile waits: what is read here is what is changed.
    invitations::lock_organization(&mut tx, &access.organization.id).await?;
    let before = store::find(&mut tx, organization, name).await?;
    let row = match &before {
        Some(_) if fresh => return Err(Error::invalid("name", "There is an experiment of this name already. Choose another one.")),
        Some(before) => {
            if !opened.is_empty() && kept(&mut tx, organization, before).await?.opened != opened {
                let why = "Somebody else has saved this experiment since you opened it, so nothing was saved. Saving again puts yours in the \
                           place of theirs, metrics and tests included.";
                return Err(Error::invalid(Draft::OPENED, why));
            }
            keeps_the_unit_of_namespaces(&mut tx, organization, before, unit).await?;
            changed(before, unit, source, &draws)?
        }
        None if store::all(&mut tx, organization).await?.len() >= MOST => {
            return Err(Error::conflict("There are 500 experiments already. Nothing was saved."));
        }
        None => new(name, unit, source),
    };
    if row.status()? == Status::Running {
        let kept = match cases {
            Some(cases) => cases.to_vec(),
            None => store::cases(&mut tx, organization, name).await?,
        };
        if let Some((at, why)) = failing(&row, &kept)? {
            // Who sent the tests is shown the one that fails; who didn't is told about the script.
            let field = if cases.is_some() { format!("test_expected_{at}") } else { "source".to_owned() };
            return Err(Error::invalid(&field, format!("{why} Nothing was saved: what is live stays live.")));
        }
    }
    let judged = store::metrics(&mut tx, organization, name).await?;
    store::save(&mut tx, new_id(&backend.clock), organization, &row, backend.clock.now()).await?;
    if before.as_ref().is_none_or(|before| before.version != row.version) {
        store::keep_script(&mut tx, organization, &row).await?;
    }
    if let Some(metrics) = metrics {
        store::set_metrics(&mut tx, organization, name, metrics).await?;
    }
    if let Some(cases) = cases {
        store::set_cases(&mut tx, organization, name, cases).await?;
    }
    let said = |unit: &str, source: &str, metrics: &[Metric]| json!({ "unit": unit, "source": source, "metrics": metrics });
    let entry = audit_log::Entry {
        action: "experiment.defined",
        subject: name,
        before: before.map(|before| said(&before.unit, &before.source, &judged)),
        after: Some(said(unit, source, metrics.unwrap_or(&judged))),
    };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    shown(row)
}

/// What can be said without looking at what is there; and the draws of the script.
async fn checked(access: &Access, name: &str, unit: &str, source: &str, metrics: Option<&[Metric]>) -> Result<Draws> {
    name::checked("name", name)?;
    name::checked("unit", unit)?;
    if name == "new" {
        return Err(Error::invalid("name", "Its page would have the address of the one where experiments are written. Choose another name."));
    }
    if decide_own::is_own(access, name).await? {
        return Err(Error::invalid("name", "One of the product’s own experiments has this name. Choose another one."));
    }
    if source.len() > LONGEST {
        return Err(Error::invalid("source", "A script has at most 32 KB."));
    }
    metrics.map_or(Ok(()), metrics::check)?;
    let draws = Draws::of(source).map_err(|error| Error::invalid("source", error.to_string()))?;
    if parameters(source).is_empty() {
        return Err(Error::invalid("source", "The script sets no parameter, so it decides nothing."));
    }
    Ok(draws)
}

fn new(name: &str, unit: &str, source: &str) -> Row {
    Row {
        name: name.to_owned(),
        unit: unit.to_owned(),
        salt: name.to_owned(),
        source: source.to_owned(),
        status: Status::Draft.as_str().to_owned(),
        arm: None,
        version: 1,
    }
}

/// The segments of a namespace are drawn by its unit, and so is what it falls back to: without it, everybody would be the same one.
async fn keeps_the_unit_of_namespaces(tx: &mut Tx, organization: &str, before: &Row, unit: &str) -> Result<()> {
    if before.unit == unit {
        return Ok(());
    }
    let namespaces = concerning(tx, organization, &before.name).await?;
    namespaces.iter().find(|namespace| namespace.unit != unit).map_or(Ok(()), |namespace| {
        let how = if namespace.fallback == before.name { "is what the namespace falls back to" } else { "is in the namespace" };
        let why =
            format!("This experiment {how}: “{}”, whose unit is “{}”. It can have no other. Nothing was saved.", namespace.name, namespace.unit);
        Err(Error::invalid("unit", why))
    })
}

/// What is there with another script; refused where that would move people who are in. The version counts what is decided: words that
/// compile to the same, such as another comment, are no new one.
fn changed(before: &Row, unit: &str, source: &str, draws: &Draws) -> Result<Row> {
    if before.status()? == Status::Running {
        let why = if before.unit == unit {
            Draws::of(&before.source).ok().and_then(|known| known.moved_by(draws))
        } else {
            Some(format!("the unit would change from “{}” to “{unit}”", before.unit))
        };
        if let Some(why) = why {
            return Err(Error::conflict(format!(
                "This experiment is running, and whoever is in stays in: {why}. Nothing was saved. A probability may rise, the first of several \
                 weights may give to the next one, and what follows from the draws may change; for anything else archive it and start another one."
            )));
        }
        if let Some(why) = fatal(source) {
            return Err(Error::invalid("source", format!("{why}. This would fail for everybody: what is live stays live.")));
        }
    }
    let differs = before.unit != unit || !same_script(&before.source, source);
    if differs && before.status()? == Status::Archived {
        return Err(Error::conflict("This experiment is archived: nobody gets it any more, and its script stays as it was. Nothing was saved."));
    }
    Ok(Row {
        status: before.status.clone(),
        arm: before.arm.clone(),
        salt: before.salt.clone(),
        version: before.version + i64::from(differs),
        ..new(&before.name, unit, source)
    })
}

/// The organization's experiments by name.
pub async fn list(access: &Access) -> Result<Vec<Experiment>> {
    store::all(&access.backend().db, access.organization.id.as_str()).await?.into_iter().map(shown).collect()
}

/// One of them.
///
/// # Errors
/// Not found.
pub async fn find(access: &Access, name: &str) -> Result<Definition> {
    Definition::of(store::find(&access.backend().db, access.organization.id.as_str(), name).await?.ok_or_else(Error::not_found)?)
}

/// One of them as its makers see it, with what it is judged by.
///
/// # Errors
/// Not found.
pub async fn written(access: &Access, name: &str) -> Result<(Experiment, Vec<Metric>)> {
    let (db, organization) = (&access.backend().db, access.organization.id.as_str());
    let row = store::find(db, organization, name).await?.ok_or_else(Error::not_found)?;
    Ok((shown(row)?, store::metrics(db, organization, name).await?))
}

pub(super) fn shown(row: Row) -> Result<Experiment> {
    Ok(Experiment {
        status: row.status()?,
        arm: row.arm(),
        warnings: warnings(&row.source),
        name: row.name,
        unit: row.unit,
        source: row.source,
        version: row.version,
    })
}
