//! From the JSON of a script to the program that runs.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::fault::{Fault, FaultKind};
use crate::operators::Operators;
use crate::ops::arguments::Name;
use crate::ops::core::Core;
use crate::ops::random::{Random, running};
use crate::program::{Call, Choose, Expr, Label, MapOf, Operator, Program, Set, Step, Target, UserCall};
use crate::runtime::Val;
use crate::text;
use crate::value::{Map, Value};

/// A script whose expressions nest deeper is refused.
pub const MAX_DEPTH: usize = 256;
/// A script of more values than this is refused.
pub const MAX_NODES: usize = 200_000;

/// A script that is too large to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooLarge {
    /// It nests deeper than [`MAX_DEPTH`].
    Deep,
    /// It has more values than [`MAX_NODES`].
    Long,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deep => write!(out, "the script nests deeper than {MAX_DEPTH} levels"),
            Self::Long => write!(out, "the script has more than {MAX_NODES} values"),
        }
    }
}

impl std::error::Error for TooLarge {}

pub(crate) fn lower(script: &Value, operators: &Operators) -> Result<Program, TooLarge> {
    let mut lowering =
        Lowering { operators, variables: Vec::new(), slots: HashMap::new(), injections: Vec::new(), path: Vec::new(), depth: 0, nodes: 0 };
    let root = lowering.expr(script, None)?;
    Ok(Program { root, variables: lowering.variables, injections: lowering.injections })
}

struct Lowering<'a> {
    operators: &'a Operators,
    variables: Vec<Arc<str>>,
    slots: HashMap<Arc<str>, u32>,
    injections: Vec<(Vec<Step>, Arc<str>)>,
    path: Vec<Step>,
    depth: usize,
    nodes: usize,
}

type Lowered = Result<Expr, TooLarge>;
type Named = Box<[(Arc<str>, Expr)]>;

impl Lowering<'_> {
    fn slot(&mut self, name: &Arc<str>) -> u32 {
        if let Some(slot) = self.slots.get(name) {
            return *slot;
        }
        let slot = self.variables.len() as u32;
        self.variables.push(name.clone());
        self.slots.insert(name.clone(), slot);
        slot
    }

    fn place(&self) -> Arc<str> {
        let mut place = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) if place.is_empty() => place.push_str(key),
                Step::Key(key) => place.extend([".", key]),
                Step::At(at) => place.push_str(&format!("[{at}]")),
            }
        }
        place.into()
    }

    fn label(&self, operator: &str) -> Label {
        Label { operator: operator.into(), place: self.place() }
    }

    fn fail(&self, operator: &str, kind: FaultKind, message: impl Into<String>) -> Expr {
        Expr::Fail(Box::new(Fault { kind, operator: operator.into(), place: self.place(), message: message.into() }))
    }

    fn within<T>(&mut self, step: Step, run: impl FnOnce(&mut Self) -> Result<T, TooLarge>) -> Result<T, TooLarge> {
        self.path.push(step);
        let result = run(self);
        self.path.pop();
        result
    }

    /// `salt` is the name of the variable that is being set to this very operator.
    fn expr(&mut self, node: &Value, salt: Option<&Arc<str>>) -> Lowered {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(TooLarge::Long);
        }
        if self.depth >= MAX_DEPTH {
            return Err(TooLarge::Deep);
        }
        self.depth += 1;
        let lowered = match node {
            Value::Map(map) if map.contains("op") => self.operator(map, salt),
            Value::List(items) => self.list(items),
            other => {
                self.count(other, 0)?;
                Ok(Expr::Constant(other.clone()))
            }
        };
        self.depth -= 1;
        lowered
    }

    fn count(&mut self, value: &Value, depth: usize) -> Result<(), TooLarge> {
        if depth > MAX_DEPTH {
            return Err(TooLarge::Deep);
        }
        self.nodes += 1;
        match value {
            Value::List(items) => items.iter().try_for_each(|item| self.count(item, depth + 1)),
            Value::Map(map) => map.iter().try_for_each(|(_, item)| self.count(item, depth + 1)),
            _ if self.nodes > MAX_NODES => Err(TooLarge::Long),
            _ => Ok(()),
        }
    }

    fn all(&mut self, key: &str, items: &[Value]) -> Result<Box<[Expr]>, TooLarge> {
        self.within(Step::Key(key.into()), |this| {
            items.iter().enumerate().map(|(at, item)| this.within(Step::At(at), |this| this.expr(item, None))).collect()
        })
    }

    fn list(&mut self, items: &[Value]) -> Lowered {
        let items: Box<[Expr]> =
            items.iter().enumerate().map(|(at, item)| self.within(Step::At(at), |this| this.expr(item, None))).collect::<Result<_, _>>()?;
        Ok(folded(items))
    }

    fn operator(&mut self, map: &Map, salt: Option<&Arc<str>>) -> Lowered {
        let Some(Value::Str(op)) = map.get("op") else {
            let unhashable = matches!(map.get("op"), Some(Value::List(_) | Value::Map(_)));
            let kind = if unhashable { FaultKind::Type } else { FaultKind::Argument };
            return Ok(self.fail("", kind, "the name of an operator must be a text"));
        };
        // The reference hands arguments over by name, and that name is taken.
        if map.contains("self") && self.operators.knows(op) {
            return Ok(self.fail(op, FaultKind::Type, "an argument cannot be named “self”"));
        }
        match &**op {
            "literal" | "get" | "set" | "return" | "cond" => self.special(op, map),
            "seq" | "array" | "coalesce" | "and" | "or" => {
                let key = if &**op == "seq" { "seq" } else { "values" };
                let Some(Value::List(items)) = map.get(key) else {
                    return Ok(self.fail(op, FaultKind::Argument, format!("“{key}” must be a list")));
                };
                let items = self.all(key, items)?;
                Ok(match &**op {
                    "seq" => Expr::Seq(items),
                    "array" => folded(items),
                    "coalesce" => Expr::Coalesce(items),
                    "and" => Expr::And(items),
                    _ => Expr::Or(items),
                })
            }
            "map" => {
                let salted = salt.is_some() || map.contains("salt");
                let entries = self.named(map)?;
                Ok(Expr::Map(Box::new(MapOf { entries, salted, label: self.label(op) })))
            }
            _ => self.call(op, map, salt),
        }
    }

    fn named(&mut self, map: &Map) -> Result<Named, TooLarge> {
        map.iter().map(|(name, value)| Ok((name.clone(), self.within(Step::Key(name.clone()), |this| this.expr(value, None))?))).collect()
    }

    fn special(&mut self, op: &str, map: &Map) -> Lowered {
        let missing = |this: &Self, name: &str| Ok(this.fail(op, FaultKind::Argument, format!("the argument “{name}” is missing")));
        match op {
            "literal" | "return" => match map.get("value") {
                None => missing(self, "value"),
                Some(value) if op == "literal" => {
                    self.count(value, 0)?;
                    Ok(Expr::Constant(value.clone()))
                }
                Some(value) => Ok(Expr::Return(Box::new(self.within(Step::Key("value".into()), |this| this.expr(value, None))?))),
            },
            "get" => match map.get("var") {
                Some(Value::Str(name)) if &**name == "experiment_salt" => Ok(Expr::GetSalt),
                Some(Value::Str(name)) if reserved(name) => Ok(self.fail(op, FaultKind::Argument, format!("“{name}” is reserved"))),
                Some(Value::Str(name)) => Ok(Expr::Get(self.slot(name))),
                Some(_) => Ok(self.fail(op, FaultKind::Argument, "“var” must be a text")),
                None => missing(self, "var"),
            },
            "set" => self.set(map),
            _ => self.cond(map),
        }
    }

    fn set(&mut self, map: &Map) -> Lowered {
        let name = match map.get("var") {
            Some(Value::Str(name)) => name.clone(),
            Some(_) => return Ok(self.fail("set", FaultKind::Argument, "“var” must be a text")),
            None => return Ok(self.fail("set", FaultKind::Argument, "the argument “var” is missing")),
        };
        let Some(value) = map.get("value") else { return Ok(self.fail("set", FaultKind::Argument, "the argument “value” is missing")) };
        if reserved(&name) {
            return Ok(self.fail("set", FaultKind::Argument, format!("“{name}” is reserved")));
        }
        let unsalted = value.as_map().is_some_and(|map| map.contains("op") && !map.contains("salt"));
        let injection = unsalted.then(|| {
            let mut path = self.path.clone();
            path.push(Step::Key("value".into()));
            self.injections.push((path, name.clone()));
            self.injections.len() as u32 - 1
        });
        let target = match &*name {
            "experiment_salt" => Target::Salt(salt_text(value, unsalted.then_some(&name))),
            "salt_sep" => Target::Separator,
            _ => Target::Variable(self.slot(&name)),
        };
        let value = self.within(Step::Key("value".into()), |this| this.expr(value, unsalted.then_some(&name)))?;
        Ok(Expr::Set(Box::new(Set { name, target, value, injection })))
    }

    fn cond(&mut self, map: &Map) -> Lowered {
        let Some(Value::List(cases)) = map.get("cond") else { return Ok(self.fail("cond", FaultKind::Argument, "“cond” must be a list")) };
        self.within(Step::Key("cond".into()), |this| {
            let cases = cases.iter().enumerate().map(|(at, case)| this.within(Step::At(at), |this| this.case(case)));
            Ok(Expr::Cond(cases.collect::<Result<_, _>>()?))
        })
    }

    fn case(&mut self, case: &Value) -> Result<(Expr, Expr), TooLarge> {
        let Value::Map(case) = case else {
            return Ok((self.fail("cond", FaultKind::Type, "a case must be a map with “if” and “then”"), Expr::Constant(Value::Null)));
        };
        let mut part = |name: &str| match case.get(name) {
            Some(value) => self.within(Step::Key(name.into()), |this| this.expr(value, None)),
            None => Ok(self.fail("cond", FaultKind::Key, format!("a case without “{name}”"))),
        };
        let condition = part("if")?;
        let then = part("then")?;
        // Both are looked up before the condition is evaluated.
        Ok(if matches!(&then, Expr::Fail(fault) if fault.kind == FaultKind::Key) && !case.contains("then") {
            (then, Expr::Constant(Value::Null))
        } else {
            (condition, then)
        })
    }

    fn call(&mut self, op: &Arc<str>, map: &Map, salt: Option<&Arc<str>>) -> Lowered {
        let salt = salt.map(|salt| Value::Str(salt.clone()));
        if let Some(user) = self.operators.user(op) {
            let operator = user.clone();
            let mut args = self.named(map)?.into_vec();
            args.extend(salt.map(|salt| ("salt".into(), Expr::Constant(salt))));
            return Ok(Expr::User(Box::new(UserCall { operator, args: args.into(), label: self.label(op) })));
        }
        let operator = match (self.operators.core(op), Random::of(op)) {
            (Some(core), _) => Operator::Core(core),
            (_, Some(random)) => Operator::Random(random),
            _ => return Ok(self.fail(op, FaultKind::Argument, format!("there is no operator “{op}”"))),
        };
        let mut args: Vec<(Name, Expr)> = Vec::with_capacity(map.len());
        for (name, value) in map.iter().filter(|(name, _)| &***name != "op") {
            let lowered = self.within(Step::Key(name.clone()), |this| this.expr(value, None))?;
            args.push((Name::of(name), lowered));
        }
        if let (Operator::Core(Core::Equals), [(Name::Left, Expr::Get(slot)), (Name::Right, Expr::Constant(Value::Str(text)))]) =
            (operator, args.as_slice())
        {
            return Ok(Expr::Is(*slot, text.clone()));
        }
        args.extend(salt.map(|salt| (Name::Salt, Expr::Constant(salt))));
        if let Operator::Random(random @ (Random::Uniform | Random::Weighted)) = operator
            && let Some(choose) = constant_choices(random, &mut args, || self.label(op))
        {
            return Ok(Expr::Choose(Box::new(choose)));
        }
        let cumulative = args.iter().find(|(name, _)| *name == Name::Weights).and_then(|(_, weights)| cumulative(weights));
        Ok(Expr::Call(Box::new(Call { operator, args: args.into(), cumulative, label: self.label(op) })))
    }
}

/// These would replace the reference's own bookkeeping.
fn reserved(name: &str) -> bool {
    matches!(name, "_data" | "_overrides")
}

/// A choice that has constants which cannot fail, its unit and nothing else. Takes the unit out of the arguments.
fn constant_choices(random: Random, args: &mut [(Name, Expr)], label: impl FnOnce() -> Label) -> Option<Choose> {
    let find = |wanted| args.iter().position(|(name, _)| *name == wanted);
    let Expr::Constant(Value::List(choices)) = &args[find(Name::Choices)?].1 else { return None };
    let Expr::Constant(Value::Str(salt)) = &args[find(Name::Salt)?].1 else { return None };
    let unit = find(Name::Unit)?;
    let cumulative = match random {
        Random::Weighted => Some(cumulative(&args[find(Name::Weights)?].1)?),
        _ => None,
    };
    let fits = cumulative.as_ref().is_none_or(|sums| sums.len() <= choices.len());
    if choices.is_empty() || !fits || args.len() != 3 + usize::from(cumulative.is_some()) {
        return None;
    }
    let (choices, salt) = (choices.clone().into(), salt.clone());
    let unit = std::mem::replace(&mut args[unit].1, Expr::Constant(Value::Null));
    Some(Choose { choices, cumulative, salt, unit, label: label() })
}

fn cumulative(weights: &Expr) -> Option<Box<[f64]>> {
    let Expr::Constant(Value::List(weights)) = weights else { return None };
    let weights: Vec<Val> = weights.iter().map(Val::from_value).collect();
    running(weights.iter()).ok().map(Into::into)
}

/// The salt that a script sets is its value as it was written, even when that is an operator.
fn salt_text(value: &Value, injected: Option<&Arc<str>>) -> Arc<str> {
    let mut value = value.clone();
    if let (Value::Map(map), Some(name)) = (&mut value, injected) {
        map.insert("salt", Value::Str(name.clone()));
    }
    let mut out = String::new();
    text::outer(&value, &mut out);
    out.into()
}

/// A list of constants is a constant.
fn folded(items: Box<[Expr]>) -> Expr {
    if items.iter().any(|item| !matches!(item, Expr::Constant(_))) {
        return Expr::List(items);
    }
    let values = items.into_iter().map(|item| match item {
        Expr::Constant(value) => value,
        _ => Value::Null,
    });
    Expr::Constant(Value::List(values.collect()))
}
