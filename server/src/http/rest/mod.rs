//! `/api/0/`.

use axum::Router;
use backend::Backend;

pub fn router(_: Backend) -> Router {
    Router::new()
}

pub fn openapi() -> serde_json::Value {
    serde_json::Value::Null
}
