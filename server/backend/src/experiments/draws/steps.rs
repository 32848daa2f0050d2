//! A script as a list of steps, each with the conditions around it; and those steps that another one hangs on.

use super::constants::with_constants;
use planout::{Map, Script, ScriptError, Value};
use std::collections::{BTreeMap, BTreeSet};

const RANDOM: [&str; 8] =
    ["randomFloat", "randomInteger", "bernoulliTrial", "bernoulliFilter", "uniformChoice", "weightedChoice", "sample", "fastSample"];
/// These append to a unit that is a list, for everybody who holds the list.
const GROWING: [&str; 3] = ["bernoulliFilter", "sample", "fastSample"];
/// What is set here salts all that follows.
pub(super) const SALTS: [&str; 2] = ["experiment_salt", "salt_sep"];

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub guards: Vec<Guard>,
    pub what: What,
}

/// Part of an `if`: all conditions but the last did not hold, the last one did.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Guard {
    /// Which `if` this is: steps in one and the same are decided together.
    pub which: usize,
    pub conditions: Vec<Value>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Set(String, Value),
    Return(Value),
    /// A condition, or an expression that stands by itself.
    Asked(Value),
}

impl What {
    pub const fn value(&self) -> &Value {
        match self {
            Self::Set(_, value) | Self::Return(value) | Self::Asked(value) => value,
        }
    }

    /// The variable that is set; empty for none.
    pub fn name(&self) -> &str {
        match self {
            Self::Set(name, _) => name,
            Self::Return(_) | Self::Asked(_) => "",
        }
    }
}

impl Step {
    pub fn draws(&self) -> bool {
        has(self.what.value(), &RANDOM)
    }

    /// Whether units that get here are out.
    pub fn puts_out(&self) -> bool {
        matches!(self.what, What::Return(Value::Bool(false)))
    }

    /// The names that decide it.
    pub fn reads(&self) -> BTreeSet<String> {
        let mut names = self.asks();
        named(self.what.value(), "get", &mut names);
        names
    }

    /// The names that decide whether it is taken.
    pub fn asks(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.guards.iter().flat_map(|guard| &guard.conditions).for_each(|condition| named(condition, "get", &mut names));
        names
    }

    /// Whether a condition on the way here says something, by holding or by not holding: of an `if`, all but the last did not hold.
    pub fn is_told(&self, says: impl Fn(&Value, bool) -> bool) -> bool {
        self.guards.iter().any(|Guard { conditions, .. }| {
            let last = conditions.len().saturating_sub(1);
            conditions.iter().enumerate().any(|(at, condition)| says(condition, at == last))
        })
    }

    /// The names that it sets: one, or those of the blocks in its expression.
    pub fn sets(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        named(self.what.value(), "set", &mut names);
        names.extend(Some(self.what.name().to_owned()).filter(|name| !name.is_empty()));
        names
    }

    /// Whether everything after it is touched, whatever it reads.
    pub fn touches_all(&self) -> bool {
        let value = self.what.value();
        let returns = matches!(self.what, What::Return(_)) || has(value, &["return"]);
        (returns && !self.puts_out()) || SALTS.contains(&self.what.name()) || has(value, &GROWING)
    }
}

pub(super) fn of(source: &str) -> Result<Vec<Step>, ScriptError> {
    let script = Script::compile(source)?;
    let mut walk = Walk::default();
    walk.take(&with_constants(script.json()), &[]);
    Ok(walk.steps)
}

/// What a script decides by way of; the last is the step itself. Others may come, go and change without moving anybody.
pub(super) fn leading_to(steps: &[Step], at: usize) -> Vec<Step> {
    let Some(last) = steps.get(at) else { return Vec::new() };
    let (mut found, mut wanted) = (vec![last.clone()], last.reads());
    for step in steps[..at].iter().rev() {
        if step.touches_all() || step.sets().iter().any(|name| wanted.contains(name)) {
            wanted.extend(step.reads());
            found.push(step.clone());
        }
    }
    found.reverse();
    renumber(&mut found);
    found
}

/// Whether a variable has one value from beginning to end: it is set once, and nobody asks for it before.
pub(super) fn is_set_once(steps: &[Step], name: &str) -> bool {
    let mut setting = steps.iter().enumerate().filter(|(_, step)| step.sets().contains(name)).map(|(at, _)| at);
    match (setting.next(), setting.next()) {
        (Some(at), None) => steps[..=at].iter().all(|step| !step.reads().contains(name)),
        _ => false,
    }
}

/// Only which steps share an `if` matters, not how many others there are before it.
fn renumber(steps: &mut [Step]) {
    let mut numbers = BTreeMap::new();
    for guard in steps.iter_mut().flat_map(|step| &mut step.guards) {
        let next = numbers.len();
        guard.which = *numbers.entry(guard.which).or_insert(next);
    }
}

#[derive(Default)]
struct Walk {
    steps: Vec<Step>,
    conds: usize,
}

impl Walk {
    fn take(&mut self, node: &Value, guards: &[Guard]) {
        let list = |key: &str| node.get(key).and_then(Value::as_list).unwrap_or_default();
        let value = || node.get("value").cloned().unwrap_or_default();
        let what = match operator(node) {
            Some("seq") => return list("seq").iter().for_each(|node| self.take(node, guards)),
            Some("cond") => return self.cond(list("cond"), guards),
            Some("set") => What::Set(node.get("var").and_then(Value::as_str).unwrap_or_default().to_owned(), value()),
            Some("return") => What::Return(value()),
            _ => What::Asked(node.clone()),
        };
        self.steps.push(Step { guards: guards.to_vec(), what });
    }

    fn cond(&mut self, cases: &[Value], guards: &[Guard]) {
        let which = self.conds;
        self.conds += 1;
        let mut conditions = Vec::new();
        for case in cases {
            let condition = case.get("if").cloned().unwrap_or_default();
            let within = |conditions: Vec<Value>| [guards, &[Guard { which, conditions }]].concat();
            let asked = Step { guards: within([&conditions[..], &[Value::Bool(true)]].concat()), what: What::Asked(condition.clone()) };
            if asked.draws() || !asked.sets().is_empty() {
                self.steps.push(asked);
            }
            conditions.push(condition);
            self.take(case.get("then").unwrap_or(&Value::Null), &within(conditions.clone()));
        }
    }
}

pub(super) fn operator(node: &Value) -> Option<&str> {
    node.get("op").and_then(Value::as_str)
}

/// Whether a node is a draw itself, not one within an expression.
pub(super) fn is_draw(node: &Value) -> bool {
    operator(node).is_some_and(|op| RANDOM.contains(&op))
}

/// Everything directly within a node; constants that look like code are data.
pub(super) fn within(node: &Value) -> impl Iterator<Item = &Value> {
    let code = operator(node) != Some("literal");
    let items = node.as_list().into_iter().flatten();
    items.chain(node.as_map().into_iter().flat_map(Map::iter).map(|(_, value)| value)).filter(move |_| code)
}

fn has(node: &Value, operators: &[&str]) -> bool {
    operator(node).is_some_and(|op| operators.contains(&op)) || within(node).any(|inner| has(inner, operators))
}

/// The names of all variables that are got or set within.
fn named(node: &Value, op: &str, names: &mut BTreeSet<String>) {
    if operator(node) == Some(op) {
        names.extend(node.get("var").and_then(Value::as_str).map(str::to_owned));
    }
    within(node).for_each(|inner| named(inner, op, names));
}
