//! Answers in the protocol's words.

use crate::http::rest::answer::Refusal;
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::{
    Error,
    experiments::{Evaluation, Reason},
};
use model::error::ApiError;
use serde_json::{Value, json};

/// A question that is not answered.
pub enum No {
    /// No token, or none that is known.
    Stranger(Refusal),
    Bad {
        key: String,
        code: &'static str,
        details: String,
    },
    Body(StatusCode, String),
    NotFound,
    Unavailable,
}

impl No {
    pub fn bad(key: &str, code: &'static str, details: &str) -> Self {
        Self::Bad { key: key.to_owned(), code, details: details.to_owned() }
    }
}

impl From<Error> for No {
    fn from(error: Error) -> Self {
        match error.into_api() {
            ApiError::NotFound => Self::NotFound,
            _ => Self::Unavailable,
        }
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let (status, body) = match self {
            Self::Stranger(refusal) => return refusal.into_response(),
            Self::Bad { key, code, details } => (StatusCode::BAD_REQUEST, error(&key, code, &details)),
            Self::Body(status, details) => (status, error("", "PARSE_ERROR", &details)),
            Self::NotFound => (StatusCode::NOT_FOUND, error("", "GENERAL", "There is no such organization for this token.")),
            Self::Unavailable => (StatusCode::INTERNAL_SERVER_ERROR, json!({ "errorDetails": "The server could not do this right now." })),
        };
        (status, Json(body)).into_response()
    }
}

fn error(key: &str, code: &str, details: &str) -> Value {
    let mut body = json!({ "errorCode": code, "errorDetails": details });
    if !key.is_empty() {
        body["key"] = key.into();
    }
    body
}

fn no_flag(key: &str) -> Value {
    error(key, "FLAG_NOT_FOUND", "There is no flag of this name that anybody gets, or it has no value here.")
}

/// What became of one flag, as status and body. Without a value it is always “not found”: that makes every client use its own default.
pub fn evaluated(evaluation: Evaluation) -> (StatusCode, Value) {
    match evaluation {
        Evaluation::Unknown { key } => (StatusCode::NOT_FOUND, no_flag(&key)),
        Evaluation::Out { key } => {
            (StatusCode::NOT_FOUND, error(&key, "FLAG_NOT_FOUND", "This targetingKey is not part of the experiment: use your own default."))
        }
        Evaluation::Failed { key, why } => (StatusCode::BAD_REQUEST, error(&key, "INVALID_CONTEXT", &why)),
        Evaluation::Found { key, value, reason, counts, experiment, version } => {
            let variant = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let metadata = json!({ "experiment": experiment, "version": version, "inExperiment": counts });
            let reason = match reason {
                Reason::Split => "SPLIT",
                Reason::Static => "STATIC",
            };
            (StatusCode::OK, json!({ "key": key, "value": value, "reason": reason, "variant": variant, "metadata": metadata }))
        }
    }
}
