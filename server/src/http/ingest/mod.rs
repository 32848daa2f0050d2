//! Where SDKs report.

use axum::Router;
use backend::Backend;

/// Takes events in.
#[derive(Clone)]
pub struct Intake;

impl Intake {
    pub fn start(_: Backend) -> Self {
        Self
    }

    pub async fn drain(&self) {}
}

pub fn router(_: Intake) -> Router {
    Router::new()
}
