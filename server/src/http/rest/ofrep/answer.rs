//! Answers in the protocol's words.

use crate::http::rest::answer::{Refusal, unauthorized};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{
    Error,
    experiments::{Evaluation, Reason},
};
use model::{error::ApiError, time::Timestamp};
use serde_json::{Value, json};

/// A question that is not answered. Keys are empty where all flags are asked for.
#[derive(Debug)]
pub enum No {
    /// No token, or none that is known.
    Stranger(String),
    /// Not for this account. An organization of others and one that is not there look the same.
    Forbidden(String),
    Bad {
        status: StatusCode,
        key: String,
        code: &'static str,
        details: String,
    },
    Unknown {
        key: String,
    },
    /// Too much; possible again after so many seconds.
    Limited {
        seconds: i64,
    },
    Unavailable,
}

impl No {
    pub fn bad(key: &str, code: &'static str, details: &str) -> Self {
        Self::Bad { status: StatusCode::BAD_REQUEST, key: key.to_owned(), code, details: details.to_owned() }
    }

    /// No organization of this account has this name.
    pub fn elsewhere() -> Self {
        Self::Forbidden("This token’s account is in no organization of this name.".to_owned())
    }

    /// What a use case said, at this time.
    pub fn of(error: Error, now: Timestamp) -> Self {
        match error.into_api() {
            ApiError::SignedOut => Self::Stranger("This token is not known here.".to_owned()),
            ApiError::NotFound => Self::elsewhere(),
            ApiError::Forbidden { reason } => Self::Forbidden(reason),
            ApiError::Invalid { reason, .. } | ApiError::Conflict { reason } => Self::bad("", "GENERAL", &reason),
            ApiError::Limited { until } => Self::Limited { seconds: ((until.0 - now.0 + 999) / 1000).max(1) },
            ApiError::Unavailable { .. } => Self::Unavailable,
        }
    }
}

/// How the gatekeeper refuses: for want of a known token, or because the server can't look for it now.
impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        match refusal.status() {
            StatusCode::UNAUTHORIZED => Self::Stranger(refusal.detail().to_owned()),
            _ => Self::Unavailable,
        }
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let said = |status: StatusCode, body: Value| (status, Json(body)).into_response();
        match self {
            Self::Stranger(details) => unauthorized(said(StatusCode::UNAUTHORIZED, error("", "GENERAL", &details))),
            Self::Forbidden(details) => said(StatusCode::FORBIDDEN, error("", "GENERAL", &details)),
            Self::Bad { status, key, code, details } => said(status, error(&key, code, &details)),
            Self::Unknown { key } => said(StatusCode::NOT_FOUND, no_flag(&key)),
            Self::Limited { seconds } => {
                let mut response =
                    said(StatusCode::TOO_MANY_REQUESTS, json!({ "errorDetails": "A limit is reached. Retry-After says when to ask again." }));
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                response
            }
            Self::Unavailable => said(StatusCode::INTERNAL_SERVER_ERROR, json!({ "errorDetails": "The server could not do this right now." })),
        }
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

#[cfg(test)]
mod tests {
    use super::No;
    use axum::{http::StatusCode, response::IntoResponse};
    use backend::Error;
    use model::time::Timestamp;

    #[test]
    fn refusals_of_use_cases_keep_their_meaning() {
        let now = Timestamp(1_000_000);
        let limited = No::of(Error::limited(Timestamp(1_002_500)), now).into_response();
        assert_eq!(limited.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(limited.headers()["retry-after"], "3", "whole seconds, and not too few");
        let forbidden = No::of(Error::forbidden("Only owners."), now).into_response();
        assert_eq!(forbidden.status(), StatusCode::FORBIDDEN);
        assert_eq!(No::of(Error::not_found(), now).into_response().status(), StatusCode::FORBIDDEN);
        assert_eq!(No::of(Error::Fault("a cause".into()), now).into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
