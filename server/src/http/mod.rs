//! HTTP: which request goes to whom, and what every answer carries.
//!
//! Intake and REST are for programs and stand outside the CSRF layer: they take keys and bearer tokens, never cookies.

pub mod assets;
mod attachments;
mod audit;
mod experiment_rows;
mod experiments;
mod forms;
mod health;
pub mod ingest;
mod invitation;
mod joining;
mod live;
mod mailbox;
#[cfg(test)]
mod matrix;
mod namespaces;
mod page;
mod patience;
mod peer;
pub mod rest;
mod room;
mod security;
pub mod serve;
#[cfg(test)]
mod serving;

use crate::cli::Result;
use app::document::Bundle;
use axum::{Router, extract::DefaultBodyLimit, routing::get};
use backend::{Backend, events::Intake};
use peer::TrustedProxies;

/// The largest body of a server function that somebody who is signed in calls: the dialog's 500 pasted addresses fit many times over.
const MAX_BODY: usize = 1024 * 1024;

/// Everything the server answers.
///
/// # Errors
/// When the base URL is none, or `dist/` was not built.
pub fn router(backend: Backend, intake: Intake, trusted_proxies: usize) -> Result<Router> {
    with_bundle(backend, intake, trusted_proxies, assets::bundle()?)
}

/// [`router`] with these names of the browser's half; tests need no built one.
fn with_bundle(backend: Backend, intake: Intake, trusted_proxies: usize, bundle: Bundle) -> Result<Router> {
    // What pages load while they are rendered runs on this runtime. Already set (a second server in a test) is as wanted.
    _ = any_spawner::Executor::init_tokio();
    let browser = Router::new()
        .route("/rpc/{*name}", axum::routing::post(page::call))
        .route("/{organization}/settings/audit/export", get(audit::export))
        .route("/{organization}/experiments/new", get(page::render).post(experiments::write))
        .route("/{organization}/experiments/{experiment}", get(page::render).post(experiments::change))
        .route("/{organization}/experiments/{experiment}/edit", get(page::render).post(experiments::write))
        .route("/{organization}/experiments/{experiment}/namespace", get(page::render).post(namespaces::change))
        .route("/{organization}/experiments/{experiment}/rows", get(experiment_rows::download))
        .route("/mailbox/{message}/html", get(mailbox::html))
        .route("/live/{organization}", get(live::changes))
        .route("/{organization}/attachments/{project}/{event}/{position}", get(attachments::download))
        .route("/invitation", get(page::render).post(invitation::handed_over))
        .route("/login", get(page::render).post(forms::sign_in))
        .route("/{organization}/login", get(page::render).post(forms::sign_in))
        .route("/{organization}/join", get(page::render).post(joining::ask))
        .route("/join", get(page::render).post(joining::link))
        .route("/confirm", get(page::render).post(joining::confirm))
        .route("/welcome", get(page::render).post(forms::welcome))
        .fallback(get(page::render))
        .layer(DefaultBodyLimit::max(room::STRANGERS))
        .with_state(page::Pages { backend: backend.clone(), bundle })
        .layer(security::csrf(&backend.settings.base_url)?)
        .layer(axum::middleware::from_fn(security::private));
    Ok(Router::new()
        .merge(ingest::router(intake))
        .merge(rest::router(backend.clone()))
        .merge(health::router(backend.clone()))
        .route("/assets/{*path}", get(assets::asset))
        .merge(browser)
        .layer(axum::middleware::from_fn_with_state(security::Transport::of(&backend.settings.base_url), security::headers))
        .layer(axum::middleware::from_fn_with_state(TrustedProxies(trusted_proxies), peer::remember)))
}
