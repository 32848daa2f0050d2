//! Two treatments given independently, such as those of `improved_invites`: what each does, and what they do together beyond that.

use super::{
    facts::Facts,
    figures::{self, ALPHA, between},
    subject::Subject,
    units::Units,
};
use crate::experiments::stats::{
    Estimate,
    factorial::{Cells, effects},
    means::Sample,
};
use model::experiment::{
    Metric,
    results::{Effect, Factorial},
};
use serde_json::Value;

/// Where the arms are all four combinations of two treatments: parameters that are on or off, or drawn ones with two values each.
pub(super) fn factorial(metric: &Metric, subject: &Subject, units: &Units, facts: &Facts) -> Option<Factorial> {
    if units.arms.len() != 4 || subject.possible.is_none() {
        return None;
    }
    let [first, second] = switches(units).or_else(|| levels(units, &subject.told_by))?;
    let arms = figures::arms(metric, units, facts);
    let cell = |one: bool, other: bool| -> Option<Sample> {
        (0..4).find(|arm| first.on[*arm] == one && second.on[*arm] == other).map(|arm| arms[arm].sample())
    };
    let cells = Cells { neither: cell(false, false)?, first: cell(true, false)?, second: cell(false, true)?, both: cell(true, true)? };
    let found = effects(&cells);
    let effect = |name: String, estimate: Estimate| {
        let size = between(estimate.value, estimate.interval(ALPHA))?;
        Some(Effect { name, size, p: Some(estimate.p()).filter(|p| p.is_finite())? })
    };
    Some(Factorial {
        interaction: effect(format!("{} × {}", first.name, second.name), found.interaction)?,
        first: effect(first.name, found.first)?,
        second: effect(second.name, found.second)?,
    })
}

/// One of two treatments, and the arms that have it.
struct Treatment {
    name: String,
    on: [bool; 4],
}

/// The two parameters that are on or off.
fn switches(units: &Units) -> Option<[Treatment; 2]> {
    let all = units.arms.first()?.params.keys().filter_map(|name| {
        let on: Vec<bool> = (0..4).map(|arm| is_on(units, arm, name)).collect::<Option<_>>()?;
        Some(Treatment { name: name.clone(), on: on.try_into().ok()? })
    });
    all.collect::<Vec<_>>().try_into().ok()
}

/// The two drawn parameters, where each has the baseline's value or one other.
fn levels(units: &Units, drawn: &[String]) -> Option<[Treatment; 2]> {
    let all = drawn.iter().map(|name| {
        let values: Vec<&Value> = units.arms.iter().map(|arm| arm.params.get(name)).collect::<Option<_>>()?;
        let other = *values.iter().find(|value| **value != values[0])?;
        let two = values.iter().all(|value| [values[0], other].contains(value));
        let on: Vec<bool> = values.iter().map(|value| *value == other).collect();
        let word = other.as_str().map_or_else(|| other.to_string(), str::to_owned);
        two.then_some(Treatment { name: format!("{name}={word}"), on: on.try_into().ok()? })
    });
    all.collect::<Option<Vec<_>>>()?.try_into().ok()
}

fn is_on(units: &Units, arm: usize, name: &str) -> Option<bool> {
    match units.arms[arm].params.get(name)? {
        Value::Bool(on) => Some(*on),
        Value::Number(number) if number.as_i64() == Some(0) => Some(false),
        Value::Number(number) if number.as_i64() == Some(1) => Some(true),
        _ => None,
    }
}
