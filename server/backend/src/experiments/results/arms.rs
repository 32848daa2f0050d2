//! Which assignments a script can make, and how often: told from its draws where they are plain, never guessed.

use crate::experiments::definition::{Definition, canonical, to_json};
use planout::{Map, Options, Script, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The most assignments that are told apart.
pub(super) const MOST: usize = 20;

/// Every assignment with its share, in the order in which the script names them: the first is the baseline.
/// `None` where the shares depend on more than the unit's draws.
pub(in crate::experiments) fn possible(definition: &Definition) -> Option<Vec<(serde_json::Map<String, Json>, f64)>> {
    let script = &for_whoever_is_in(definition.script());
    let draws = draws(script, &definition.unit)?;
    let mut found: Vec<(serde_json::Map<String, Json>, f64)> = Vec::new();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for (overrides, share) in combinations(&draws)? {
        let inputs = Map::from([(definition.unit.as_str(), "anybody")]);
        let options = Options { overrides: Some(&overrides), steps: checker::STEPS, ..Options::default() };
        let assignment = script.assign_with(&definition.salt, &inputs, &options).ok()?;
        if !assignment.in_experiment || share <= 0.0 {
            continue;
        }
        let params = to_json(&assignment.params);
        let place = *at.entry(canonical(&params)).or_insert(found.len());
        match found.get_mut(place) {
            Some((_, sum)) => *sum += share,
            None => found.push((params, share)),
        }
    }
    let total: f64 = found.iter().map(|(_, share)| share).sum();
    found.iter_mut().for_each(|(_, share)| *share /= total);
    (found.len() <= MOST && total > 0.0).then_some(found)
}

/// A variable, and what is drawn for it how often.
type Draw = (String, Vec<(Value, f64)>);

fn combinations(draws: &[Draw]) -> Option<Vec<(Map, f64)>> {
    let mut all = vec![(Map::default(), 1.0)];
    for (name, outcomes) in draws {
        if all.len() * outcomes.len() > 256 {
            return None;
        }
        all = all
            .into_iter()
            .flat_map(|(map, share)| {
                outcomes.iter().map(move |(value, weight)| {
                    let mut map = map.clone();
                    map.insert(name.as_str(), value.clone());
                    (map, share * weight)
                })
            })
            .collect();
    }
    Some(all)
}

/// The draws, where all of them stand by themselves at the top, each with a salt of its own, and nothing but the unit is asked for, by
/// draws alone.
fn draws(script: &Script, unit: &str) -> Option<Vec<Draw>> {
    let steps = script.json().get("seq").and_then(Value::as_list)?;
    let (mut draws, mut salts, mut set) = (Vec::new(), Vec::new(), Vec::new());
    for step in steps {
        collect_set(step, &mut set);
        let drawn = (step.get("op").and_then(Value::as_str) == Some("set")).then(|| step.get("value")).flatten().filter(|value| is_random(value));
        let Some(value) = drawn else {
            let mut reads = Vec::new();
            collect(step, &["get"], &mut reads);
            // What hangs on the unit itself is given to units that nobody can count.
            if has_random(step) || reads.iter().any(|name| name == unit) {
                return None;
            }
            continue;
        };
        let name = step.get("var")?.as_str()?.to_owned();
        if value.get("unit")?.get("var")?.as_str()? != unit || value.get("full_salt").is_some() {
            return None;
        }
        let salt = value.get("salt").map_or_else(|| Some(name.clone()), |salt| salt.as_str().map(str::to_owned))?;
        if salts.contains(&salt) {
            return None;
        }
        salts.push(salt);
        draws.push((name, outcomes(value)?));
    }
    let asked = script.variables().all(|name| name == unit || set.iter().any(|known| known == name));
    // Where nothing is drawn, everybody gets the same.
    asked.then_some(draws)
}

/// The names of drawn variables, for naming arms.
pub(super) fn drawn(source: &str, unit: &str) -> Vec<String> {
    let script = Script::compile(source).ok();
    script.and_then(|script| draws(&for_whoever_is_in(&script), unit)).unwrap_or_default().into_iter().map(|(name, _)| name).collect()
}

/// The script as whoever is in meets it: without statements that keep some out by what is known of them. Draws hang on the unit alone, so
/// among the others the shares are the same.
fn for_whoever_is_in(script: &Script) -> Script {
    let steps = script.json().get("seq").and_then(Value::as_list).unwrap_or_default();
    let mut set = Vec::new();
    steps.iter().for_each(|step| collect_set(step, &mut set));
    let kept: Vec<Value> = steps.iter().filter(|step| !only_keeps_out(step, &set)).cloned().collect();
    Script::from_value(Map::from([("op", Value::from("seq")), ("seq", kept.into())]).into()).unwrap_or_else(|_| script.clone())
}

/// `if (country != 'AT') { return false; }`, where nothing of the condition is set by the script.
fn only_keeps_out(step: &Value, set: &[String]) -> bool {
    let cases = step.get("cond").and_then(Value::as_list).unwrap_or_default();
    !cases.is_empty()
        && cases.iter().all(|case| {
            let mut reads = Vec::new();
            let condition = case.get("if").unwrap_or(&Value::Null);
            collect(condition, &["get", "set"], &mut reads);
            !has_random(condition) && !reads.iter().any(|name| set.contains(name)) && case.get("then").is_some_and(puts_out)
        })
}

fn puts_out(node: &Value) -> bool {
    match node.get("op").and_then(Value::as_str) {
        Some("seq") => matches!(node.get("seq").and_then(Value::as_list), Some([only]) if puts_out(only)),
        Some("return") => node.get("value") == Some(&Value::Bool(false)),
        _ => false,
    }
}

const RANDOM: [&str; 8] =
    ["randomFloat", "randomInteger", "bernoulliTrial", "bernoulliFilter", "uniformChoice", "weightedChoice", "sample", "fastSample"];

fn is_random(node: &Value) -> bool {
    node.get("op").and_then(Value::as_str).is_some_and(|op| RANDOM.contains(&op))
}

fn has_random(node: &Value) -> bool {
    is_random(node)
        || node.as_list().is_some_and(|items| items.iter().any(has_random))
        || node.as_map().is_some_and(|map| map.iter().any(|(_, value)| has_random(value)))
}

fn collect_set(node: &Value, set: &mut Vec<String>) {
    collect(node, &["set"], set);
}

/// The variables that are got or set within.
fn collect(node: &Value, operators: &[&str], names: &mut Vec<String>) {
    if node.get("op").and_then(Value::as_str).is_some_and(|op| operators.contains(&op))
        && let Some(name) = node.get("var").and_then(Value::as_str)
    {
        names.push(name.to_owned());
    }
    node.as_list().into_iter().flatten().for_each(|item| collect(item, operators, names));
    node.as_map().into_iter().flat_map(Map::iter).for_each(|(_, value)| collect(value, operators, names));
}

fn outcomes(draw: &Value) -> Option<Vec<(Value, f64)>> {
    match draw.get("op")?.as_str()? {
        "bernoulliTrial" => {
            let p = draw.get("p")?.as_f64().filter(|p| (0.0..=1.0).contains(p))?;
            Some(vec![(Value::from(0), 1.0 - p), (Value::from(1), p)])
        }
        "uniformChoice" => {
            let choices = list(draw.get("choices")?)?;
            let share = 1.0 / choices.len() as f64;
            Some(choices.into_iter().map(|choice| (choice, share)).collect())
        }
        "weightedChoice" => {
            let (choices, weights) = (list(draw.get("choices")?)?, list(draw.get("weights")?)?);
            let weights: Vec<f64> = weights.iter().map(Value::as_f64).collect::<Option<_>>()?;
            let total: f64 = weights.iter().sum();
            let fine = choices.len() == weights.len() && total > 0.0 && weights.iter().all(|weight| *weight >= 0.0);
            fine.then(|| choices.into_iter().zip(weights).map(|(choice, weight)| (choice, weight / total)).collect())
        }
        _ => None,
    }
}

/// The values of a list that is written out.
pub(in crate::experiments) fn list(node: &Value) -> Option<Vec<Value>> {
    let items = match node.get("op").and_then(Value::as_str) {
        Some("array") => node.get("values")?.as_list()?,
        Some("literal") => node.get("value")?.as_list()?,
        Some(_) => return None,
        None => node.as_list()?,
    };
    let plain = items.iter().all(|item| item.as_map().is_none() && item.as_list().is_none());
    (plain && !items.is_empty()).then(|| items.to_vec())
}
