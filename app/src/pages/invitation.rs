//! The page “Invitation”.

use leptos::prelude::*;

#[component]
pub fn Invitation() -> impl IntoView {
    view! { <h1>"Invitation"</h1> }
}
