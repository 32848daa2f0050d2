//! Where SDKs report.

use axum::Router;
use backend::events::Intake;

pub fn router(_: Intake) -> Router {
    Router::new()
}
