//! Operators without chance.

use crate::fault::{Fault, FaultKind};
use crate::integer::Integer;
use crate::ops::arguments::{Arguments, Items, Name};
use crate::ops::compare::{Order, equal, ordered};
use crate::ops::format;
use crate::ops::number::{Number, to_float};
use crate::runtime::{Budget, Flag, Val};

/// Texts and lists made by repetition stay below this.
const MAX_LENGTH: usize = 1 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Core {
    Index,
    Equals,
    Order(Order),
    Modulo,
    Divide,
    Not,
    Round,
    Negative,
    Min,
    Max,
    Length,
    Product,
    Sum,
    Exp,
    Sqrt,
}

impl Core {
    pub(crate) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "index" => Self::Index,
            "equals" => Self::Equals,
            ">" => Self::Order(Order::Greater),
            "<" => Self::Order(Order::Less),
            ">=" => Self::Order(Order::GreaterOrEqual),
            "<=" => Self::Order(Order::LessOrEqual),
            "%" => Self::Modulo,
            "/" => Self::Divide,
            "not" => Self::Not,
            "round" => Self::Round,
            "negative" => Self::Negative,
            "min" => Self::Min,
            "max" => Self::Max,
            "length" => Self::Length,
            "product" => Self::Product,
            "sum" => Self::Sum,
            "exp" => Self::Exp,
            "sqrt" => Self::Sqrt,
            _ => return None,
        })
    }

    pub(crate) fn run(self, args: &Arguments<'_>, budget: &Budget) -> Result<Val, Fault> {
        let pair = || Ok::<_, Fault>((args.val(Name::Left)?, args.val(Name::Right)?));
        if self == Self::Equals
            && let Some(equal) = args.equal_texts()
        {
            return Ok(Val::truth(equal));
        }
        match self {
            Self::Index => index(args),
            Self::Equals => pair().and_then(|(left, right)| Ok(Val::truth(equal(&left, &right, budget)?))),
            Self::Order(order) => pair().and_then(|(left, right)| Ok(Val::truth(ordered(order, &left, &right, budget)?))),
            Self::Modulo => pair().and_then(|(left, right)| modulo(&left, &right, budget)),
            Self::Divide => pair().and_then(|(left, right)| divide(&left, &right)),
            Self::Min => extreme(&args.list(Name::Values)?, Order::Less, budget),
            Self::Max => extreme(&args.list(Name::Values)?, Order::Greater, budget),
            Self::Product => product(&args.list(Name::Values)?, budget),
            Self::Sum => sum(&args.list(Name::Values)?, budget),
            _ => self.unary(&args.val(Name::Value)?, budget),
        }
    }

    fn unary(self, value: &Val, budget: &Budget) -> Result<Val, Fault> {
        match self {
            Self::Not => Ok(Val::truth(!value.truthy())),
            Self::Length => length(value, budget),
            Self::Round => Ok(numeric(value)?.round()?.into_val()),
            Self::Negative => Ok(Number::Int(Integer::Small(0)).subtract(&numeric(value)?)?.into_val()),
            Self::Exp => {
                let power = numeric(value)?.float()?;
                let result = power.exp();
                if result.is_infinite() && power.is_finite() {
                    Err(Fault::new(FaultKind::Overflow, "the power is too large for a double"))
                } else {
                    Ok(Val::Float(result))
                }
            }
            _ => {
                let value = numeric(value)?.float()?;
                if value < 0.0 { Err(Fault::new(FaultKind::Value, "a negative number has no square root")) } else { Ok(Val::Float(value.sqrt())) }
            }
        }
    }
}

fn numeric(value: &Val) -> Result<Number, Fault> {
    Number::of(value).ok_or_else(|| Fault::of_type(format!("expected a number, not {}", value.kind())))
}

fn length(value: &Val, budget: &Budget) -> Result<Val, Fault> {
    let length = match value {
        Val::Str(text) => {
            budget.spend(text.len() / 64)?;
            text.chars().count()
        }
        Val::List(list) => list.items.borrow().len(),
        Val::Map(map) => map.len(),
        other => return Err(Fault::of_type(format!("{} has no length", other.kind()))),
    };
    Ok(Val::Int(Integer::Small(i64::try_from(length).unwrap_or(i64::MAX))))
}

/// An element of a list by its position or of a map by its name; nothing where there is none.
fn index(args: &Arguments<'_>) -> Result<Val, Fault> {
    let base = args.val(Name::Base)?;
    if !matches!(base, Val::List(_) | Val::Map(_)) {
        return Err(Fault::argument(format!("“base” must be a list or a map, not {}", base.kind())));
    }
    let index = args.val(Name::Index)?;
    match (&base, &index) {
        (Val::Map(map), Val::Str(name)) => Ok(map.iter().find(|(key, _)| key == name).map_or(Val::Null, |(_, value)| value.clone())),
        (Val::Map(_), Val::List(_) | Val::Map(_)) => Err(Fault::of_type(format!("{} cannot be a name", index.kind()))),
        (Val::List(list), _) => {
            let number = Number::of(&index).ok_or_else(|| Fault::of_type(format!("{} cannot be a position", index.kind())))?;
            let items = list.items.borrow();
            match number {
                Number::Int(at) => Ok(at.as_i64().and_then(|at| usize::try_from(at).ok()).and_then(|at| items.get(at)).cloned().unwrap_or(Val::Null)),
                Number::Float(at) if at >= 0.0 && at < items.len() as f64 => Err(Fault::of_type("a position must be a whole number")),
                Number::Float(_) => Ok(Val::Null),
            }
        }
        _ => Ok(Val::Null),
    }
}

fn modulo(left: &Val, right: &Val, budget: &Budget) -> Result<Val, Fault> {
    if let Val::Str(template) = left {
        return format::fill(template, right, budget);
    }
    match (Number::of(left), Number::of(right)) {
        (Some(left), Some(right)) => Ok(left.modulo(&right)?.into_val()),
        _ => Err(Fault::of_type(format!("no remainder of {} by {}", left.kind(), right.kind()))),
    }
}

fn divide(left: &Val, right: &Val) -> Result<Val, Fault> {
    let (left, right) = (to_float(left)?, to_float(right)?);
    if right == 0.0 { Err(Fault::new(FaultKind::Division, "division by zero")) } else { Ok(Val::Float(left / right)) }
}

fn extreme(values: &Items<'_>, order: Order, budget: &Budget) -> Result<Val, Fault> {
    let mut values = values.all(budget)?.into_iter();
    let first = values.next().ok_or_else(|| Fault::new(FaultKind::Value, "nothing has no smallest or largest"))?;
    values.try_fold(first, |best, value| Ok(if ordered(order, &value, &best, budget)? { value } else { best }))
}

fn sum(values: &Items<'_>, budget: &Budget) -> Result<Val, Fault> {
    let total = values.all(budget)?.iter().try_fold(Number::Int(Integer::Small(0)), |total, value| {
        let number = Number::of(value).ok_or_else(|| Fault::of_type(format!("{} cannot be added to a number", value.kind())))?;
        total.add(&number)
    })?;
    Ok(total.into_val())
}

fn product(values: &Items<'_>, budget: &Budget) -> Result<Val, Fault> {
    let mut values = values.all(budget)?.into_iter();
    let first = values.next().ok_or_else(|| Fault::of_type("a product of nothing"))?;
    values.try_fold(first, |product, value| multiply(&product, &value, budget))
}

fn multiply(left: &Val, right: &Val, budget: &Budget) -> Result<Val, Fault> {
    match (left, right) {
        (Val::Str(_) | Val::List(_), Val::Int(_) | Val::Bool(_)) => repeat(left, right, budget),
        (Val::Int(_) | Val::Bool(_), Val::Str(_) | Val::List(_)) => repeat(right, left, budget),
        _ => match (Number::of(left), Number::of(right)) {
            (Some(left), Some(right)) => Ok(left.multiply(&right)?.into_val()),
            _ => Err(Fault::of_type(format!("{} and {} cannot be multiplied", left.kind(), right.kind()))),
        },
    }
}

/// A text or list again and again.
fn repeat(what: &Val, times: &Val, budget: &Budget) -> Result<Val, Fault> {
    let times = match times {
        Val::Bool(Flag(times)) => i64::from(*times),
        Val::Int(times) => times.as_i64().ok_or_else(|| Fault::new(FaultKind::Overflow, "repeated more often than can be counted"))?,
        _ => 0,
    };
    let times = usize::try_from(times).unwrap_or(0);
    let fits = |length: usize| length.checked_mul(times).is_some_and(|total| total <= MAX_LENGTH);
    match what {
        Val::Str(text) if fits(text.len()) => {
            budget.spend(text.len() * times / 16)?;
            Ok(Val::Str(text.repeat(times).into()))
        }
        Val::List(list) if fits(list.items.borrow().len()) => {
            let items = list.items.borrow();
            // However often nothing is repeated, it takes no time.
            let times = if items.is_empty() { 0 } else { times };
            budget.spend(items.len() * times)?;
            Val::list((0..times).flat_map(|_| items.iter().cloned()).collect())
        }
        _ => Err(Fault::limit("repeated too often")),
    }
}
