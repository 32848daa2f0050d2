//! Projects.

use leptos::prelude::*;

#[component]
pub fn Projects() -> impl IntoView {
    view! { <h1>"Projects"</h1> }
}

#[component]
pub fn NewProject() -> impl IntoView {
    view! { <h1>"New project"</h1> }
}

#[component]
pub fn Project() -> impl IntoView {
    view! { <h1>"Project"</h1> }
}

#[component]
pub fn Setup() -> impl IntoView {
    view! { <h1>"Set up"</h1> }
}
