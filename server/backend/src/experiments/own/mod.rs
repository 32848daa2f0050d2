//! The product's own experiments. Each is declared in a file of its own, beside this one; the database only holds what was decided about it.
//!
//! A further one is its file and its name in [`ALL`].

mod catalog;
mod decide;
mod declaration;
pub mod improved_invites;
mod measure;
mod parameters;
pub mod sample_event;
#[cfg(test)]
mod tests;

pub use catalog::Catalog;
pub use decide::decide;
pub(crate) use decide::start_simulated;
pub(super) use decide::{Wanted, decide_in, decided, find};
pub use declaration::{Assign, Declaration};
pub use measure::Measure;
pub use model::experiment::Unit;

use super::store::{self, PRODUCT};
use crate::{Backend, Result, db::On};
use model::experiment::{Experiment, Metric, Status};
use parameters::{Parameters, Seen};
use planout::{Fault, Map};
use serde_json::Value;
use std::sync::Arc;

/// All of them.
pub const ALL: &[Declaration] = &[improved_invites::EXPERIMENT, sample_event::EXPERIMENT];

/// One of them, and where it stands.
#[derive(Clone)]
pub struct Own {
    pub declared: Declaration,
    pub status: Status,
    pub arm: Option<Parameters>,
    pub version: i64,
    seen: Seen,
}

impl Own {
    /// As it is until somebody decides.
    fn normal(declared: Declaration) -> Self {
        let arm = declared.normal_arm().map(Arc::new);
        Self { declared, status: if arm.is_some() { Status::Concluded } else { Status::Draft }, arm, version: 0, seen: Seen::default() }
    }

    pub fn name(&self) -> &'static str {
        self.declared.name()
    }

    /// Whether nothing was decided about it since it stood like this.
    fn stands_as(&self, before: &Self) -> bool {
        (self.status, &self.arm, self.version) == (before.status, &before.arm, before.version)
    }

    /// What is randomised.
    pub fn unit(&self) -> Unit {
        self.declared.unit()
    }

    /// What a unit is given, and whether meeting it counts; nothing while nobody is given anything.
    ///
    /// # Errors
    /// When a draw fails.
    pub fn assign(&self, inputs: &Map) -> std::result::Result<Option<(Parameters, bool)>, Fault> {
        Ok(match (self.status, &self.arm) {
            (Status::Concluded, Some(arm)) => Some((arm.clone(), false)),
            (Status::Running, _) => {
                let (params, inside) = self.declared.draw(inputs)?;
                // Whoever is kept out has none.
                Some((self.seen.shared(if inside { params } else { Map::new() }), inside))
            }
            _ => None,
        })
    }

    /// The arms with the share of units that each is meant to get, the baseline first; none where that is not written down.
    pub(super) fn arms(&self) -> Vec<(serde_json::Map<String, Value>, f64)> {
        self.declared.shares()
    }

    /// The one that decides comes first.
    pub(super) fn metrics(&self) -> Vec<Metric> {
        self.declared.measures().iter().map(Measure::metric).collect()
    }

    /// As its makers see it.
    pub(super) fn shown(&self) -> Experiment {
        Experiment {
            name: self.name().to_owned(),
            unit: self.unit().as_str().to_owned(),
            source: String::new(),
            status: self.status,
            arm: self.arm.as_deref().filter(|_| self.status == Status::Concluded).cloned(),
            version: self.version,
            warnings: Vec::new(),
        }
    }
}

/// All that this server has, as they stand; what another process decided within the last second may be missing.
pub async fn all(backend: &Backend) -> Result<Arc<[Own]>> {
    backend.experiments.standing(&backend.db).await
}

/// These, as they stand now.
pub(super) async fn standing(on: impl Into<On<'_>>, declared: &[Declaration]) -> Result<Vec<Own>> {
    let rows = store::decided(on, PRODUCT).await?;
    let mut all = Vec::with_capacity(declared.len());
    for declared in declared {
        all.push(match rows.iter().find(|row| row.name == declared.name()) {
            Some(row) => {
                Own { declared: *declared, status: row.status()?, arm: row.arm().map(Arc::new), version: row.version, seen: Seen::default() }
            }
            None => Own::normal(*declared),
        });
    }
    Ok(all)
}

/// Whether what is in this database was simulated.
pub async fn is_simulated(backend: &Backend) -> Result<bool> {
    Ok(store::kept(&backend.db, PRODUCT).await?.values().any(|kept| kept.simulated))
}
