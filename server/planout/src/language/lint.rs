//! What compiles and is probably not meant.

use super::ast::{Args, Kind, Node, json};
use super::constants::Constants;
use super::{Position, SyntaxError, parser};
use crate::operators::Operators;
use crate::ops::random::Random;
use crate::value::Value;

/// A warning about a script that compiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// Where.
    pub position: Position,
    /// A short name for the kind of warning, such as `not-binds-tighter`.
    pub code: &'static str,
    /// What happens, and what to write instead.
    pub message: String,
}

/// Warns about a script, in the order of the source.
///
/// # Errors
/// When the script does not compile.
pub fn lint(source: &str) -> Result<Vec<Lint>, SyntaxError> {
    lint_with(source, &Operators::new())
}

/// Warns about a script that may call operators of yours.
///
/// # Errors
/// When the script does not compile.
pub fn lint_with(source: &str, operators: &Operators) -> Result<Vec<Lint>, SyntaxError> {
    let statements = parser::parse(source)?;
    let constants = Constants::of(&statements);
    let mut linter = Linter { operators, constants: &constants, lints: Vec::new(), draws: Vec::new(), salting: 0 };
    linter.statements(&statements);
    linter.lints.sort_by_key(|lint| lint.position);
    Ok(linter.lints)
}

struct Linter<'a> {
    operators: &'a Operators,
    constants: &'a Constants<'a>,
    lints: Vec<Lint>,
    /// What was drawn on the way here.
    draws: Vec<Draw<'a>>,
    /// How often `experiment_salt` was set before.
    salting: u32,
}

/// What makes the hash of a draw, and what it is drawn for.
struct Draw<'a> {
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

fn logical(sign: &str) -> bool {
    matches!(sign, "||" | "&&" | "??")
}

fn comparison(sign: &str) -> bool {
    matches!(sign, "==" | "!=" | "<" | ">" | "<=" | ">=")
}

impl<'a> Linter<'a> {
    fn warn(&mut self, position: Position, code: &'static str, message: impl Into<String>) {
        self.lints.push(Lint { position, code, message: message.into() });
    }

    fn statements(&mut self, statements: &'a [Node]) {
        for (at, statement) in statements.iter().enumerate() {
            if let (Kind::Return(_), Some(next)) = (&statement.kind, statements.get(at + 1)) {
                self.warn(next.at, "unreachable", "this never runs: the script has returned before it");
            }
            self.node(statement, None);
        }
    }

    /// `variable` is the one that is being set to this very value, which gives it a salt.
    fn node(&mut self, node: &'a Node, variable: Option<&'a str>) {
        match &node.kind {
            Kind::Constant(_) | Kind::Literal(_) | Kind::Get(_) => {}
            Kind::Set(name, value) => {
                self.node(value, Some(name));
                if &**name == "experiment_salt" {
                    self.salting += 1;
                }
            }
            Kind::Array(items) => items.iter().for_each(|item| self.node(item, None)),
            Kind::Block(statements) => self.statements(statements),
            Kind::Not(value) | Kind::Negative(value) | Kind::Return(value) => self.node(value, None),
            Kind::Index(base, index) => {
                self.node(base, None);
                self.node(index, None);
            }
            Kind::Binary(sign, left, right) => {
                self.binary(node.at, sign, left);
                self.node(left, None);
                self.node(right, None);
            }
            Kind::Cond(cases) => {
                // Nobody comes through two branches.
                let mut branches = Vec::new();
                for (condition, then) in cases {
                    condition.iter().for_each(|condition| self.node(condition, None));
                    let before = self.draws.len();
                    self.node(then, None);
                    branches.extend(self.draws.drain(before..));
                }
                self.draws.extend(branches);
            }
            Kind::Switch(cases) => {
                self.warn(node.at, "switch", "switch compiles and then fails: use if and else");
                for (condition, result) in cases {
                    self.node(condition, None);
                    self.node(result, None);
                }
            }
            Kind::Call(name, args) => self.call(node.at, name, args, variable),
        }
    }

    fn binary(&mut self, at: Position, sign: &str, left: &Node) {
        if left.parenthesised {
            return;
        }
        match &left.kind {
            Kind::Not(_) if logical(sign) || comparison(sign) => {
                self.warn(
                    left.at,
                    "not-binds-tighter",
                    format!("! takes only what follows it: this reads (!…) {sign} …. Write parentheses to say which you mean"),
                );
            }
            Kind::Binary(inner, ..) if logical(sign) && logical(inner) && *inner != sign => {
                self.warn(at, "mixed-logic", format!("{inner} and {sign} are equally strong and read from left to right: write parentheses"));
            }
            Kind::Binary(inner, ..) if comparison(sign) && comparison(inner) => {
                self.warn(at, "chained-comparison", format!("this compares the outcome of {inner} with what follows {sign}: use &&"));
            }
            Kind::Negative(_) if sign == "%" => self.warn(at, "negative-remainder", "the sign belongs to the whole remainder: write parentheses"),
            _ => {}
        }
    }

    fn call(&mut self, at: Position, name: &str, args: &'a Args, variable: Option<&'a str>) {
        if !self.operators.knows(name) {
            self.warn(at, "unknown-operator", format!("there is no operator “{name}”: the script fails when it gets here"));
        }
        match args {
            Args::Positional(values) => values.iter().for_each(|value| self.node(value, None)),
            Args::Named(args) => {
                for (index, (position, argument, value)) in args.iter().enumerate() {
                    if args[..index].iter().any(|(_, earlier, _)| earlier == argument) {
                        self.warn(*position, "repeated-argument", format!("“{argument}” is given twice: the later one counts"));
                    }
                    self.node(value, None);
                }
            }
        }
        if Random::of(name).is_some() {
            self.random(at, name, args, variable);
        }
    }

    fn random(&mut self, at: Position, name: &str, args: &'a Args, variable: Option<&'a str>) {
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
