//! REST under `/api/0/`, for command-line clients and scripts: bearer tokens, JSON, paths that end with a slash.
//!
//! One list, [`routes::table`], makes both the router and the OpenAPI document.

mod answer;
mod artifacts;
mod assign;
mod call;
mod events;
mod experiments;
mod index;
mod invitations;
mod issues;
mod join_request;
mod members;
mod ofrep;
mod openapi;
mod organizations;
mod origins;
mod page;
mod projects;
mod releases;
mod requests;
mod routes;
mod schemas;
mod shapes;
mod teams;
#[cfg(test)]
mod tests;

use axum::{Router, extract::DefaultBodyLimit};
use backend::Backend;

pub use openapi::openapi;

/// The largest JSON body, in bytes: a thousand commits with their files.
const MAX_BODY: usize = 16 * 1024 * 1024;
/// The largest body of all, in bytes: pieces of source maps.
pub const MOST: usize = 33 * 1024 * 1024;
/// The largest body where no token is asked for, in bytes.
const OPEN: usize = 16 * 1024;

/// Everything under `/api/0/`.
pub fn router(backend: Backend) -> Router {
    let mut router = Router::new();
    for mut route in routes::table() {
        if route.open {
            route.handler = route.handler.layer(DefaultBodyLimit::max(OPEN));
        }
        if route.for_pages {
            // Within what opens it: pages may read why.
            route.handler = origins::open(route.handler.fallback(answer::otherwise));
        }
        // Clients end paths with a slash; people who type them forget it.
        if let Some(bare) = route.path.strip_suffix('/') {
            router = router.route(bare, route.handler.clone());
        }
        router = router.route(route.path, route.handler);
    }
    router
        .method_not_allowed_fallback(answer::otherwise)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .route("/api/0/{*rest}", axum::routing::any(answer::nothing_here))
        .with_state(backend.clone())
        .merge(ofrep::router(backend))
        .layer(axum::middleware::from_fn(super::room::wait))
}
