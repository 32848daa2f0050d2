//! For load balancers: alive, and ready to work.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use backend::{Backend, db::query};

pub fn router(backend: Backend) -> Router {
    Router::new().route("/health/live", get(async || "ok")).route("/health/ready", get(ready)).with_state(backend)
}

async fn ready(State(backend): State<Backend>) -> (StatusCode, &'static str) {
    let answer: Result<(i64,), _> = query("SELECT CAST(1 AS BIGINT)").one(&backend.db).await;
    if answer.is_ok() { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer") }
}
