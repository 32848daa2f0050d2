//! The page “Account”.

use leptos::prelude::*;

#[component]
pub fn Account() -> impl IntoView {
    view! { <h1>"Account"</h1> }
}
