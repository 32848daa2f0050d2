//! Teams.

use leptos::prelude::*;

#[component]
pub fn Teams() -> impl IntoView {
    view! { <h1>"Teams"</h1> }
}

#[component]
pub fn NewTeam() -> impl IntoView {
    view! { <h1>"New team"</h1> }
}

#[component]
pub fn Team() -> impl IntoView {
    view! { <h1>"Team"</h1> }
}
