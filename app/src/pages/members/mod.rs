//! Members and pending invitations.

use leptos::prelude::*;

#[component]
pub fn Members() -> impl IntoView {
    view! { <h1>"Members"</h1> }
}
