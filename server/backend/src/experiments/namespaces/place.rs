//! What a unit is given, where experiments exclude each other.

use super::store;
use crate::{
    Error, Result,
    db::Db,
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

/// The organization's namespaces, as far as they are asked for: each is read once, and so is who holds a segment.
pub(in crate::experiments) struct Places<'a> {
    db: &'a Db,
    organization: &'a str,
    /// The namespaces of experiments, once one is asked for.
    members: Option<HashMap<String, String>>,
    namespaces: HashMap<String, Place>,
    holders: HashMap<(String, u32), Option<String>>,
}

struct Place {
    namespace: planout::Namespace,
    unit: String,
    /// What whoever is in no experiment is given.
    fallback: Option<Definition>,
}

impl<'a> Places<'a> {
    pub fn new(db: &'a Db, organization: &'a str) -> Self {
        Self { db, organization, members: None, namespaces: HashMap::new(), holders: HashMap::new() }
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
        let Some(name) = self.namespace_of(definition).await? else { return Ok(given(definition, inputs)) };
        let place = self.read(&name).await?;
        let unit = inputs.get(&place.unit).cloned().unwrap_or(Value::Null);
        let segment = match place.namespace.segment(&[unit]) {
            Ok((segment, _)) => segment,
            Err(fault) => return Ok(Err(fault)),
        };
        let inside = self.holder(&name, segment).await? == Some(&definition.name);
        Ok(self.namespaces.get(&name).map_or_else(|| given(definition, inputs), |place| place.given(definition, inputs, inside)))
    }

    /// Only while it runs: concluded, everybody has the arm.
    async fn namespace_of(&mut self, definition: &Definition) -> Result<Option<String>> {
        if definition.status != Status::Running {
            return Ok(None);
        }
        let members = match self.members.take() {
            Some(members) => members,
            None => store::members(self.db, self.organization).await?.into_iter().collect(),
        };
        Ok(self.members.insert(members).get(&definition.name).cloned())
    }

    async fn read(&mut self, name: &str) -> Result<&Place> {
        let place = match self.namespaces.remove(name) {
            Some(place) => place,
            None => Place::read(self.db, self.organization, name).await?,
        };
        Ok(self.namespaces.entry(name.to_owned()).or_insert(place))
    }

    async fn holder(&mut self, namespace: &str, segment: u32) -> Result<Option<&String>> {
        let key = (namespace.to_owned(), segment);
        if !self.holders.contains_key(&key) {
            let holder = store::holder(self.db, self.organization, namespace, segment).await?;
            self.holders.insert(key.clone(), holder);
        }
        Ok(self.holders.get(&key).and_then(Option::as_ref))
    }
}

impl Place {
    async fn read(db: &Db, organization: &str, name: &str) -> Result<Self> {
        let row = store::find(db, organization, name).await?.ok_or_else(|| Error::Fault(format!("there is no namespace {name}")))?;
        let fallback = match row.fallback.as_str() {
            "" => None,
            name => experiments::find(db, organization, name).await?.map(Definition::of).transpose()?.filter(Definition::is_live),
        };
        Ok(Self { namespace: row.empty()?, unit: row.unit, fallback })
    }

    fn given<'a>(&'a self, definition: &'a Definition, inputs: &Map, inside: bool) -> std::result::Result<Given<'a>, Fault> {
        if inside {
            let given = given(definition, inputs)?;
            if given.counts {
                return Ok(given);
            }
        }
        match &self.fallback {
            Some(fallback) => match given(fallback, inputs) {
                Ok(given) => Ok(Given { counts: false, ..given }),
                Err(fault) => {
                    let message = format!("{} (in “{}”, the default of its namespace)", fault.message, fallback.name);
                    Err(Fault { message, ..fault })
                }
            },
            None => Ok(Given { params: serde_json::Map::new(), counts: false, by: definition }),
        }
    }
}

fn given<'a>(by: &'a Definition, inputs: &Map) -> std::result::Result<Given<'a>, Fault> {
    let decision = by.assign(inputs)?;
    Ok(Given { params: decision.params, counts: decision.counts, by })
}
