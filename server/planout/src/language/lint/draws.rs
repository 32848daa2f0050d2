//! Draws that fail, or that decide something else than they seem to.

use super::super::Position;
use super::super::ast::{Args, Kind, Node, json};
use super::Linter;
use crate::value::Value;

/// What makes the hash of a draw, and what it is drawn for.
pub(super) struct Draw<'a> {
    salt: &'a str,
    /// Whether that is instead of the salts of experiment and variable.
    full: bool,
    salting: u32,
    unit: Value,
    /// What is appended to the unit, if anything.
    appends: Option<&'static str>,
    variable: Option<&'a str>,
}

impl Draw<'_> {
    fn same_hash(&self, other: &Self) -> bool {
        let salted = |draw: &Self| (draw.full, if draw.full { 0 } else { draw.salting }, draw.appends);
        self.salt == other.salt && salted(self) == salted(other) && self.unit == other.unit
    }
}

/// What all draws take.
const SALTED: [&str; 3] = ["unit", "salt", "full_salt"];

/// What a draw takes besides; it needs all of it but the number of draws.
fn arguments(operator: &str) -> &'static [&'static str] {
    match operator {
        "randomFloat" | "randomInteger" => &["min", "max"],
        "bernoulliTrial" => &["p"],
        "bernoulliFilter" => &["p", "choices"],
        "weightedChoice" => &["choices", "weights"],
        "sample" | "fastSample" => &["choices", "draws"],
        _ => &["choices"],
    }
}

/// Whole lists are drawn element by element, with its place or itself behind the unit.
fn appends(operator: &str) -> Option<&'static str> {
    match operator {
        "sample" | "fastSample" => Some("place"),
        "bernoulliFilter" => Some("element"),
        _ => None,
    }
}

impl<'a> Linter<'a> {
    pub(super) fn random(&mut self, at: Position, name: &str, args: &'a Args, variable: Option<&'a str>) {
        let Args::Named(args) = args else {
            return self.warn(at, "unnamed-arguments", format!("{name} needs named arguments, such as unit=userid"));
        };
        let constants = self.constants;
        let find = |wanted: &str| {
            let given = args.iter().rev().find(|(_, name, _)| &**name == wanted);
            given.map(|(at, _, value)| (*at, constants.behind(value)))
        };
        let takes = arguments(name);
        if let Some((at, unknown, _)) = args.iter().find(|(_, given, _)| !takes.contains(&&**given) && !SALTED.contains(&&**given)) {
            let known = takes.iter().chain(&SALTED[..1]).copied().collect::<Vec<_>>().join(", ");
            self.warn(*at, "unknown-argument", format!("{name} does not look at “{unknown}”: it takes {known}"));
        }
        if let Some(missing) = takes.iter().find(|wanted| **wanted != "draws" && find(wanted).is_none()) {
            self.warn(at, "missing-argument", format!("{name} needs the argument “{missing}”"));
        }
        if find("unit").is_none() {
            self.warn(at, "no-unit", format!("{name} needs a unit to decide for, such as unit=userid"));
        }
        if variable.is_none() && find("salt").is_none() && find("full_salt").is_none() {
            self.warn(at, "no-salt", format!("{name} within an expression has no salt: set it to a variable first, or give it salt=\"…\""));
        }
        let full = find("full_salt").map(|(_, value)| text(value));
        let salt = full.unwrap_or_else(|| find("salt").map_or(variable, |(_, value)| text(value)));
        if let (Some(salt), Some((_, unit))) = (salt, find("unit")) {
            let (full, unit, salting) = (full.is_some(), json(alone(unit)), self.salting);
            self.salted(at, Draw { salt, full, salting, unit, appends: appends(name), variable });
        }
        if let Some((at, value)) = find("p")
            && number(value).is_some_and(|p| !(0.0..=1.0).contains(&p))
        {
            self.warn(at, "not-a-probability", "a probability lies between 0 and 1");
        }
        let choices = find("choices").and_then(|(at, value)| Some((at, length(value)?)));
        if let Some((at, 0)) = choices {
            self.warn(at, "no-choices", "there is nothing to choose from");
        }
        let amount = |name: &str| find(name).and_then(|(at, value)| Some((at, number(value)?)));
        if let (Some((_, min)), Some((at, max))) = (amount("min"), amount("max"))
            && min > max
        {
            self.warn(at, "empty-range", format!("max is below min: nothing lies between {min} and {max}"));
        }
        if let (Some((at, draws)), Some((_, count))) = (amount("draws"), choices)
            && draws > count as f64
        {
            self.warn(at, "too-many-draws", format!("{draws} draws from {count} choices"));
        }
        if let Some((at, weights)) = find("weights").and_then(|(at, value)| Some((at, numbers(value)?))) {
            self.weights(at, &weights, choices.map(|(_, count)| count));
        }
    }

    /// What is drawn for one unit with one salt is drawn by one hash. That a variable is drawn anew is no such mistake.
    fn salted(&mut self, at: Position, draw: Draw<'a>) {
        let again = |other: &Draw<'_>| draw.variable.is_some() && other.variable == draw.variable;
        if let Some(other) = self.draws.iter().find(|other| draw.same_hash(other) && !again(other)) {
            let other = other.variable.map_or_else(|| "an earlier draw".to_owned(), |other| format!("“{other}”"));
            let what = format!("this is drawn with the salt of {other}, so that one decides the other: give it another salt, unless that is meant");
            self.warn(at, "shared-salt", what);
        }
        self.draws.push(draw);
    }

    fn weights(&mut self, at: Position, weights: &[f64], choices: Option<usize>) {
        let total: f64 = weights.iter().sum();
        if let Some(choices) = choices.filter(|choices| *choices != weights.len()) {
            self.warn(at, "weights-and-choices", format!("{} for {}", counted(weights.len(), "weight"), counted(choices, "choice")));
        } else if weights.iter().any(|weight| *weight < 0.0) {
            self.warn(at, "negative-weight", "a weight below zero");
        } else if total == 0.0 {
            self.warn(at, "no-weight", "all weights are zero: the first choice is always taken");
        } else if weights.iter().any(|weight| weight.fract() != 0.0) && (total - 1.0).abs() > 1e-9 {
            self.warn(at, "weights-do-not-add-up", format!("the weights add up to {total}, not to 1"));
        }
    }
}

/// `1 weight`, `2 weights`
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn number(node: &Node) -> Option<f64> {
    match &node.kind {
        Kind::Constant(value) | Kind::Literal(value) => value.as_f64(),
        Kind::Negative(value) => number(value).map(|value| -value),
        _ => None,
    }
}

/// A list of one is hashed as the one.
fn alone(unit: &Node) -> &Node {
    match &unit.kind {
        Kind::Array(items) if items.len() == 1 => &items[0],
        _ => unit,
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Constant(value) | Kind::Literal(value) => value.as_str(),
        _ => None,
    }
}

fn length(node: &Node) -> Option<usize> {
    match &node.kind {
        Kind::Array(items) => Some(items.len()),
        Kind::Literal(Value::List(items)) => Some(items.len()),
        _ => None,
    }
}

fn numbers(node: &Node) -> Option<Vec<f64>> {
    match &node.kind {
        Kind::Array(items) => items.iter().map(number).collect(),
        Kind::Literal(Value::List(items)) => items.iter().map(Value::as_f64).collect(),
        _ => None,
    }
}
