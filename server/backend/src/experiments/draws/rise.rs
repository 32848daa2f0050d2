//! Changes of a draw that leave everybody where they are, but for those whom it did not reach yet.

use super::{
    Draws,
    steps::{is_set_once, operator},
};
use crate::experiments::results::list;
use planout::{Map, Value};

/// The largest number that fifteen hexadecimal digits write: what the engine divides a hash by.
const LARGEST: u64 = 0xFFF_FFFF_FFFF_FFFF;

/// A draw that reaches more units than before, and what those had until then.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Risen {
    pub name: String,
    pub until_then: Value,
}

/// How a variable's draw differs, where it is a trial or a weighted choice in both scripts and nothing else of it differs:
/// `Ok` when nobody leaves what they have.
pub(super) fn risen(name: &str, (before, was): (&Draws, &Value), (after, is): (&Draws, &Value)) -> Option<Result<Risen, String>> {
    let (key, until_then) = match operator(was)? {
        "bernoulliTrial" => ("p", Value::from(0)),
        "weightedChoice" => ("weights", list(was.get("choices")?)?.swap_remove(0)),
        _ => return None,
    };
    let (old, new) = (was.get(key)?, is.get(key)?);
    if old == new || without(was, key)? != without(is, key)? {
        return None;
    }
    let settled = [before, after].into_iter().all(|draws| is_set_once(&draws.steps, name));
    let fits = match key {
        _ if !settled => Err(format!("“{name}” is set more than once or asked for before it is drawn, so who keeps what can’t be told")),
        "p" => higher(name, old, new),
        _ => shifted(name, old, new, is),
    };
    Some(fits.map(|()| Risen { name: name.to_owned(), until_then }))
}

fn without(draw: &Value, key: &str) -> Option<Map> {
    Some(draw.as_map()?.iter().filter(|(name, _)| &***name != key).map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn higher(name: &str, old: &Value, new: &Value) -> Result<(), String> {
    match (old.as_f64(), new.as_f64()) {
        (Some(low), Some(high)) if low <= high => Ok(()),
        (Some(_), Some(_)) => Err(format!("“p” of “{name}” would fall from {old} to {new}, which puts people out: it may only rise")),
        _ => Err(format!("“p” of “{name}” would be worked out differently, so whether it rises can’t be told")),
    }
}

/// Everybody who has another choice than the first keeps it: only the first one may lose weight.
fn shifted(name: &str, old: &Value, new: &Value, draw: &Value) -> Result<(), String> {
    let choices = draw.get("choices").and_then(list).unwrap_or_default();
    let unknown = || format!("the weights of “{name}” would be worked out differently, so who keeps what can’t be told");
    let (old, new) = (numbers(old).ok_or_else(unknown)?, numbers(new).ok_or_else(unknown)?);
    if old.len() != choices.len() || new.len() != choices.len() {
        return Err(format!("“{name}” would have {} weights for {} choices", new.len(), choices.len()));
    }
    let (was, is) = (ends(&old).ok_or_else(unknown)?, ends(&new).ok_or_else(unknown)?);
    for (at, choice) in choices.iter().enumerate().skip(1) {
        let somebody = was[at - 1] < was[at];
        if somebody && (is[at - 1] > was[at - 1] || is[at] < was[at]) {
            return Err(format!(
                "the weights of “{name}” would change so that people leave {choice}: only the first choice may give weight, and only to the next one"
            ));
        }
    }
    Ok(())
}

fn numbers(weights: &Value) -> Option<Vec<f64>> {
    list(weights)?.iter().map(Value::as_f64).collect()
}

/// For each weight, how many hashes fall on it or on one before: to the last hash as the engine finds it.
fn ends(weights: &[f64]) -> Option<Vec<u64>> {
    if weights.iter().any(|weight| !(0.0..f64::MAX).contains(weight)) {
        return None;
    }
    let sums: Vec<f64> = weights
        .iter()
        .scan(0.0, |total, weight| {
            *total += weight;
            Some(*total)
        })
        .collect();
    let total = sums.last().copied().filter(|total| *total > 0.0)?;
    Some(sums.iter().map(|sum| first_beyond(|hash| total * (hash as f64 / LARGEST as f64) > *sum)).collect())
}

/// The first hash for which something is true that stays so.
fn first_beyond(beyond: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, LARGEST + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if beyond(middle) { high = middle } else { low = middle + 1 }
    }
    low
}
