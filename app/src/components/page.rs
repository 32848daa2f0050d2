//! A page's frame, heading and panels.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;
use leptos_meta::Title;

/// The column that a page's content stands in.
#[component]
pub fn Page(#[prop(optional)] narrow: bool, #[prop(optional)] full: bool, children: Children) -> impl IntoView {
    let class = if narrow {
        "page page--narrow"
    } else if full {
        "page page--full"
    } else {
        "page"
    };
    view! { <div class=class>{children()}</div> }
}

/// The page's one h1, which is also the document's title; its children are the actions on the right.
#[component]
pub fn PageHeader(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] description: Signal<Option<String>>,
    #[prop(optional)] crumbs: Vec<Crumb>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <DocumentTitle title />
        <header class="page__head">
            <div>
                {(!crumbs.is_empty()).then(|| view! { <Crumbs crumbs /> })}
                <h1>{move || title.get()}</h1>
                {move || description.get().map(|text| view! { <p>{text}</p> })}
            </div>
            {children.map(|children| view! { <div class="buttons">{children()}</div> })}
        </header>
    }
}

/// The document's title. The server writes it last, when the page's own values may be gone: there it is a plain text.
#[component]
pub fn DocumentTitle(title: Signal<String>) -> impl IntoView {
    #[cfg(feature = "ssr")]
    let text = title.get_untracked();
    #[cfg(not(feature = "ssr"))]
    let text = move || title.get();
    view! { <Title text /> }
}

/// A page above this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: String,
}

impl Crumb {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// Where this page is.
#[component]
pub fn Crumbs(crumbs: Vec<Crumb>) -> impl IntoView {
    let step = |(place, Crumb { label, href })| view! { {(place > 0).then(|| view! { <Icon glyph=Glyph::ChevronRight /> })}<a href=href>{label}</a> };
    let steps = crumbs.into_iter().enumerate().map(step).collect_view();
    view! { <nav class="crumbs" aria-label="Breadcrumb">{steps}</nav> }
}

/// A framed part of a page. `flush`: the content (a table, a list) reaches the frame.
#[component]
pub fn Panel(
    #[prop(optional, into)] title: Option<String>,
    #[prop(optional, into)] description: Option<String>,
    #[prop(optional)] actions: Option<AnyView>,
    #[prop(optional)] foot: Option<AnyView>,
    #[prop(optional)] flush: bool,
    #[prop(optional)] danger: bool,
    children: Children,
) -> impl IntoView {
    let head = title.map(|title| {
        view! {
            <header class="panel__head">
                <div><h2>{title}</h2>{description.map(|text| view! { <p>{text}</p> })}</div>
                {actions.map(|actions| view! { <div class="buttons">{actions}</div> })}
            </header>
        }
    });
    view! {
        <section class=if danger { "panel panel--danger" } else { "panel" }>
            {head}
            <div class=if flush { "panel__body panel__body--flush" } else { "panel__body" }>{children()}</div>
            {foot.map(|foot| view! { <footer class="panel__foot">{foot}</footer> })}
        </section>
    }
}
