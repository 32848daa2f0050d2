//! Pages that say why there is no page.

use crate::{
    components::{Glyph, Icon, LinkButton, Look},
    organization::OpenOrganization,
    shell::Outside,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Redirect, hooks::use_location};
use model::error::ApiError;

/// In the context of a page outside of any organization that has its own frame: a problem is shown inside of it.
#[derive(Clone, Copy)]
pub struct InsideMain;

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
    let (glyph, title) = match &error {
        ApiError::NotFound => (Glyph::Search, "There is nothing here"),
        ApiError::Forbidden { .. } => (Glyph::Shield, "This isn’t open to you"),
        ApiError::Limited { .. } => (Glyph::Clock, "A little too fast"),
        _ => (Glyph::Alert, "This can’t be shown right now"),
    };
    let again = matches!(error, ApiError::Unavailable { .. } | ApiError::Limited { .. });
    let path = use_location().pathname.get_untracked();
    let inside = use_context::<OpenOrganization>().is_some() || use_context::<InsideMain>().is_some();
    let content = view! {
        <Title text=title />
        <div class="error-page">
            <Icon glyph huge=true />
            <h1>{title}</h1>
            <p>{error.to_string()}</p>
            <div class="buttons">
                {again.then(|| view! { <LinkButton href=path look=Look::Primary icon=Glyph::Refresh attr:rel="external">"Try again"</LinkButton> })}
                <LinkButton href="/">"Go to your issues"</LinkButton>
            </div>
        </div>
    };
    if inside { content.into_any() } else { view! { <Outside>{content}</Outside> }.into_any() }
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
