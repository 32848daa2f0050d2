//! Pages that say why there is no page.

use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_location};
use model::error::ApiError;

/// Nothing is at this address.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Problem error=ApiError::NotFound /> }
}

/// Why a page can't be shown, and the next step. Signed out leads to sign-in and back here.
#[component]
pub fn Problem(error: ApiError) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if error != ApiError::SignedOut {
        crate::api::call::set_page_status(error.status());
    }
    if error == ApiError::SignedOut {
        let location = use_location();
        let path = location.pathname.get_untracked();
        let organization = path.split('/').nth(1).unwrap_or_default().to_owned();
        let next = encode_query(&path);
        return view! { <Redirect path=format!("/{organization}/login?next={next}") /> }.into_any();
    }
    view! {
        <main class="problem">
            <h1>"There is nothing here"</h1>
            <p>{error.to_string()}</p>
            <a href="/">"Go to your issues"</a>
        </main>
    }
    .into_any()
}

/// Percent-encodes a path for a query, the same way on server and browser.
pub fn encode_query(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
