//! The app: pages, the invite dialog, and the server functions they call. Rendered by the server first, then taken over by the browser.

pub mod api;
pub mod components;
#[cfg(feature = "ssr")]
pub mod document;
pub mod exposures;
mod handed_over;
pub mod invite;
pub mod live;
pub mod organization;
pub mod pages;
pub mod palette;
pub mod routes;
pub mod shell;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;

/// The whole app: providers, then the routes. The one dialog and the one row of toasts live beside them.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    components::provide_toasts();
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Muster".to_owned() } else { format!("{title} · Muster") } />
        <Router>
            <routes::SiteMap />
        </Router>
        <components::Toasts />
    }
}
