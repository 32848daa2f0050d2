//! Answers that refuse: a status and `{"detail"}`.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::Error;
use model::error::ApiError;
use serde_json::{Map, Value, json};

pub type Answer<T> = Result<T, Refusal>;

/// A request that was not done, and why.
#[derive(Debug)]
pub struct Refusal {
    status: StatusCode,
    detail: String,
    /// The field that is wrong.
    field: Option<String>,
}

impl Refusal {
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), field: None }
    }

    pub fn bad(field: &str, detail: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, detail: detail.into(), field: Some(field.to_owned()) }
    }

    pub fn not_found() -> Self {
        ApiError::NotFound.into()
    }

    pub const fn status(&self) -> StatusCode {
        self.status
    }

    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl From<ApiError> for Refusal {
    fn from(error: ApiError) -> Self {
        let detail = match &error {
            ApiError::SignedOut => "This token is not known here. Make a new one on the account page.".to_owned(),
            other => other.to_string(),
        };
        match error {
            ApiError::Invalid { field, .. } if !field.is_empty() => Self::bad(&field, detail),
            ApiError::Invalid { .. } => Self::new(StatusCode::BAD_REQUEST, detail),
            error => Self::new(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), detail),
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        error.into_api().into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = Map::from_iter([("detail".to_owned(), json!(self.detail))]);
        if let Some(field) = self.field {
            body.insert(field, json!([self.detail]));
        }
        let response = (self.status, Json(Value::Object(body))).into_response();
        if self.status == StatusCode::UNAUTHORIZED { unauthorized(response) } else { response }
    }
}

/// An answer that also says what would be let in.
pub fn unauthorized(mut response: Response) -> Response {
    response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer realm=\"api\""));
    response
}

/// Paths that are there, asked for in another way than they can be; what they can be asked for stands in the header `Allow`.
pub async fn otherwise() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "This address does not take this method; the header “Allow” names those that it takes.")
}

/// Paths that lead nowhere.
pub async fn nothing_here() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "There is nothing at this address. `muster openapi` lists what there is.")
}
