//! The frame around an organization's pages.

use crate::organization::use_shell;
use leptos::prelude::*;
use leptos_router::components::Outlet;

/// Sidebar and page.
#[component]
pub fn Frame() -> impl IntoView {
    let shell = use_shell();
    view! {
        <nav aria-label="Main">{move || shell.with(|shell| shell.organization.name.clone())}</nav>
        <main id="main"><Outlet /></main>
    }
}
