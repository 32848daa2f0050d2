//! What SDKs are told. They read the status, `Retry-After` and `X-Sentry-Rate-Limits`; people who debug them read `detail`.

use super::METHODS;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::events::{Limited, Lost, auth::Refused, receive::Bad};
use serde_json::json;

/// Seconds after which a full disk is worth another try.
const DISK_FULL: i64 = 60;
/// The same for a database that doesn’t answer, and for too much at once.
const BUSY: i64 = 10;

/// The answer to a request that is not taken.
#[derive(Debug, PartialEq, Eq)]
pub enum No {
    Auth(Refused),
    Bad(String),
    TooLarge(&'static str),
    Limited(Limited),
    DiskFull,
    Busy,
}

impl From<Refused> for No {
    fn from(refused: Refused) -> Self {
        Self::Auth(refused)
    }
}

impl From<Bad> for No {
    fn from(bad: Bad) -> Self {
        match bad {
            Bad::Framing(reason) => Self::Bad(reason),
            Bad::TooLarge(reason) => Self::TooLarge(reason),
            Bad::Auth(refused) => Self::Auth(refused),
        }
    }
}

impl From<Lost> for No {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::DiskFull => Self::DiskFull,
            Lost::Unavailable => Self::Busy,
            Lost::Unstorable => Self::Bad("this event can’t be stored".to_owned()),
        }
    }
}

/// Stored.
pub fn taken(id: &str) -> Response {
    Json(json!({ "id": id })).into_response()
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        match self {
            Self::Auth(refused) => refusal(StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::FORBIDDEN), refused.detail()),
            Self::Bad(reason) => refusal(StatusCode::BAD_REQUEST, &reason),
            Self::TooLarge(reason) => refusal(StatusCode::PAYLOAD_TOO_LARGE, reason),
            Self::Limited(Limited { seconds }) => {
                let mut response = later(StatusCode::TOO_MANY_REQUESTS, "this project sends more than it may; try again later", seconds);
                // A bare 429 silences some SDKs altogether: say what is limited, and for how long.
                if let Ok(limits) = HeaderValue::from_str(&format!("{seconds}:default;error;attachment:project")) {
                    response.headers_mut().insert("x-sentry-rate-limits", limits);
                }
                response
            }
            Self::DiskFull => later(StatusCode::SERVICE_UNAVAILABLE, "no space left to store events", DISK_FULL),
            Self::Busy => later(StatusCode::SERVICE_UNAVAILABLE, "events can’t be stored right now", BUSY),
        }
    }
}

fn refusal(status: StatusCode, detail: &str) -> Response {
    let mut response = (status, Json(json!({ "detail": detail }))).into_response();
    let plain: String = detail.chars().map(|c| if c == '’' { '\'' } else { c }).map(|c| if (' '..='~').contains(&c) { c } else { '?' }).collect();
    if let Ok(value) = HeaderValue::from_str(&plain) {
        response.headers_mut().insert("x-sentry-error", value);
    }
    response
}

fn later(status: StatusCode, detail: &str, seconds: i64) -> Response {
    let mut response = refusal(status, detail);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// What a browser asks before it reports from another origin.
pub async fn preflight() -> StatusCode {
    StatusCode::OK
}

/// Any page may report; scripts there may read what tells them to slow down.
pub async fn open_to_all(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-sentry-error, retry-after, x-sentry-rate-limits"));
    if let Ok(methods) = HeaderValue::from_str(&METHODS.map(|method| method.to_string()).join(", ")) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    }
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("x-sentry-auth, authorization, authentication, content-type, content-encoding, transfer-encoding, x-requested-with, x-forwarded-for, origin, referer, accept"),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
