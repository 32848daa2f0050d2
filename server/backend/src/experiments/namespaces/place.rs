//! What a unit is given, where experiments exclude each other.

use super::store::{self, Row, restored};
use crate::{
    Result,
    db::On,
    experiments::{definition::Definition, store as experiments},
};
use model::experiment::Status;
use planout::{Fault, Map, Value};
use std::collections::HashMap;

/// What a unit is given.
pub(in crate::experiments) struct Given<'a> {
    pub params: serde_json::Map<String, serde_json::Value>,
    /// Whether meeting it counts.
    pub counts: bool,
    /// Whose script decided: the experiment's own, or that of the default of its namespace.
    pub by: &'a Definition,
}

impl Given<'_> {
    /// The experiment keeps the unit out, and nothing stands in for it.
    pub fn is_out(&self) -> bool {
        !self.counts && self.params.is_empty()
    }
}

/// The organization's namespaces, ready to decide.
#[derive(Default)]
pub(in crate::experiments) struct Places {
    /// By the names of their experiments.
    of: HashMap<String, usize>,
    all: Vec<Place>,
}

struct Place {
    row: Row,
    segments: planout::Namespace,
    /// What whoever is in no experiment is given.
    fallback: Option<Definition>,
}

impl Places {
    /// # Errors
    /// When the database does not answer, or holds what it should not.
    pub async fn load<'a>(on: impl Into<On<'a>>, organization: &str) -> Result<Self> {
        let mut on = on.into();
        let rows = store::all(again(&mut on), organization).await?;
        if rows.is_empty() {
            return Ok(Self::default());
        }
        let held = store::held(again(&mut on), organization).await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in rows {
            let fallback = match row.fallback.as_str() {
                "" => None,
                name => experiments::find(again(&mut on), organization, name).await?.map(Definition::of).transpose()?.filter(Definition::is_live),
            };
            all.push(Place { segments: restored(&row, &held)?, fallback, row });
        }
        let members = store::members(on, organization).await?;
        let place = |name: &str| all.iter().position(|place| place.row.name == name);
        let of = members.into_iter().filter_map(|(experiment, namespace)| Some((experiment, place(&namespace)?))).collect();
        Ok(Self { of, all })
    }

    /// What these inputs are given by an experiment: in a namespace only where the unit's segment is its own and the script lets it in;
    /// everybody else has the default's parameters, and meeting them does not count.
    ///
    /// # Errors
    /// When a script fails for these inputs.
    pub fn assign<'a>(&'a self, definition: &'a Definition, inputs: &Map) -> std::result::Result<Given<'a>, Fault> {
        let place = self.of.get(&definition.name).and_then(|at| self.all.get(*at)).filter(|_| definition.status == Status::Running);
        let Some(Place { row, segments, fallback }) = place else { return given(definition, inputs) };
        let unit = inputs.get(&row.unit).cloned().unwrap_or(Value::Null);
        let (segment, _) = segments.segment(&[unit])?;
        if segments.allocations().get(&segment).is_some_and(|holder| **holder == *definition.name) {
            let given = given(definition, inputs)?;
            if given.counts {
                return Ok(given);
            }
        }
        match fallback {
            Some(fallback) => Ok(Given { counts: false, ..given(fallback, inputs)? }),
            None => Ok(Given { params: serde_json::Map::new(), counts: false, by: definition }),
        }
    }
}

fn given<'a>(by: &'a Definition, inputs: &Map) -> std::result::Result<Given<'a>, Fault> {
    let decision = by.assign(inputs)?;
    Ok(Given { params: decision.params, counts: decision.counts, by })
}

fn again<'b>(on: &'b mut On<'_>) -> On<'b> {
    match on {
        On::Db(db) => On::Db(db),
        On::Tx(tx) => On::Tx(tx),
    }
}
