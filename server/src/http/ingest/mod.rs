//! Where SDKs report: `/api/{project}/envelope/` and `/api/{project}/store/`.

mod answer;
mod body;
mod receive;
#[cfg(test)]
mod tests;

use axum::{Router, http::Method, routing::post};
use backend::events::Intake;

/// The routes of intake, with and without the slash at the end. From any origin: keys are public, and no cookie is looked at.
pub fn router(intake: Intake) -> Router {
    let door = body::Door::new(intake);
    let envelope = || post(receive::envelope).options(answer::preflight);
    let store = || post(receive::store).options(answer::preflight);
    Router::new()
        .route("/api/{project_id}/envelope/", envelope())
        .route("/api/{project_id}/envelope", envelope())
        .route("/api/{project_id}/store/", store())
        .route("/api/{project_id}/store", store())
        .layer(axum::middleware::map_response(answer::open_to_all))
        .with_state(door)
}

/// What browsers may send.
const METHODS: [Method; 2] = [Method::POST, Method::OPTIONS];
