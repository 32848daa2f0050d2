//! Variables that only name a constant, put in where they are asked for: `opts = ['red', 'blue']` and the list itself are then the same.

use super::steps::{SALTS, operator, within};
use planout::{Map, Value};
use std::collections::BTreeMap;

/// The script with its constants where they are used.
pub(super) fn with_constants(script: &Value) -> Value {
    let mut times = BTreeMap::new();
    count(script, &mut times);
    let mut constants = Map::new();
    let statements = script.get("seq").and_then(Value::as_list).unwrap_or_default();
    let mut all = Vec::with_capacity(statements.len());
    for statement in statements {
        let statement = put_in(statement, &constants, "");
        // Set once, at the top, so for everybody who asks later. Whoever asks earlier asks for an input.
        if operator(&statement) == Some("set")
            && let (Some(name), Some(value)) = (statement.get("var").and_then(Value::as_str), statement.get("value").and_then(constant))
            && times.get(name) == Some(&1)
            && !SALTS.contains(&name)
        {
            constants.insert(name, value);
        }
        all.push(statement);
    }
    Map::from([("op", Value::from("seq")), ("seq", Value::List(all))]).into()
}

fn count<'a>(node: &'a Value, times: &mut BTreeMap<&'a str, usize>) {
    if operator(node) == Some("set") {
        *times.entry(node.get("var").and_then(Value::as_str).unwrap_or_default()).or_default() += 1;
    }
    within(node).for_each(|inner| count(inner, times));
}

/// `key`: the argument that the node is. A list may grow where it is a unit, so it is put in only where it is only looked at.
fn put_in(node: &Value, constants: &Map, key: &str) -> Value {
    let looked_at = matches!(key, "choices" | "weights");
    let node = match node {
        // What a script sets as its salt is what is written there.
        Value::Map(map) if map.get("var").and_then(Value::as_str) == Some("experiment_salt") => return node.clone(),
        Value::Map(map) if operator(node) != Some("literal") => {
            Value::Map(map.iter().map(|(key, value)| (key.clone(), put_in(value, constants, key))).collect())
        }
        Value::List(items) => Value::List(items.iter().map(|item| put_in(item, constants, "")).collect()),
        _ => node.clone(),
    };
    let plain = match operator(&node) {
        Some("get") => node.get("var").and_then(Value::as_str).and_then(|name| constants.get(name).cloned()),
        Some(_) => constant(&node),
        None => None,
    };
    plain.filter(|value| looked_at || value.as_list().is_none()).unwrap_or(node)
}

/// A text, a number and the like, or a list of them.
fn constant(node: &Value) -> Option<Value> {
    let scalar = |value: &Value| value.as_list().is_none() && value.as_map().is_none();
    let value = match operator(node) {
        Some("array") => Value::List(node.get("values")?.as_list()?.to_vec()),
        Some("literal") => node.get("value")?.clone(),
        Some(_) => return None,
        None => node.clone(),
    };
    let fits = value.as_list().map_or_else(|| scalar(&value), |items| items.iter().all(scalar));
    fits.then_some(value)
}
