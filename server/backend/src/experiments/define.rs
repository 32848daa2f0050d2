//! A team's experiment is written, or changed.

use super::definition::{Definition, warnings};
use super::store::{self, Row};
use crate::{Error, Result, access::Access, audit_log, new_id};
use model::{
    experiment::{Experiment, Status},
    permission::Action,
};

/// The most experiments of one organization.
const MOST: usize = 500;
/// The longest script, in bytes.
const LONGEST: usize = 32 * 1024;

/// Writes a script under a name. While it runs, salts, choices and weights stay: whoever is in stays in.
///
/// # Errors
/// Forbidden; invalid `name`, `unit`, `source` (with line and column; what was live stays live); a conflict with what runs.
pub async fn define(access: &Access, name: &str, unit: &str, source: &str) -> Result<Experiment> {
    access.require(Action::ChangeSettings, "Only managers and owners change experiments.")?;
    checked_name("name", name, 60)?;
    checked_name("unit", unit, 60)?;
    if source.len() > LONGEST {
        return Err(Error::invalid("source", "A script has at most 32 KB."));
    }
    let draws = Definition::draws(source).map_err(|error| Error::invalid("source", error.to_string()))?;
    let backend = access.backend();
    let organization = access.organization.id.as_str();
    let mut tx = backend.db.begin().await?;
    let before = store::find(&mut tx, organization, name).await?;
    let mut row = Row {
        name: name.to_owned(),
        unit: unit.to_owned(),
        salt: name.to_owned(),
        source: source.to_owned(),
        status: Status::Draft.as_str().to_owned(),
        arm: None,
        version: 1,
    };
    match &before {
        Some(before) => {
            let status = before.status()?;
            if status == Status::Running && (before.unit != unit || Definition::draws(&before.source).ok().as_ref() != Some(&draws)) {
                return Err(Error::conflict(
                    "This experiment is running: changing its unit, salts, choices or weights would move people between arms. Only probabilities and what follows from the draws may change. Archive it and start another one instead.",
                ));
            }
            row.status.clone_from(&before.status);
            row.arm.clone_from(&before.arm);
            row.version = before.version + i64::from(before.source != source || before.unit != unit);
        }
        None if store::all(&backend.db, organization).await?.len() >= MOST => {
            return Err(Error::conflict("There are 500 experiments already. Nothing was saved."));
        }
        None => {}
    }
    store::save(&mut tx, new_id(&backend.clock), organization, &row, backend.clock.now()).await?;
    let entry = audit_log::Entry {
        action: "experiment.defined",
        subject: name,
        before: before.map(|before| before.source.into()),
        after: Some(source.into()),
    };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    shown(row)
}

/// The organization's experiments by name.
pub async fn list(access: &Access) -> Result<Vec<Experiment>> {
    store::all(&access.backend().db, access.organization.id.as_str()).await?.into_iter().map(shown).collect()
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

fn checked_name(field: &str, name: &str, longest: usize) -> Result<()> {
    let fine = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    if name.is_empty() || name.len() > longest || !name.chars().all(fine) {
        return Err(Error::invalid(field, format!("Use 1 to {longest} letters, digits, - and _.")));
    }
    Ok(())
}
