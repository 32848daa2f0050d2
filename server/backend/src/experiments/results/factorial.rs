//! Two treatments switched on and off independently, such as those of `improved_invites`: what each does, and what they do together beyond that.

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

/// Where the arms are two switches: the product's own, and scripts that draw `p` and `q` both as yes or no.
pub(super) fn factorial(metric: &Metric, subject: &Subject, units: &Units, facts: &Facts) -> Option<Factorial> {
    if units.arms.len() != 4 || subject.possible.is_none() {
        return None;
    }
    let switches = switches(units)?;
    let arms = figures::arms(metric, units, facts);
    let cell = |first: bool, second: bool| -> Option<Sample> {
        let on = |arm: usize| switches.iter().map(|name| is_on(units, arm, name)).collect::<Vec<_>>();
        (0..4).find(|arm| on(*arm) == [Some(first), Some(second)]).map(|arm| arms[arm].sample())
    };
    let cells = Cells { neither: cell(false, false)?, first: cell(true, false)?, second: cell(false, true)?, both: cell(true, true)? };
    let found = effects(&cells);
    let effect = |name: String, estimate: Estimate| {
        let size = between(estimate.value, estimate.interval(ALPHA))?;
        Some(Effect { name, size, p: Some(estimate.p()).filter(|p| p.is_finite())? })
    };
    let [first, second] = switches;
    Some(Factorial {
        interaction: effect(format!("{first} × {second}"), found.interaction)?,
        first: effect(first, found.first)?,
        second: effect(second, found.second)?,
    })
}

/// The two parameters that are on or off, in every combination.
fn switches(units: &Units) -> Option<[String; 2]> {
    let names = units.arms.first()?.params.keys();
    let switches: Vec<String> = names.filter(|name| (0..4).all(|arm| is_on(units, arm, name).is_some())).cloned().collect();
    switches.try_into().ok()
}

fn is_on(units: &Units, arm: usize, name: &str) -> Option<bool> {
    match units.arms[arm].params.get(name)? {
        Value::Bool(on) => Some(*on),
        Value::Number(number) if number.as_i64() == Some(0) => Some(false),
        Value::Number(number) if number.as_i64() == Some(1) => Some(true),
        _ => None,
    }
}
