//! What a unit is given, where experiments exclude each other.

use super::store;
use crate::{
    Result,
    db::Db,
    experiments::{definition::Definition, store as experiments},
};
use model::experiment::Status;
use planout::{Fault, Map, Value};
use std::collections::{HashMap, hash_map::Entry};

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

/// The organization's namespaces, as far as they are asked for.
pub(in crate::experiments) struct Places<'a> {
    db: &'a Db,
    organization: &'a str,
    /// By the names of their experiments; nothing where one is in none.
    of: HashMap<String, Option<Place>>,
}

struct Place {
    namespace: planout::Namespace,
    unit: String,
    /// What whoever is in no experiment is given.
    fallback: Option<Definition>,
}

impl<'a> Places<'a> {
    pub fn new(db: &'a Db, organization: &'a str) -> Self {
        Self { db, organization, of: HashMap::new() }
    }

    pub const fn organization(&self) -> &'a str {
        self.organization
    }

    /// What these inputs are given by an experiment: in a namespace only where the unit's segment is its own and the script lets it in;
    /// everybody else has the default's parameters, and meeting them does not count. Or why a script fails for these inputs.
    ///
    /// # Errors
    /// When the database does not answer, or holds what it should not.
    pub async fn assign<'b>(&'b mut self, definition: &'b Definition, inputs: &Map) -> Result<std::result::Result<Given<'b>, Fault>> {
        let (db, organization) = (self.db, self.organization);
        let Some(place) = self.place(definition).await? else { return Ok(given(definition, inputs)) };
        let unit = inputs.get(&place.unit).cloned().unwrap_or(Value::Null);
        let segment = match place.namespace.segment(&[unit]) {
            Ok((segment, _)) => segment,
            Err(fault) => return Ok(Err(fault)),
        };
        let holder = store::holder(db, organization, place.namespace.name(), segment).await?;
        Ok(place.given(definition, inputs, holder.is_some_and(|holder| holder == definition.name)))
    }

    async fn place(&mut self, definition: &Definition) -> Result<Option<&Place>> {
        if definition.status != Status::Running {
            return Ok(None);
        }
        Ok(match self.of.entry(definition.name.clone()) {
            Entry::Occupied(known) => known.into_mut().as_ref(),
            Entry::Vacant(unknown) => unknown.insert(Place::of(self.db, self.organization, &definition.name).await?).as_ref(),
        })
    }
}

impl Place {
    async fn of(db: &Db, organization: &str, experiment: &str) -> Result<Option<Self>> {
        let Some(row) = store::of(db, organization, experiment).await? else { return Ok(None) };
        let fallback = match row.fallback.as_str() {
            "" => None,
            name => experiments::find(db, organization, name).await?.map(Definition::of).transpose()?.filter(Definition::is_live),
        };
        Ok(Some(Self { namespace: row.empty()?, unit: row.unit, fallback }))
    }

    fn given<'a>(&'a self, definition: &'a Definition, inputs: &Map, inside: bool) -> std::result::Result<Given<'a>, Fault> {
        if inside {
            let given = given(definition, inputs)?;
            if given.counts {
                return Ok(given);
            }
        }
        match &self.fallback {
            Some(fallback) => Ok(Given { counts: false, ..given(fallback, inputs)? }),
            None => Ok(Given { params: serde_json::Map::new(), counts: false, by: definition }),
        }
    }
}

fn given<'a>(by: &'a Definition, inputs: &Map) -> std::result::Result<Given<'a>, Fault> {
    let decision = by.assign(inputs)?;
    Ok(Given { params: decision.params, counts: decision.counts, by })
}
