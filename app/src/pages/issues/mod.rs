//! Issues: the list and the detail.

use leptos::prelude::*;

#[component]
pub fn IssueList() -> impl IntoView {
    view! { <h1>"Issues"</h1> }
}

#[component]
pub fn IssueDetail() -> impl IntoView {
    view! { <h1>"Issue"</h1> }
}
