//! The frame of pages before the door: the mark above, one card in the middle.

use crate::components::{DocumentTitle, Wordmark};
use leptos::prelude::*;

/// The frame; its children are [`Card`]s.
#[component]
pub fn Outside(children: Children) -> impl IntoView {
    view! {
        <div class="auth">
            <header class="auth__top"><a class="plain-link" href="/" aria-label="Muster, start page"><Wordmark /></a></header>
            <main id="main" class="auth__middle">{children()}</main>
        </div>
    }
}

/// A card with the page's h1, which is also the document's title, and a sentence beneath.
#[component]
pub fn Card(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] lead: Signal<Option<String>>,
    #[prop(optional)] wide: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <DocumentTitle title />
        <div class=if wide { "auth__card auth__card--wide" } else { "auth__card" }>
            <header>
                <h1>{move || title.get()}</h1>
                {move || lead.get().map(|lead| view! { <p>{lead}</p> })}
            </header>
            {children()}
        </div>
    }
}
