//! The page “Mailbox”.

use leptos::prelude::*;

#[component]
pub fn Mailbox() -> impl IntoView {
    view! { <h1>"Mailbox"</h1> }
}
