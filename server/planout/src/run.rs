//! Running a program for one unit.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use crate::fault::{Fault, FaultKind};
use crate::operators::Invocation;
use crate::ops::arguments::{Arguments, Name};
use crate::ops::random::Hasher;
use crate::program::{Call, Expr, Label, MapOf, Operator, Program, Set, Target, UserCall};
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

#[derive(Default)]
struct Slot {
    value: Option<Val>,
    input: Option<Val>,
    order: u32,
    frozen: bool,
}

pub(crate) struct Runner<'p> {
    program: &'p Program,
    inputs: &'p dyn Inputs,
    overrides: &'p Map,
    slots: Vec<Slot>,
    assigned: u32,
    salt: Option<Val>,
    initial_salt: &'p str,
    pub(crate) hasher: Hasher<'p>,
    /// Places where the reference would have written a salt into the script.
    pub(crate) injected: Vec<u32>,
}

impl<'p> Runner<'p> {
    pub(crate) fn new(program: &'p Program, salt: &'p str, inputs: &'p dyn Inputs, overrides: &'p Map, hasher: Hasher<'p>) -> Self {
        let mut slots: Vec<Slot> = Vec::with_capacity(program.variables.len());
        slots.resize_with(program.variables.len(), Slot::default);
        let mut runner = Self { program, inputs, overrides, slots, assigned: 0, salt: None, initial_salt: salt, hasher, injected: Vec::new() };
        if !overrides.is_empty() {
            runner.freeze();
        }
        runner
    }

    fn freeze(&mut self) {
        for (name, slot) in self.program.variables.iter().zip(&mut self.slots) {
            if let Some(value) = self.overrides.get(name) {
                slot.value = Some(Val::from_value(value));
                slot.frozen = true;
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
    pub(crate) fn into_params(mut self) -> Result<Map, Fault> {
        let mut params = Map::new();
        for (name, value) in self.overrides.iter() {
            let slot = self.program.variables.iter().position(|variable| variable == name);
            let current = slot.and_then(|slot| self.slots[slot].value.take());
            params.insert(name.clone(), current.map_or_else(|| Ok(value.clone()), |value| value.to_value(&self.hasher.budget))?);
        }
        let set = self.slots.iter().filter(|slot| slot.value.is_some()).count();
        params.reserve(set);
        // Nearly always variables are set in the order in which they first appear.
        if self.slots.iter().filter(|slot| slot.value.is_some()).is_sorted_by_key(|slot| slot.order) {
            for (name, slot) in self.program.variables.iter().zip(self.slots) {
                if let Some(value) = slot.value {
                    let value = value.into_value(&self.hasher.budget)?;
                    if self.overrides.is_empty() { params.push_new(name.clone(), value) } else { params.insert(name.clone(), value) }
                }
            }
            return Ok(params);
        }
        let mut order: Vec<usize> = (0..self.slots.len()).filter(|at| self.slots[*at].value.is_some()).collect();
        order.sort_unstable_by_key(|at| self.slots[*at].order);
        for at in order {
            if let Some(value) = self.slots[at].value.take() {
                params.insert(self.program.variables[at].clone(), value.into_value(&self.hasher.budget)?);
            }
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
            Expr::Is(slot, text) => Ok(Val::truth(self.is(*slot, text))),
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
            Expr::And(items) => {
                for item in items {
                    if !self.eval(item)?.truthy() {
                        return Ok(Val::truth(false));
                    }
                }
                Ok(Val::truth(true))
            }
            Expr::Or(items) => {
                for item in items {
                    if self.eval(item)?.truthy() {
                        return Ok(Val::truth(true));
                    }
                }
                Ok(Val::truth(false))
            }
            Expr::Cond(cases) => {
                for (condition, then) in cases {
                    if self.eval(condition)?.truthy() {
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
            Expr::Return(value) => Err(Halt::Return(self.eval(value)?.truthy())),
            Expr::Set(set) => self.set(set),
            Expr::Map(map) => self.map(map).map_err(|halt| halt.at(&map.label)),
            Expr::Call(call) => self.call(call).map_err(|halt| halt.at(&call.label)),
            Expr::User(call) => self.user(call).map_err(|halt| halt.at(&call.label)),
            Expr::Fail(fault) => Err(Halt::Fault(fault.clone())),
        }
    }

    /// What is set hides what came in.
    fn get(&mut self, slot: u32) -> Val {
        let slot_state = &mut self.slots[slot as usize];
        if let Some(value) = slot_state.value.as_ref().or(slot_state.input.as_ref()) {
            return value.clone();
        }
        let value = self.inputs.input(&self.program.variables[slot as usize]).map_or(Val::Null, Val::from_owned);
        // Lists are shared by all who ask for them, so that one that grows has grown for all.
        if matches!(value, Val::List(_) | Val::Map(_)) {
            slot_state.input = Some(value.clone());
        }
        value
    }

    fn is(&mut self, slot: u32, text: &Arc<str>) -> bool {
        match &self.slots[slot as usize].value {
            Some(Val::Str(value)) => value == text,
            Some(_) => false,
            None => matches!(self.get(slot), Val::Str(value) if value == *text),
        }
    }

    fn set(&mut self, set: &'p Set) -> Evaluated {
        let frozen = match &set.target {
            Target::Variable(slot) => self.slots[*slot as usize].frozen,
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
        let value = self.eval(&set.value)?;
        match &set.target {
            Target::Variable(slot) => {
                let slot = &mut self.slots[*slot as usize];
                if slot.value.is_none() {
                    slot.order = self.assigned;
                    self.assigned += 1;
                }
                slot.value = Some(value);
            }
            Target::Salt(_) => self.salt = Some(value),
            Target::Separator => {
                let mut text = String::new();
                value.write(&mut text, &self.hasher.budget)?;
                self.hasher.separator = Cow::Owned(text);
            }
        }
        Ok(Val::Null)
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
        let mut copies = Vec::new();
        let entries = entries.into_iter().map(|(name, value)| Ok((name, self.copy(&value, &mut copies)?))).collect::<Result<_, Halt>>()?;
        Ok(Val::Map(Rc::new(entries)))
    }

    /// A copy all the way down; what was shared within stays shared.
    fn copy(&self, value: &Val, copies: &mut Vec<(Val, Val)>) -> Evaluated {
        let Val::List(list) = value else {
            let Val::Map(map) = value else { return Ok(value.clone()) };
            let entries = map.iter().map(|(name, value)| Ok((name.clone(), self.copy(value, copies)?))).collect::<Result<_, Halt>>()?;
            return Ok(Val::Map(Rc::new(entries)));
        };
        self.hasher.budget.spend(copies.len() + 1)?;
        if let Some((_, copy)) = copies.iter().find(|(original, _)| matches!(original, Val::List(other) if Rc::ptr_eq(other, list))) {
            return Ok(copy.clone());
        }
        let items = list.items.borrow().iter().map(|item| self.copy(item, copies)).collect::<Result<_, Halt>>()?;
        let copy = Val::list(items)?;
        copies.push((value.clone(), copy.clone()));
        Ok(copy)
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
