//! Tabs that are places: links, one of them current.

use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    pub label: String,
    pub href: String,
    /// How many are inside; shown where known.
    pub count: Option<i64>,
}

impl Tab {
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), count: None }
    }

    #[must_use]
    pub fn count(mut self, count: i64) -> Self {
        self.count = Some(count);
        self
    }
}

/// A row of tabs; `current` is the address of the open one.
#[component]
pub fn Tabs(#[prop(into)] label: String, #[prop(into)] tabs: Signal<Vec<Tab>>, #[prop(into)] current: Signal<String>) -> impl IntoView {
    let links = move || {
        let current = current.get();
        let link = |Tab { label, href, count }: Tab| {
            let is_current = (href == current).then_some("page");
            view! { <a href=href aria-current=is_current>{label}{count.map(|count| view! { <span class="count">{count}</span> })}</a> }
        };
        tabs.get().into_iter().map(link).collect_view()
    };
    view! { <nav class="tabs" aria-label=label>{links}</nav> }
}
