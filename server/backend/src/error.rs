//! What can go wrong in a use case.

use model::{error::ApiError, time::Timestamp};

pub type Result<T> = std::result::Result<T, Error>;

/// A use case's refusal or failure. `Said` is meant for the person who asked; the rest is a fault of ours, logged once at the edge.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Said(#[from] ApiError),
    #[error("database: {0}")]
    Db(#[from] sqlx::Error),
    #[error("{0}")]
    Fault(String),
}

impl Error {
    pub fn not_found() -> Self {
        ApiError::NotFound.into()
    }

    pub fn forbidden(reason: impl Into<String>) -> Self {
        ApiError::forbidden(reason).into()
    }

    pub fn invalid(field: &str, reason: impl Into<String>) -> Self {
        ApiError::invalid(field, reason).into()
    }

    pub fn conflict(reason: impl Into<String>) -> Self {
        ApiError::Conflict { reason: reason.into() }.into()
    }

    pub fn limited(until: Timestamp) -> Self {
        ApiError::Limited { until }.into()
    }

    /// What the outside hears; faults are logged here, once.
    pub fn into_api(self) -> ApiError {
        match self {
            Self::Said(error) => error,
            Self::Db(_) | Self::Fault(_) => {
                tracing::error!(error = %self, "request failed");
                ApiError::Unavailable { reason: "The server could not do this right now. Nothing was changed; please try again.".into() }
            }
        }
    }
}
