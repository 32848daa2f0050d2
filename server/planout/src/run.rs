//! Running a program for one unit.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::fault::{Fault, FaultKind};
use crate::operators::Invocation;
use crate::ops::arguments::{Arguments, Name};
use crate::ops::random::{Hasher, weigh};
use crate::program::{Call, Choose, Expr, Label, MapOf, Operator, Program, Set, Target, UserCall};
use crate::runtime::Val;
use crate::script::Inputs;
use crate::value::{Map, Value};

/// Why evaluation ends before its end.
enum Halt {
    Return(bool),
    Fault(Box<Fault>),
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl Halt {
    fn at(self, label: &Label) -> Self {
        match self {
            Self::Fault(fault) => Self::Fault(Box::new(fault.at(&label.operator, &label.place))),
            stop @ Self::Return(_) => stop,
        }
    }
}

type Evaluated = Result<Val, Halt>;

/// What a variable holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Nothing yet: asking for it asks for an input of that name.
    Nothing,
    /// An input that is kept, because it may grow.
    Input,
    /// What the script set.
    Set,
    /// An override, which nothing replaces.
    Override,
}

pub(crate) struct Slot {
    value: Val,
    holds: Holds,
    order: u32,
}

impl Slot {
    pub(crate) const EMPTY: Self = Self { value: Val::Null, holds: Holds::Nothing, order: 0 };
}

pub(crate) struct Runner<'p> {
    program: &'p Program,
    inputs: &'p dyn Inputs,
    overrides: &'p Map,
    slots: &'p mut [Slot],
    assigned: u32,
    /// Whether variables were set in the order in which they first appear, as they nearly always are.
    in_order: bool,
    last: u32,
    salt: Option<Val>,
    initial_salt: &'p str,
    pub(crate) hasher: Hasher<'p>,
    /// Places where the reference would have written a salt into the script.
    pub(crate) injected: Vec<u32>,
}

impl<'p> Runner<'p> {
    /// `slots` has one empty slot for each variable of the program.
    pub(crate) fn new(
        program: &'p Program,
        slots: &'p mut [Slot],
        salt: &'p str,
        inputs: &'p dyn Inputs,
        overrides: &'p Map,
        hasher: Hasher<'p>,
    ) -> Self {
        let (assigned, in_order, last, injected) = (0, true, 0, Vec::new());
        let mut runner = Self { program, inputs, overrides, slots, assigned, in_order, last, salt: None, initial_salt: salt, hasher, injected };
        if !overrides.is_empty() {
            runner.freeze();
        }
        runner
    }

    fn freeze(&mut self) {
        for (name, slot) in self.program.variables.iter().zip(&mut *self.slots) {
            if let Some(value) = self.overrides.get(name) {
                *slot = Slot { value: Val::from_value(value), holds: Holds::Override, order: 0 };
            }
        }
    }

    /// Whether the unit is in the experiment.
    pub(crate) fn run(&mut self) -> Result<bool, Fault> {
        match self.eval(&self.program.root) {
            Ok(_) => Ok(true),
            Err(Halt::Return(inside)) => Ok(inside),
            Err(Halt::Fault(fault)) => Err(*fault),
        }
    }

    /// What has been assigned: overrides first, then everything in the order in which it was first set.
    pub(crate) fn into_params(self) -> Result<Map, Fault> {
        let mut params = Map::with_capacity(self.overrides.len() + self.assigned as usize);
        for (name, value) in self.overrides.iter() {
            // The salt is told as it is: overriding its name only keeps the script from setting it.
            if &**name == "experiment_salt" {
                params.insert(name.clone(), self.initial_salt);
                continue;
            }
            let slot = self.program.variables.iter().position(|variable| variable == name);
            let value = slot.map_or_else(|| Ok(value.clone()), |slot| self.slots[slot].value.to_value(&self.hasher.budget))?;
            params.insert(name.clone(), value);
        }
        let mut set = Vec::new();
        for (name, slot) in self.program.variables.iter().zip(self.slots) {
            if slot.holds != Holds::Set {
                continue;
            }
            let value = std::mem::replace(&mut slot.value, Val::Null).into_value(&self.hasher.budget)?;
            if self.in_order {
                params.push_new(name.clone(), value);
            } else {
                set.push((slot.order, name, value));
            }
        }
        set.sort_unstable_by_key(|(order, ..)| *order);
        for (_, name, value) in set {
            params.push_new(name.clone(), value);
        }
        Ok(params)
    }

    fn eval(&mut self, expr: &'p Expr) -> Evaluated {
        match expr {
            Expr::Constant(value) => Ok(Val::from_value(value)),
            Expr::List(items) => {
                let items = items.iter().map(|item| self.eval(item)).collect::<Result<_, _>>()?;
                Ok(Val::list(items)?)
            }
            Expr::Get(slot) => Ok(self.get(*slot)),
            Expr::GetSalt => Ok(self.salt.clone().unwrap_or_else(|| Val::Str(self.initial_salt.into()))),
            Expr::Coalesce(items) => {
                for item in items {
                    let value = self.eval(item)?;
                    if !matches!(value, Val::Null) {
                        return Ok(value);
                    }
                }
                Ok(Val::Null)
            }
            Expr::Is(..) | Expr::And(_) | Expr::Or(_) => Ok(Val::truth(self.holds(expr)?)),
            Expr::Cond(cases) => {
                for (condition, then) in cases {
                    if self.holds(condition)? {
                        return self.eval(then);
                    }
                }
                Ok(Val::Null)
            }
            Expr::Seq(items) => {
                for item in items {
                    self.eval(item)?;
                }
                Ok(Val::Null)
            }
            Expr::Return(value) => Err(Halt::Return(self.holds(value)?)),
            Expr::Set(set) => self.set(set),
            Expr::Map(map) => self.map(map).map_err(|halt| halt.at(&map.label)),
            Expr::Choose(choose) => Ok(self.choose(choose)?),
            Expr::Call(call) => self.call(call).map_err(|halt| halt.at(&call.label)),
            Expr::User(call) => self.user(call).map_err(|halt| halt.at(&call.label)),
            Expr::Fail(fault) => Err(Halt::Fault(fault.clone())),
        }
    }

    /// Whether something is true, without a value in between where that is all it can be.
    fn holds(&mut self, expr: &'p Expr) -> Result<bool, Halt> {
        match expr {
            Expr::Is(slot, text) => Ok(self.is(*slot, text)),
            Expr::And(items) => {
                for item in items {
                    if !self.holds(item)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Expr::Or(items) => {
                for item in items {
                    if self.holds(item)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            other => Ok(self.eval(other)?.truthy()),
        }
    }

    /// What is set hides what came in.
    fn get(&mut self, slot: u32) -> Val {
        let state = &mut self.slots[slot as usize];
        if state.holds != Holds::Nothing {
            return state.value.clone();
        }
        let value = self.inputs.input(&self.program.variables[slot as usize]).map_or(Val::Null, Val::from_value);
        // Lists are shared by all who ask for them, so that one that grows has grown for all.
        if matches!(value, Val::List(_) | Val::Map(_)) {
            (state.value, state.holds) = (value.clone(), Holds::Input);
        }
        value
    }

    fn is(&mut self, slot: u32, text: &Arc<str>) -> bool {
        let state = &self.slots[slot as usize];
        match &state.value {
            Val::Str(value) => value == text,
            _ if state.holds != Holds::Nothing => false,
            _ => matches!(self.get(slot), Val::Str(value) if value == *text),
        }
    }

    fn set(&mut self, set: &'p Set) -> Evaluated {
        let frozen = match &set.target {
            Target::Variable(slot) => self.slots[*slot as usize].holds == Holds::Override,
            _ => self.overrides.contains(&set.name),
        };
        if frozen {
            return Ok(Val::Null);
        }
        if let Some(injection) = set.injection
            && self.hasher.trace.is_some()
        {
            self.injected.push(injection);
        }
        if let Target::Salt(text) = &set.target {
            self.hasher.salt = Cow::Borrowed(text);
        }
        // The two commonest by themselves: every hand that a value goes through costs as much as a part of the hash.
        let value = match &set.value {
            Expr::Choose(choose) => self.choose(choose)?,
            truth @ (Expr::Is(..) | Expr::And(_) | Expr::Or(_)) => Val::truth(self.holds(truth)?),
            other => self.eval(other)?,
        };
        match &set.target {
            Target::Variable(slot) => self.keep(*slot, value),
            Target::Salt(_) => self.salt = Some(value),
            Target::Separator => {
                let mut text = String::new();
                value.write(&mut text, &self.hasher.budget)?;
                self.hasher.separator = Cow::Owned(text);
            }
        }
        Ok(Val::Null)
    }

    fn keep(&mut self, at: u32, value: Val) {
        let slot = &mut self.slots[at as usize];
        slot.value = value;
        if slot.holds != Holds::Set {
            (slot.holds, slot.order) = (Holds::Set, self.assigned);
            self.in_order &= at >= self.last;
            (self.assigned, self.last) = (self.assigned + 1, at);
        }
    }

    fn map(&mut self, map: &'p MapOf) -> Evaluated {
        let mut entries: Vec<(Arc<str>, Val)> = Vec::with_capacity(map.entries.len());
        for (name, value) in &map.entries {
            let value = self.eval(value)?;
            if !matches!(&**name, "op" | "salt") {
                entries.push((name.clone(), value));
            }
        }
        if !map.salted {
            return Err(Fault::new(FaultKind::Key, "a map within an expression needs an argument “salt”: set it to a variable of its own").into());
        }
        let mut copies = HashMap::new();
        let entries = entries.into_iter().map(|(name, value)| Ok((name, self.copy(&value, &mut copies)?))).collect::<Result<_, Halt>>()?;
        Ok(Val::map(entries)?)
    }

    /// A copy all the way down; what was shared within stays shared.
    fn copy(&self, value: &Val, copies: &mut HashMap<*const (), Val>) -> Evaluated {
        let place: *const () = match value {
            Val::List(list) => Rc::as_ptr(list).cast(),
            Val::Map(map) => Rc::as_ptr(map).cast(),
            _ => return Ok(value.clone()),
        };
        if let Some(copy) = copies.get(&place) {
            return Ok(copy.clone());
        }
        let copy = match value {
            Val::List(list) => {
                let items = list.items.borrow();
                self.hasher.budget.spend(items.len() + 1)?;
                Val::list(items.iter().map(|item| self.copy(item, copies)).collect::<Result<_, Halt>>()?)?
            }
            Val::Map(map) => {
                self.hasher.budget.spend(map.len() + 1)?;
                Val::map(map.iter().map(|(name, item)| Ok((name.clone(), self.copy(item, copies)?))).collect::<Result<_, Halt>>()?)?
            }
            _ => value.clone(),
        };
        copies.insert(place, copy.clone());
        Ok(copy)
    }

    #[inline]
    fn choose(&mut self, choose: &'p Choose) -> Evaluated {
        let unit = match &choose.unit {
            Expr::Get(slot) => self.get(*slot),
            other => self.eval(other).map_err(|halt| halt.at(&choose.label))?,
        };
        let hash = self.hasher.hash_unit(&choose.salt, &unit).map_err(|fault| fault.at(&choose.label.operator, &choose.label.place))?;
        let at = match &choose.cumulative {
            Some(cumulative) => weigh(cumulative, hash),
            None => Some((hash % choose.choices.len() as u64) as usize),
        };
        Ok(at.and_then(|at| choose.choices.get(at)).map_or(Val::Null, Val::from_value))
    }

    fn call(&mut self, call: &'p Call) -> Evaluated {
        let mut args = Arguments::of(&call.args);
        for (name, expr) in &call.args {
            if !matches!(expr, Expr::Constant(_)) {
                args.put(*name, self.eval(expr)?);
            }
        }
        Ok(match call.operator {
            Operator::Core(core) => core.run(&args, &self.hasher.budget)?,
            Operator::Random(random) => random.run(&mut args, call.cumulative.as_deref(), &mut self.hasher)?,
        })
    }

    fn user(&mut self, call: &'p UserCall) -> Evaluated {
        let mut args = Arguments::default();
        let mut values = Map::new();
        for (name, expr) in &call.args {
            let value = self.eval(expr)?;
            values.insert(name.clone(), value.to_value(&self.hasher.budget)?);
            args.put(Name::of(name), value);
        }
        let mut invocation = Invocation { values, args, hasher: &mut self.hasher };
        let value: Value = call.operator.call(&mut invocation)?;
        Ok(Val::from_value(&value))
    }
}
