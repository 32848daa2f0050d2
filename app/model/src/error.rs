//! The one error that reaches a browser.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Everything that can go wrong, as the person in front of the page needs to hear it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum ApiError {
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// Not there, or not yours: the two look the same.
    NotFound,
    /// You are a member, but this is not yours to do; `reason` says who may.
    Forbidden { reason: String },
    /// A field is wrong; `field` is the form's name for it (empty: the whole form).
    Invalid { field: String, reason: String },
    /// Somebody or something was there first.
    Conflict { reason: String },
    /// Too much, too fast; possible again at `until`.
    Limited { until: Timestamp },
    /// The server could not be reached or could not answer; nothing was changed as far as the browser knows.
    Unavailable { reason: String },
}

impl ApiError {
    pub fn invalid(field: &str, reason: impl Into<String>) -> Self {
        Self::Invalid { field: field.to_owned(), reason: reason.into() }
    }

    pub fn forbidden(reason: impl Into<String>) -> Self {
        Self::Forbidden { reason: reason.into() }
    }

    /// The HTTP status that goes with it.
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignedOut => 401,
            Self::NotFound => 404,
            Self::Forbidden { .. } => 403,
            Self::Invalid { .. } => 422,
            Self::Conflict { .. } => 409,
            Self::Limited { .. } => 429,
            Self::Unavailable { .. } => 503,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignedOut => f.write_str("You have been signed out. Sign in and try again; what you typed is kept."),
            Self::NotFound => f.write_str("This doesn’t exist, or you can’t see it."),
            Self::Forbidden { reason } | Self::Invalid { reason, .. } | Self::Conflict { reason } | Self::Unavailable { reason } => {
                f.write_str(reason)
            }
            Self::Limited { until } => write!(f, "A limit is reached. Possible again from {}.", crate::time::absolute(*until)),
        }
    }
}

impl std::error::Error for ApiError {}
