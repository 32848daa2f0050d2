//! A message that stays on the page.

use super::{badge::Tone, icon::Icon};
use leptos::prelude::*;

/// A message in its tone. Errors and warnings are announced when they appear.
#[component]
pub fn Banner(#[prop(optional)] tone: Tone, #[prop(optional, into)] title: Option<String>, children: Children) -> impl IntoView {
    let class = format!("banner banner--{}", if tone == Tone::Accent { "info" } else { tone.name() });
    let role = if tone == Tone::Danger { "alert" } else { "status" };
    view! {
        <div class=class role=role>
            <Icon glyph=tone.glyph() />
            <div>{title.map(|title| view! { <strong>{title}</strong> })}{children()}</div>
        </div>
    }
}
