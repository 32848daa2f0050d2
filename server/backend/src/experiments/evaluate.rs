//! A service asks for a flag.

use super::definition::{Definition, from_json};
use super::namespaces::{Given, Places};
use super::store;
use crate::{Result, access::Access};
use model::experiment::Status;
use serde_json::{Map, Value};

/// Why a flag has its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Drawn.
    Split,
    /// Everybody has it.
    Static,
}

/// What became of one flag.
#[derive(Clone, Debug, PartialEq)]
pub enum Evaluation {
    Found {
        key: String,
        /// Never null.
        value: Value,
        reason: Reason,
        /// Whether the unit is part of the experiment, so that meeting the value counts.
        counts: bool,
        experiment: String,
        version: i64,
    },
    /// No such flag, none that anybody gets, or no value of it for this unit.
    Unknown { key: String },
    /// The experiment keeps the unit out, and nothing stands in for it: the service's own default counts.
    Out { key: String },
    /// The script fails with this context.
    Failed { key: String, why: String },
}

/// One flag: `experiment.parameter`, or `experiment` for its first parameter.
pub async fn evaluate(access: &Access, key: &str, targeting_key: &str, context: &Map<String, Value>) -> Result<Evaluation> {
    let (name, parameter) = key.split_once('.').map_or((key, None), |(name, parameter)| (name, Some(parameter)));
    let key = key.to_owned();
    let (db, organization) = (&access.backend().db, access.organization.id.as_str());
    let Some(row) = store::find(db, organization, name).await? else { return Ok(Evaluation::Unknown { key }) };
    let definition = Definition::of(row)?;
    let set = definition.parameters();
    let Some(parameter) = parameter.or(set.first().map(String::as_str)).filter(|_| definition.is_live()) else {
        return Ok(Evaluation::Unknown { key });
    };
    let known = set.iter().any(|name| name == parameter);
    let mut places = Places::new(db, organization);
    Ok(match decide(&mut places, &definition, targeting_key, context).await? {
        Ok(given) if given.is_out() && known => Evaluation::Out { key },
        Ok(given) => found(&definition, key.clone(), parameter, &given).unwrap_or(Evaluation::Unknown { key }),
        Err(why) if known => Evaluation::Failed { key, why },
        Err(_) => Evaluation::Unknown { key },
    })
}

/// Every parameter of every experiment that anybody gets, and that this unit has a value of. Where the script fails, each of its flags does.
pub async fn evaluate_all(access: &Access, targeting_key: &str, context: &Map<String, Value>) -> Result<Vec<Evaluation>> {
    let mut all = Vec::new();
    let (db, organization) = (&access.backend().db, access.organization.id.as_str());
    let mut places = Places::new(db, organization);
    for row in store::all(db, organization).await? {
        let definition = Definition::of(row)?;
        if !definition.is_live() {
            continue;
        }
        let set = definition.parameters();
        match decide(&mut places, &definition, targeting_key, context).await? {
            Err(why) => all.extend(flags(&definition, &set, set.iter()).map(|(key, _)| Evaluation::Failed { key, why: why.clone() })),
            Ok(given) => {
                all.extend(flags(&definition, &set, given.params.keys()).filter_map(|(key, parameter)| found(&definition, key, parameter, &given)));
            }
        }
    }
    Ok(all)
}

/// Keys with their parameters: the first that the script sets under the experiment's own name too.
fn flags<'a>(
    definition: &'a Definition,
    set: &'a [String],
    parameters: impl Iterator<Item = &'a String> + 'a,
) -> impl Iterator<Item = (String, &'a str)> + 'a {
    let first = set.first().map(|first| (definition.name.clone(), first.as_str()));
    first.into_iter().chain(parameters.map(|name| (format!("{}.{name}", definition.name), name.as_str())))
}

/// A flag with its value; without one, or with one that JSON does not know, there is none.
fn found(definition: &Definition, key: String, parameter: &str, given: &Given<'_>) -> Option<Evaluation> {
    let value = given.params.get(parameter).filter(|value| !value.is_null())?.clone();
    let reason = if given.by.status == Status::Concluded { Reason::Static } else { Reason::Split };
    Some(Evaluation::Found { key, value, reason, counts: given.counts, experiment: definition.name.clone(), version: definition.version })
}

async fn decide<'a>(
    places: &'a mut Places<'_>,
    definition: &'a Definition,
    targeting_key: &str,
    context: &Map<String, Value>,
) -> Result<std::result::Result<Given<'a>, String>> {
    let mut inputs = from_json(context);
    inputs.insert(definition.unit.as_str(), targeting_key);
    Ok(places.assign(definition, &inputs).await?.map_err(|fault| fault.to_string()))
}
