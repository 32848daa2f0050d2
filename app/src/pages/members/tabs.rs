//! Between the people who are here and those who are asked for.

use crate::{
    components::{Tab, Tabs},
    organization::use_shell,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The tabs of both pages; the count changes by itself.
#[component]
pub fn PeopleTabs() -> impl IntoView {
    let shell = use_shell();
    let tabs = Memo::new(move |_| {
        shell.with(|shell| {
            let slug = &shell.organization.slug;
            let requests = Tab::new(if shell.role.is_approver() { "Requests" } else { "Your requests" }, format!("/{slug}/requests"));
            let requests = if shell.requests_waiting > 0 { requests.count(shell.requests_waiting) } else { requests };
            vec![Tab::new("Members", format!("/{slug}/members")), requests]
        })
    });
    let path = use_location().pathname;
    let current = Signal::derive(move || path.with(|path| path.trim_end_matches('/').to_owned()));
    view! { <Tabs label="Members and requests" tabs current /> }
}
