//! The page “Welcome”.

use leptos::prelude::*;

#[component]
pub fn Welcome() -> impl IntoView {
    view! { <h1>"Welcome"</h1> }
}
