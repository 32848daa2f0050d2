//! The page “Sign in”.

use leptos::prelude::*;

#[component]
pub fn Login() -> impl IntoView {
    view! { <h1>"Sign in"</h1> }
}
