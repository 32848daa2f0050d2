//! The page “Reset password”.

use leptos::prelude::*;

#[component]
pub fn Reset() -> impl IntoView {
    view! { <h1>"Reset password"</h1> }
}
