//! Nothing yet, and not yet.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// An empty place: what would be here, and what to do; the children are the text and `<div class="buttons">`.
#[component]
pub fn Empty(glyph: Glyph, #[prop(into)] title: String, #[prop(optional)] small: bool, children: Children) -> impl IntoView {
    view! {
        <div class=if small { "empty empty--small" } else { "empty" }>
            <Icon glyph huge=true />
            <h2>{title}</h2>
            {children()}
        </div>
    }
}

/// Stands where content will be. Its lines are only seen; the word is heard.
#[component]
pub fn Skeleton(#[prop(default = 3)] lines: usize) -> impl IntoView {
    view! {
        <div class="skeletons" role="status">
            <span class="visually-hidden">"Loading"</span>
            {(0..lines).map(|line| view! { <span class=if line % 3 == 2 { "skeleton skeleton--short" } else { "skeleton skeleton--line" }></span> }).collect_view()}
        </div>
    }
}
