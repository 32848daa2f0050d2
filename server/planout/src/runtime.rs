//! Values while a script runs. Lists are shared: the reference lets a unit that is a list grow in place, for all who hold it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use crate::fault::Fault;
use crate::integer::Integer;
use crate::text;
use crate::value::{Map, Value};

/// Lists and maps may nest this deep while a script runs.
const MAX_DEPTH: u32 = 256;

/// As wide as everything else that a value holds: a narrow one would make every move of a value two moves that wait for each other.
#[derive(Clone, Copy, Debug)]
#[repr(align(8))]
pub(crate) struct Flag(pub(crate) bool);

#[derive(Clone, Debug)]
pub(crate) enum Val {
    Null,
    Bool(Flag),
    Int(Integer),
    Float(f64),
    Str(Arc<str>),
    List(Rc<List>),
    Map(Rc<Entries>),
}

/// A map: what is in it never changes, but lists in it may grow.
#[derive(Debug)]
pub(crate) struct Entries {
    items: Vec<(Arc<str>, Val)>,
    depth: u32,
}

impl std::ops::Deref for Entries {
    type Target = [(Arc<str>, Val)];

    fn deref(&self) -> &Self::Target {
        &self.items
    }
}

#[derive(Debug)]
pub(crate) struct List {
    pub(crate) items: RefCell<Vec<Val>>,
    depth: Cell<u32>,
}

/// What a run may still do. Shared lists can make a small script name a huge tree, so walking one costs.
#[derive(Debug)]
pub(crate) struct Budget(Cell<u64>);

impl Budget {
    pub(crate) fn new(steps: u64) -> Self {
        Self(Cell::new(steps))
    }

    pub(crate) fn spend(&self, steps: usize) -> Result<(), Fault> {
        let left = self.0.get().checked_sub(steps as u64).ok_or_else(|| Fault::limit("the script does more work than is allowed"))?;
        self.0.set(left);
        Ok(())
    }
}

impl Val {
    pub(crate) fn truth(value: bool) -> Self {
        Self::Bool(Flag(value))
    }

    #[inline]
    pub(crate) fn from_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::truth(*value),
            Value::Int(value) => Self::Int(value.clone()),
            Value::Float(value) => Self::Float(*value),
            Value::Str(text) => Self::Str(text.clone()),
            Value::List(items) => Self::shared(items.iter().map(Self::from_value).collect()),
            Value::Map(map) => Self::entries(map.iter().map(|(name, value)| (name.clone(), Self::from_value(value))).collect()),
        }
    }

    #[inline]
    pub(crate) fn into_value(self, budget: &Budget) -> Result<Value, Fault> {
        match self {
            Self::Int(value) => Ok(Value::Int(value)),
            Self::Str(text) => Ok(Value::Str(text)),
            Self::Bool(Flag(value)) => Ok(Value::Bool(value)),
            other => other.to_value(budget),
        }
    }

    fn shared(items: Vec<Val>) -> Self {
        let depth = items.iter().map(Val::depth).max().unwrap_or(0) + 1;
        Self::List(Rc::new(List { items: RefCell::new(items), depth: Cell::new(depth) }))
    }

    /// A new list.
    pub(crate) fn list(items: Vec<Val>) -> Result<Self, Fault> {
        let list = Self::shared(items);
        if list.depth() > MAX_DEPTH { Err(Fault::limit("lists nest too deeply")) } else { Ok(list) }
    }

    fn entries(items: Vec<(Arc<str>, Val)>) -> Self {
        let depth = items.iter().map(|(_, item)| item.depth()).max().unwrap_or(0) + 1;
        Self::Map(Rc::new(Entries { items, depth }))
    }

    /// A new map.
    pub(crate) fn map(items: Vec<(Arc<str>, Val)>) -> Result<Self, Fault> {
        let map = Self::entries(items);
        if map.depth() > MAX_DEPTH { Err(Fault::limit("maps nest too deeply")) } else { Ok(map) }
    }

    fn depth(&self) -> u32 {
        match self {
            Self::List(list) => list.depth.get(),
            Self::Map(map) => map.depth,
            _ => 0,
        }
    }

    pub(crate) fn to_value(&self, budget: &Budget) -> Result<Value, Fault> {
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(Flag(value)) => Value::Bool(*value),
            Self::Int(value) => Value::Int(value.clone()),
            Self::Float(value) => Value::Float(*value),
            Self::Str(text) => Value::Str(text.clone()),
            Self::List(list) => {
                let items = list.items.borrow();
                budget.spend(items.len() + 1)?;
                Value::List(items.iter().map(|item| item.to_value(budget)).collect::<Result<_, _>>()?)
            }
            Self::Map(map) => {
                budget.spend(map.len() + 1)?;
                let entries: Result<Vec<_>, Fault> = map.iter().map(|(name, value)| Ok((name.clone(), value.to_value(budget)?))).collect();
                Value::Map(entries?.into_iter().collect::<Map>())
            }
        })
    }

    /// What counts as true: everything but nothing, zero, and what is empty.
    pub(crate) fn truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(Flag(value)) => *value,
            Self::Int(value) => !value.is_zero(),
            Self::Float(value) => *value != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::List(list) => !list.items.borrow().is_empty(),
            Self::Map(map) => !map.is_empty(),
        }
    }

    /// The type as people call it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a truth value",
            Self::Int(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Str(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }

    pub(crate) fn write(&self, out: &mut String, budget: &Budget) -> Result<(), Fault> {
        match self {
            Self::Str(text) => {
                budget.spend(text.len() / 16)?;
                out.push_str(text);
                Ok(())
            }
            _ => self.write_inner(out, budget),
        }
    }

    fn write_inner(&self, out: &mut String, budget: &Budget) -> Result<(), Fault> {
        match self {
            Self::List(list) => {
                let items = list.items.borrow();
                budget.spend(items.len() + 1)?;
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    item.write_inner(out, budget)?;
                }
                out.push(']');
            }
            Self::Map(map) => {
                budget.spend(map.len() + 1)?;
                out.push('{');
                for (index, (name, item)) in map.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    text::quoted(name, out);
                    out.push_str(": ");
                    item.write_inner(out, budget)?;
                }
                out.push('}');
            }
            Self::Int(value) => {
                use std::fmt::Write;
                let _ = write!(out, "{value}");
            }
            Self::Float(value) => text::float(*value, out),
            Self::Str(text) => {
                budget.spend(text.len() / 16)?;
                text::quoted(text, out);
            }
            Self::Null => out.push_str("None"),
            Self::Bool(Flag(value)) => out.push_str(if *value { "True" } else { "False" }),
        }
        Ok(())
    }
}

impl List {
    /// Appends in place. A list never comes to hold itself, and what is appended nests only a little.
    pub(crate) fn push(&self, item: Val, budget: &Budget) -> Result<(), Fault> {
        let depth = item.depth();
        if depth > 8 {
            return Err(Fault::limit("what is appended to a unit nests too deeply"));
        }
        if depth > 0 && self.within(&item, 0, budget)? {
            return Err(Fault::limit("a unit would be appended to itself"));
        }
        self.depth.set(self.depth.get().max(depth + 1));
        self.items.borrow_mut().push(item);
        Ok(())
    }

    fn within(&self, item: &Val, level: u32, budget: &Budget) -> Result<bool, Fault> {
        if level > 16 {
            return Ok(true);
        }
        match item {
            Val::List(list) if std::ptr::eq(self, &raw const **list) => return Ok(true),
            Val::List(list) => {
                let items = list.items.borrow();
                budget.spend(items.len())?;
                for item in items.iter() {
                    if self.within(item, level + 1, budget)? {
                        return Ok(true);
                    }
                }
            }
            Val::Map(map) => {
                budget.spend(map.len())?;
                for (_, item) in map.iter() {
                    if self.within(item, level + 1, budget)? {
                        return Ok(true);
                    }
                }
            }
            _ => {}
        }
        Ok(false)
    }
}
