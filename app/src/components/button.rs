//! Buttons, and links that look like them.

use super::icon::{Glyph, Icon};
use leptos::{ev::MouseEvent, html, prelude::*};

/// How much a button asks for attention. At most one primary in sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    Primary,
    #[default]
    Secondary,
    Quiet,
    Danger,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Look::Primary => "button button--primary",
            Look::Secondary => "button button--secondary",
            Look::Quiet => "button button--quiet",
            Look::Danger => "button button--danger",
        }
    }
}

/// The classes of a button; without text it is a square.
fn classes(look: Look, small: bool, square: bool, more: &str) -> String {
    let mut class = look.class().to_owned();
    for (wanted, name) in [(small, "button--small"), (square, "button--icon"), (!more.is_empty(), more)] {
        if wanted {
            class.push(' ');
            class.push_str(name);
        }
    }
    class
}

/// A button. `label` is its name where it has only an icon. While `busy` it keeps focus and ignores clicks and submits.
/// Attributes can be added with `attr:`.
#[component]
pub fn Button(
    #[prop(optional)] look: Look,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional)] submit: bool,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] on_click: Option<Callback<MouseEvent>>,
    #[prop(optional)] node_ref: NodeRef<html::Button>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = classes(look, small, children.is_none(), &class);
    let title = label.clone();
    let click = move |event: MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_click) = on_click {
            on_click.run(event);
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=class
            node_ref=node_ref
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            aria-label=label
            title=title
            on:click=click
        >
            {move || if busy.get() { view! { <span class="spinner" aria-hidden="true"></span> }.into_any() } else { icon.map(|glyph| view! { <Icon glyph /> }).into_any() }}
            {children.map(|children| children())}
        </button>
    }
}

/// A link that looks like a button, because it is the page's next step.
#[component]
pub fn LinkButton(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] look: Look,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] class: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let class = classes(look, small, children.is_none(), &class);
    view! {
        <a class=class href=move || href.get() aria-label=label>
            {icon.map(|glyph| view! { <Icon glyph /> })}
            {children.map(|children| children())}
        </a>
    }
}
