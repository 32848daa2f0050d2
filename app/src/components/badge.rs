//! Small words with a tone.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

/// What a word or message means. The words always say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Plain,
    Accent,
    Success,
    Warning,
    Danger,
}

impl Tone {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Accent => "accent",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
        }
    }

    pub(super) const fn glyph(self) -> Glyph {
        match self {
            Tone::Plain | Tone::Accent => Glyph::Info,
            Tone::Success => Glyph::Check,
            Tone::Warning | Tone::Danger => Glyph::Alert,
        }
    }
}

/// A word in a frame.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] dashed: bool,
    #[prop(optional)] icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    let class = format!("badge badge--{}{}", tone.name(), if dashed { " badge--dashed" } else { "" });
    view! { <span class=class>{icon.map(|glyph| view! { <Icon glyph /> })}{children()}</span> }
}

/// A word after a coloured dot.
#[component]
pub fn Dot(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    view! { <span class=format!("dot dot--{}", tone.name())>{children()}</span> }
}

/// A number beside a word; nothing for zero. `of` is what is counted, for who can't see what it stands beside.
#[component]
pub fn Count(#[prop(into)] value: Signal<i64>, #[prop(into)] of: Signal<String>, #[prop(optional)] accent: bool) -> impl IntoView {
    let class = if accent { "count count--accent" } else { "count" };
    move || (value.get() > 0).then(|| view! { <span class=class>{value.get()}</span><span class="visually-hidden">" "{move || of.get()}</span> })
}
