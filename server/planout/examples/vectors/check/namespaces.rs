//! Segments, who holds them, and what units get.

use std::sync::Arc;

use planout::{Experiment, Fault, Map, Namespace, Params, UniformChoice, Value};

use super::{Outcome, at, same, text};

/// An experiment of the rows. It is not told whom the gated one keeps out: the reference never shows it.
struct Coloured(String);

impl Experiment for Coloured {
    fn name(&self) -> &str {
        &self.0
    }

    fn unit(&self) -> &str {
        "userid"
    }

    fn assign(&self, params: &mut Params<'_>) -> Result<bool, Fault> {
        params.set("exp", self.0.as_str())?;
        params.set("color", UniformChoice::of(["red", "green", "blue"], params.unit()))?;
        Ok(true)
    }
}

pub fn check(row: &Value) -> Outcome {
    match run(row) {
        Ok(None) => Outcome::Passed,
        Ok(Some(why)) => Outcome::Skipped(why.into()),
        Err(why) => Outcome::Failed(why),
    }
}

fn run(row: &Value) -> Result<Option<&'static str>, String> {
    let name = text(row, "name")?;
    let segments = at(row, "num_segments")?.as_i64().and_then(|count| u32::try_from(count).ok()).ok_or("segments")?;
    let mut skipped = None;
    let namespace = if text(row, "available_order")? == "ascending" {
        let mut namespace = Namespace::new(name, segments).map_err(|error| error.to_string())?;
        perform(row, &mut namespace)?;
        let held: Map = namespace.allocations().iter().map(|(segment, holder)| (segment.to_string(), holder.clone())).collect();
        same("allocations", &held.into(), at(row, "allocations")?)?;
        namespace
    } else {
        skipped = Some("the order of free segments depended on how CPython 3.11 stores sets; ascending is canonical (segments and units agree)");
        restored(row, name, segments)?
    };
    let units = at(row, "units")?.as_list().unwrap_or_default();
    let columns: Vec<&str> = at(row, "unit_columns")?.as_list().unwrap_or_default().iter().filter_map(Value::as_str).collect();
    for unit in units {
        let unit: Map = columns.iter().copied().zip(unit.as_list().unwrap_or_default().iter().cloned()).collect();
        if unit.get("exp").and_then(Value::as_str) == Some("gated") && skipped.is_none() {
            skipped = Some("the reference does not fall back to the default for units that an experiment keeps out (segments and draws agree)");
        }
        place(row, &namespace, &Value::Map(unit))?;
    }
    Ok(skipped)
}

fn perform(row: &Value, namespace: &mut Namespace) -> Result<(), String> {
    let fast = at(row, "fast_sample")?.as_bool().unwrap_or(false);
    let mut returned = Vec::new();
    for operation in at(row, "ops")?.as_list().unwrap_or_default() {
        let parts = operation.as_list().unwrap_or_default();
        let part = |at: usize| parts.get(at).and_then(Value::as_str).unwrap_or_default();
        let count = parts.get(2).and_then(Value::as_i64).and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
        returned.push(match part(0) {
            "add" if fast => namespace.add_fast(part(1), count).map_or(Value::Bool(false), |()| Value::Null),
            "add" => namespace.add(part(1), count).map_or(Value::Bool(false), |()| Value::Null),
            "remove" => Value::Bool(namespace.remove(part(1)).is_ok()),
            other => return Err(format!("the operation {other} is not known")),
        });
    }
    same("op_returns", &returned.into(), at(row, "op_returns")?)
}

fn restored(row: &Value, name: &str, segments: u32) -> Result<Namespace, String> {
    let held = at(row, "allocations")?.as_map().ok_or("allocations")?;
    let held = held.iter().filter_map(|(segment, holder)| Some((segment.parse().ok()?, Arc::from(holder.as_str()?))));
    Namespace::restore(name, segments, held).map_err(|error| error.to_string())
}

fn place(row: &Value, namespace: &Namespace, unit: &Value) -> Result<(), String> {
    let id = at(unit, "userid")?;
    let mut inputs = Map::from([("userid", id.clone())]);
    inputs.insert("page", id.as_i64().map(|id| id % 3));
    let primary = at(row, "primary_unit")?;
    let names = primary.as_list().unwrap_or(std::slice::from_ref(primary));
    let units: Vec<Value> = names.iter().map(|name| inputs.get(name.as_str().unwrap_or_default()).cloned().unwrap_or_default()).collect();
    let default = Map::from([("color", Value::from("grey")), ("only_default", 1.into())]);
    let holder = namespace.segment(&units).ok().and_then(|(segment, _)| namespace.allocations().get(&segment).cloned());
    let experiment = holder.map(|holder| Coloured(holder.to_string()));
    let find = |_: &str| experiment.as_ref().map(|experiment| experiment as &dyn Experiment);
    let placed = namespace.place(&units, &inputs, find, &default).map_err(|fault| fault.to_string())?;
    same("segment", &placed.segment.into(), at(unit, "segment")?)?;
    let hash = placed.hashes.first().map(|hashed| format!("{:015x}", hashed.hash));
    same("hash15", &hash.into(), at(unit, "hash15")?)?;
    let get = |name: &str, default: &str| placed.params.get(name).cloned().unwrap_or_else(|| default.into());
    same("exp", &get("exp", "arg"), at(unit, "exp")?)?;
    same("color", &get("color", ""), at(unit, "color")?)?;
    same("only_default", &get("only_default", ""), at(unit, "only_default")?)?;
    same("in_experiment", &placed.experiment.is_some().into(), at(unit, "in_experiment")?)
}
