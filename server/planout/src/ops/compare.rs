//! Equality and order across types.

use std::cmp::Ordering;

use crate::fault::Fault;
use crate::ops::number::Number;
use crate::runtime::{Budget, Val};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    fn holds(self, ordering: Option<Ordering>) -> bool {
        match self {
            Self::Less => ordering == Some(Ordering::Less),
            Self::LessOrEqual => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
            Self::Greater => ordering == Some(Ordering::Greater),
            Self::GreaterOrEqual => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
        }
    }
}

fn numbers(left: &Number, right: &Number) -> Option<Ordering> {
    match (left, right) {
        (Number::Int(left), Number::Int(right)) => Some(left.cmp(right)),
        (Number::Float(left), Number::Float(right)) => left.partial_cmp(right),
        (Number::Int(left), Number::Float(right)) => left.compare_f64(*right),
        (Number::Float(left), Number::Int(right)) => right.compare_f64(*left).map(Ordering::reverse),
    }
}

/// Whether two values are equal; `1`, `1.0` and `true` are.
pub(crate) fn equal(left: &Val, right: &Val, budget: &Budget) -> Result<bool, Fault> {
    budget.spend(1)?;
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return Ok(numbers(&left, &right) == Some(Ordering::Equal));
    }
    Ok(match (left, right) {
        (Val::Null, Val::Null) => true,
        (Val::Str(left), Val::Str(right)) => left == right,
        (Val::List(left), Val::List(right)) => {
            let (left, right) = (left.items.borrow(), right.items.borrow());
            if left.len() != right.len() {
                return Ok(false);
            }
            for (left, right) in left.iter().zip(right.iter()) {
                if !equal(left, right, budget)? {
                    return Ok(false);
                }
            }
            true
        }
        (Val::Map(left), Val::Map(right)) => {
            if left.len() != right.len() {
                return Ok(false);
            }
            for (name, value) in left.iter() {
                budget.spend(right.len())?;
                let Some((_, other)) = right.iter().find(|(other, _)| other == name) else { return Ok(false) };
                if !equal(value, other, budget)? {
                    return Ok(false);
                }
            }
            true
        }
        _ => false,
    })
}

/// Whether the order holds. Only numbers, texts and lists have an order, each among themselves.
pub(crate) fn ordered(order: Order, left: &Val, right: &Val, budget: &Budget) -> Result<bool, Fault> {
    budget.spend(1)?;
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return Ok(order.holds(numbers(&left, &right)));
    }
    match (left, right) {
        (Val::Str(left), Val::Str(right)) => Ok(order.holds(Some(left.cmp(right)))),
        (Val::List(left), Val::List(right)) => {
            let (left, right) = (left.items.borrow(), right.items.borrow());
            for (left, right) in left.iter().zip(right.iter()) {
                if !equal(left, right, budget)? {
                    return ordered(order, left, right, budget);
                }
            }
            Ok(order.holds(Some(left.len().cmp(&right.len()))))
        }
        _ => Err(Fault::of_type(format!("{} and {} have no order", left.kind(), right.kind()))),
    }
}
