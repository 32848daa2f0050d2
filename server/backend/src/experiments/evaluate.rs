//! A service asks for a flag.

use super::definition::{Definition, from_json};
use super::namespaces::Places;
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
    /// The unit is kept out: the service's own default counts.
    Disabled,
}

/// What became of one flag.
#[derive(Clone, Debug, PartialEq)]
pub enum Evaluation {
    Found {
        key: String,
        value: Value,
        reason: Reason,
        experiment: String,
        version: i64,
    },
    /// No such flag, or none that anybody gets.
    Unknown {
        key: String,
    },
    /// The script fails with this context.
    Failed {
        key: String,
        why: String,
    },
}

/// One flag: `experiment.parameter`, or `experiment` for its first parameter.
pub async fn evaluate(access: &Access, key: &str, targeting_key: &str, context: &Map<String, Value>) -> Result<Evaluation> {
    let (name, parameter) = key.split_once('.').map_or((key, None), |(name, parameter)| (name, Some(parameter)));
    let unknown = Evaluation::Unknown { key: key.to_owned() };
    let Some(row) = store::find(&access.backend().db, access.organization.id.as_str(), name).await? else { return Ok(unknown) };
    let definition = Definition::of(row)?;
    let Some(parameter) = parameter.map(str::to_owned).or_else(|| definition.first_parameter()).filter(|_| definition.is_live()) else {
        return Ok(unknown);
    };
    let places = Places::load(&access.backend().db, access.organization.id.as_str()).await?;
    Ok(match decide(&places, &definition, targeting_key, context) {
        Err(why) => Evaluation::Failed { key: key.to_owned(), why },
        Ok((params, reason)) => match params.get(&parameter) {
            Some(value) => found(&definition, key.to_owned(), value.clone(), reason),
            None => unknown,
        },
    })
}

/// Every parameter of every experiment that anybody gets.
pub async fn evaluate_all(access: &Access, targeting_key: &str, context: &Map<String, Value>) -> Result<Vec<Evaluation>> {
    let mut all = Vec::new();
    let places = Places::load(&access.backend().db, access.organization.id.as_str()).await?;
    for row in store::all(&access.backend().db, access.organization.id.as_str()).await? {
        let definition = Definition::of(row)?;
        if !definition.is_live() {
            continue;
        }
        match decide(&places, &definition, targeting_key, context) {
            Err(why) => all.push(Evaluation::Failed { key: definition.name.clone(), why }),
            Ok((params, reason)) => {
                if let Some((first, value)) = definition.first_parameter().and_then(|first| params.get_key_value(&first)) {
                    let _ = first;
                    all.push(found(&definition, definition.name.clone(), value.clone(), reason));
                }
                all.extend(params.iter().map(|(name, value)| found(&definition, format!("{}.{name}", definition.name), value.clone(), reason)));
            }
        }
    }
    Ok(all)
}

fn found(definition: &Definition, key: String, value: Value, reason: Reason) -> Evaluation {
    Evaluation::Found { key, value, reason, experiment: definition.name.clone(), version: definition.version }
}

fn decide(
    places: &Places,
    definition: &Definition,
    targeting_key: &str,
    context: &Map<String, Value>,
) -> std::result::Result<(Map<String, Value>, Reason), String> {
    let mut inputs = from_json(context);
    inputs.insert(definition.unit.as_str(), targeting_key);
    let decision = places.assign(definition, &inputs).map_err(|fault| fault.to_string())?;
    let reason = match definition.status {
        Status::Concluded => Reason::Static,
        _ if decision.counts => Reason::Split,
        _ => Reason::Disabled,
    };
    Ok((decision.params, reason))
}
