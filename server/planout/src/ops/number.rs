//! Arithmetic that keeps whole numbers and doubles apart; truth values count as 0 and 1.

use crate::fault::{Fault, FaultKind};
use crate::integer::Integer;
use crate::runtime::{Flag, Val};

#[derive(Clone, Debug)]
pub(crate) enum Number {
    Int(Integer),
    Float(f64),
}

impl Number {
    pub(crate) fn of(value: &Val) -> Option<Self> {
        match value {
            Val::Bool(Flag(value)) => Some(Self::Int(Integer::Small(i64::from(*value)))),
            Val::Int(value) => Some(Self::Int(value.clone())),
            Val::Float(value) => Some(Self::Float(*value)),
            _ => None,
        }
    }

    pub(crate) fn float(&self) -> Result<f64, Fault> {
        match self {
            Self::Float(value) => Ok(*value),
            Self::Int(value) => value.to_f64().ok_or_else(|| Fault::new(FaultKind::Overflow, "the whole number is too large for a double")),
        }
    }

    pub(crate) fn into_val(self) -> Val {
        match self {
            Self::Int(value) => Val::Int(value),
            Self::Float(value) => Val::Float(value),
        }
    }

    pub(crate) fn add(&self, other: &Self) -> Result<Self, Fault> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => Ok(Self::Int(left.add(right))),
            _ => Ok(Self::Float(self.float()? + other.float()?)),
        }
    }

    pub(crate) fn subtract(&self, other: &Self) -> Result<Self, Fault> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => Ok(Self::Int(left.subtract(right))),
            _ => Ok(Self::Float(self.float()? - other.float()?)),
        }
    }

    pub(crate) fn multiply(&self, other: &Self) -> Result<Self, Fault> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => {
                left.multiply(right).map(Self::Int).ok_or_else(|| Fault::limit("the whole number grows too large"))
            }
            _ => Ok(Self::Float(self.float()? * other.float()?)),
        }
    }

    /// The remainder, with the sign of the divisor.
    pub(crate) fn modulo(&self, other: &Self) -> Result<Self, Fault> {
        let by_zero = || Fault::new(FaultKind::Division, "remainder of a division by zero");
        if let (Self::Int(left), Self::Int(right)) = (self, other) {
            return left.modulo(right).map(Self::Int).ok_or_else(by_zero);
        }
        let (left, right) = (self.float()?, other.float()?);
        if right == 0.0 {
            return Err(by_zero());
        }
        let remainder = left % right;
        if remainder == 0.0 {
            return Ok(Self::Float(0.0f64.copysign(right)));
        }
        Ok(Self::Float(if (remainder < 0.0) == (right < 0.0) { remainder } else { remainder + right }))
    }

    /// To the nearest whole number, halves to the even one.
    pub(crate) fn round(&self) -> Result<Self, Fault> {
        match self {
            Self::Int(value) => Ok(Self::Int(value.clone())),
            Self::Float(value) if value.is_nan() => Err(Fault::new(FaultKind::Value, "what is not a number cannot be rounded")),
            Self::Float(value) if value.is_infinite() => Err(Fault::new(FaultKind::Overflow, "infinity cannot be rounded")),
            Self::Float(value) => Ok(Self::Int(Integer::from_whole_f64(value.round_ties_even()))),
        }
    }
}

/// A value as a double, text included.
pub(crate) fn to_float(value: &Val) -> Result<f64, Fault> {
    match value {
        Val::Str(text) => {
            parse_float(text).ok_or_else(|| Fault::new(FaultKind::Value, format!("“{}” is not a number", text.chars().take(40).collect::<String>())))
        }
        other => Number::of(other).ok_or_else(|| Fault::of_type(format!("expected a number, not {}", other.kind())))?.float(),
    }
}

fn parse_float(text: &str) -> Option<f64> {
    // These four separators count as space in the reference.
    let text = text.trim_matches(|character: char| character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}'));
    if !text.contains('_') {
        return text.parse().ok();
    }
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let between = bytes.iter().enumerate().all(|(at, byte)| *byte != b'_' || digit(at.checked_sub(1)) && digit(Some(at + 1)));
    if between { text.replace('_', "").parse().ok() } else { None }
}
