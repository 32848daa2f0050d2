//! Evaluated arguments of one call.

use std::rc::Rc;

use crate::draw::Choices;
use crate::fault::Fault;
use crate::integer::Integer;
use crate::ops::number::Number;
use crate::program::Expr;
use crate::runtime::{Budget, List, Val};
use crate::value::Value;

/// The names that operators know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Value,
    Left,
    Right,
    Values,
    Base,
    Index,
    Choices,
    Weights,
    Unit,
    Salt,
    FullSalt,
    P,
    Min,
    Max,
    Draws,
    Other,
}

const NAMES: [&str; 15] =
    ["value", "left", "right", "values", "base", "index", "choices", "weights", "unit", "salt", "full_salt", "p", "min", "max", "draws"];
const KINDS: [Name; 15] = [
    Name::Value,
    Name::Left,
    Name::Right,
    Name::Values,
    Name::Base,
    Name::Index,
    Name::Choices,
    Name::Weights,
    Name::Unit,
    Name::Salt,
    Name::FullSalt,
    Name::P,
    Name::Min,
    Name::Max,
    Name::Draws,
];

impl Name {
    pub(crate) fn of(name: &str) -> Self {
        NAMES.iter().position(|known| *known == name).map_or(Self::Other, |at| KINDS[at])
    }

    fn text(self) -> &'static str {
        NAMES.get(self as usize).copied().unwrap_or("")
    }
}

/// An argument: a constant of the script is looked at where it is, and so is what a draw in Rust chooses from.
#[derive(Clone, Copy)]
pub(crate) enum Argument<'a, 'p> {
    Constant(&'p Value),
    Computed(&'a Val),
    Made(&'p dyn Choices),
}

/// Constants stay in the script or the draw; what is computed is kept here. Nearly always that is the unit alone.
#[derive(Default)]
pub(crate) struct Arguments<'p> {
    constants: &'p [(Name, Expr)],
    /// The arguments of a draw that is written in Rust.
    given: &'p [(Name, Value)],
    /// What such a draw chooses from, and the weights.
    made: Option<[&'p dyn Choices; 2]>,
    first: Option<(Name, Val)>,
    rest: Vec<(Name, Val)>,
}

/// A list, wherever it lives.
#[derive(Clone)]
pub(crate) enum Items<'a> {
    Constant(&'a [Value]),
    Made(&'a dyn Choices),
    Shared(Rc<List>),
}

impl Items<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Constant(items) => items.len(),
            Self::Made(choices) => choices.count(),
            Self::Shared(list) => list.items.borrow().len(),
        }
    }

    pub(crate) fn get(&self, index: usize) -> Option<Val> {
        match self {
            Self::Constant(items) => items.get(index).map(Val::from_value),
            Self::Made(choices) => choices.choice(index).as_ref().map(Val::from_value),
            Self::Shared(list) => list.items.borrow().get(index).cloned(),
        }
    }

    /// A copy of all of them.
    pub(crate) fn all(&self, budget: &Budget) -> Result<Vec<Val>, Fault> {
        budget.spend(self.len())?;
        Ok(match self {
            Self::Constant(items) => items.iter().map(Val::from_value).collect(),
            Self::Made(_) => (0..self.len()).filter_map(|index| self.get(index)).collect(),
            Self::Shared(list) => list.items.borrow().clone(),
        })
    }
}

impl<'p> Arguments<'p> {
    pub(crate) fn of(constants: &'p [(Name, Expr)]) -> Self {
        Self { constants, ..Self::default() }
    }

    pub(crate) fn given(given: &'p [(Name, Value)], choices: &'p dyn Choices, weights: &'p dyn Choices) -> Self {
        Self { given, made: Some([choices, weights]), ..Self::default() }
    }

    pub(crate) fn put(&mut self, name: Name, value: Val) {
        match &self.first {
            None => self.first = Some((name, value)),
            Some(_) => self.rest.push((name, value)),
        }
    }

    fn find(&self, name: Name) -> Option<Argument<'_, 'p>> {
        if let Some((_, value)) = self.first.iter().chain(&self.rest).rev().find(|(known, _)| *known == name) {
            return Some(Argument::Computed(value));
        }
        match self.constants.iter().find(|(known, _)| *known == name) {
            Some((_, Expr::Constant(value))) => Some(Argument::Constant(value)),
            _ => self.of_draw(name),
        }
    }

    fn of_draw(&self, name: Name) -> Option<Argument<'_, 'p>> {
        let made = |choices: &'p dyn Choices| choices.as_value().map_or(Argument::Made(choices), Argument::Constant);
        match (name, self.made) {
            (Name::Choices, Some([choices, _])) => Some(made(choices)),
            (Name::Weights, Some([_, weights])) => Some(made(weights)),
            // Of two salts the later one.
            _ => self.given.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| Argument::Constant(value)),
        }
    }

    pub(crate) fn has(&self, name: Name) -> bool {
        self.find(name).is_some()
    }

    pub(crate) fn get(&self, name: Name) -> Result<Argument<'_, 'p>, Fault> {
        self.find(name).ok_or_else(|| Fault::argument(format!("the argument “{}” is missing", name.text())))
    }

    pub(crate) fn val(&self, name: Name) -> Result<Val, Fault> {
        Ok(match self.get(name)? {
            Argument::Constant(value) => Val::from_value(value),
            Argument::Computed(value) => value.clone(),
            Argument::Made(choices) => {
                Val::list((0..choices.count()).filter_map(|index| choices.choice(index)).map(|value| Val::from_value(&value)).collect())?
            }
        })
    }

    /// Two texts are compared where they are.
    pub(crate) fn equal_texts(&self) -> Option<bool> {
        let text = |name| match self.find(name)? {
            Argument::Constant(Value::Str(text)) | Argument::Computed(Val::Str(text)) => Some(text),
            _ => None,
        };
        Some(text(Name::Left)? == text(Name::Right)?)
    }

    /// A list that may grow: a constant is copied first.
    pub(crate) fn share(&mut self, name: Name) {
        if let Some(Argument::Constant(value @ Value::List(_))) = self.find(name) {
            let value = Val::from_value(value);
            self.put(name, value);
        }
    }

    pub(crate) fn list(&self, name: Name) -> Result<Items<'p>, Fault> {
        match self.get(name)? {
            Argument::Constant(Value::List(items)) => Ok(Items::Constant(items)),
            Argument::Made(choices) => Ok(Items::Made(choices)),
            Argument::Computed(Val::List(list)) => Ok(Items::Shared(list.clone())),
            _ => Err(self.wrong(name, "a list")),
        }
    }

    pub(crate) fn text(&self, name: Name) -> Result<&str, Fault> {
        match self.get(name)? {
            Argument::Constant(Value::Str(text)) | Argument::Computed(Val::Str(text)) => Ok(text),
            _ => Err(self.wrong(name, "a text")),
        }
    }

    pub(crate) fn number(&self, name: Name) -> Result<Number, Fault> {
        Number::of(&self.val(name)?).ok_or_else(|| self.wrong(name, "a number"))
    }

    pub(crate) fn float(&self, name: Name) -> Result<f64, Fault> {
        if let Argument::Constant(Value::Float(value)) = self.get(name)? {
            return Ok(*value);
        }
        self.number(name)?.float()
    }

    pub(crate) fn int(&self, name: Name) -> Result<Integer, Fault> {
        match self.number(name) {
            Ok(Number::Int(value)) => Ok(value),
            Err(fault) if !self.has(name) => Err(fault),
            _ => Err(self.wrong(name, "a whole number")),
        }
    }

    fn wrong(&self, name: Name, expected: &str) -> Fault {
        let found = self.val(name).unwrap_or(Val::Null);
        Fault::argument(format!("“{}” must be {expected}, not {}", name.text(), found.kind()))
    }
}
