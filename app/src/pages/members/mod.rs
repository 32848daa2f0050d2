//! Members and pending invitations.

mod pending;

pub use pending::PendingInvitations;

use leptos::prelude::*;

#[component]
pub fn Members() -> impl IntoView {
    view! { <h1>"Members"</h1> }
}
