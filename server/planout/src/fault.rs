//! What can go wrong when a script runs.

use std::fmt;
use std::sync::Arc;

use crate::language;

/// The kind of a failure. Each is one of the reference's exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// An argument is missing, of the wrong type or out of range, or the operator does not exist.
    Argument,
    /// Values that don't go together, such as a number and a text.
    Type,
    /// Division by zero.
    Division,
    /// More weights than choices.
    Index,
    /// A name that a map does not have.
    Key,
    /// A value that cannot be used, such as the smallest of nothing.
    Value,
    /// A number too large for a double.
    Overflow,
    /// Text that is not ASCII, when only ASCII is allowed.
    Encoding,
    /// More work, more nesting or longer values than allowed. The reference has no such bounds.
    Limit,
}

impl FaultKind {
    /// The reference's exception.
    #[must_use]
    pub fn reference(self) -> &'static str {
        match self {
            Self::Argument => "AssertionError",
            Self::Type => "TypeError",
            Self::Division => "ZeroDivisionError",
            Self::Index => "IndexError",
            Self::Key => "KeyError",
            Self::Value => "ValueError",
            Self::Overflow => "OverflowError",
            Self::Encoding => "UnicodeEncodeError",
            Self::Limit => "RecursionError",
        }
    }
}

/// A failure, with the operator that failed and its place in the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of failure.
    pub kind: FaultKind,
    /// The operator, such as `weightedChoice`; empty when it was none.
    pub operator: Arc<str>,
    /// Where it stands in the compiled script, such as `seq[1].value`; empty outside of scripts.
    pub place: Arc<str>,
    /// What happened, in a sentence.
    pub message: String,
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, operator: "".into(), place: "".into(), message: message.into() }
    }

    /// A failure of an operator's argument, for operators of your own.
    #[must_use]
    pub fn argument(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Argument, message)
    }

    pub(crate) fn of_type(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Type, message)
    }

    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Limit, message)
    }

    /// With the line and column of this source as its place, for whoever wrote it.
    #[must_use]
    pub fn located(mut self, source: &str) -> Self {
        if let Some(position) = language::locate(source, &self.place) {
            self.place = position.to_string().into();
        }
        self
    }

    /// Names operator and place, unless something inside has done so already.
    pub(crate) fn at(mut self, operator: &Arc<str>, place: &Arc<str>) -> Self {
        if self.operator.is_empty() {
            self.operator = operator.clone();
            self.place = place.clone();
        }
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.operator.is_empty(), self.place.is_empty()) {
            (true, _) => write!(out, "{}", self.message),
            (false, true) => write!(out, "{}: {}", self.operator, self.message),
            (false, false) => write!(out, "{} at {}: {}", self.operator, self.place, self.message),
        }
    }
}

impl std::error::Error for Fault {}
