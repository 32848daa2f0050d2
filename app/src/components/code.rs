//! Blocks of code.

use super::copy::CopyButton;
use leptos::prelude::*;

/// Code in a frame, with a button that copies it. `label` names it.
#[component]
pub fn CodeBlock(#[prop(into)] label: String, #[prop(into)] code: Signal<String>, #[prop(optional)] wrap: bool) -> impl IntoView {
    view! {
        <div class=if wrap { "code code--wrap" } else { "code" }>
            <pre tabindex="0" role="region" aria-label=label><code>{move || code.get()}</code></pre>
            <CopyButton value=code small=true />
        </div>
    }
}
