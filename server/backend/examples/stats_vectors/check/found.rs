//! What was computed, in the shape of a case's output. Unlike JSON it can say that something is no number.

use backend::experiments::stats::Interval;

#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Nothing,
    Number(f64),
    Text(&'static str),
    List(Vec<Found>),
    Object(Vec<(&'static str, Found)>),
}

impl Found {
    /// The same object with more in it.
    pub fn and(self, more: Self) -> Self {
        match (self, more) {
            (Self::Object(mut fields), Self::Object(more)) => {
                fields.extend(more);
                Self::Object(fields)
            }
            (found, _) => found,
        }
    }
}

impl From<f64> for Found {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&'static str> for Found {
    fn from(text: &'static str) -> Self {
        Self::Text(text)
    }
}

impl From<Interval> for Found {
    fn from(interval: Interval) -> Self {
        Self::List(vec![interval.low.into(), interval.high.into()])
    }
}

impl<T: Into<Found>> From<Option<T>> for Found {
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::Nothing, Into::into)
    }
}

impl<T: Into<Found>> From<Vec<T>> for Found {
    fn from(found: Vec<T>) -> Self {
        Self::List(found.into_iter().map(Into::into).collect())
    }
}

/// `found! { "p": 0.5, "ci": interval }`
macro_rules! found {
    ($($key:literal: $value:expr),* $(,)?) => {
        $crate::check::found::Found::Object(vec![$(($key, $crate::check::found::Found::from($value))),*])
    };
}
pub(super) use found;
