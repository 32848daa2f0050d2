//! An event, from what was raised to the raw data.

use super::{
    breadcrumbs::Breadcrumbs,
    facts::{Contexts, PairFacts, RequestPart, UserPart},
    frames::Exceptions,
};
use crate::components::Panel;
use leptos::{html, prelude::*};
use model::event::Event;

/// Everything about one event, in the order in which one reads it.
#[component]
pub fn EventPart(event: Event) -> impl IntoView {
    let raw = event.clone();
    let Event { exceptions, frames, message, breadcrumbs, request, user, contexts, extra, modules, changes, .. } = event;
    let said = message.filter(|_| exceptions.is_empty());
    let changed = changes.into_iter().map(|change| view! { <li><code>{change.path}</code>" "{change.what.label()}</li> }).collect_view();
    let has_changes = !raw.changes.is_empty();
    view! {
        {said.map(|text| view! { <Panel title="Message"><p class="issue-message">{text}</p></Panel> })}
        <Exceptions exceptions frames />
        {(!breadcrumbs.is_empty()).then(|| view! { <Breadcrumbs breadcrumbs at=raw.timestamp /> })}
        {request.map(|request| view! { <RequestPart request /> })}
        {user.map(|user| view! { <UserPart user /> })}
        {(!contexts.is_empty()).then(|| view! { <Contexts contexts /> })}
        {(!extra.is_empty()).then(|| view! { <Panel title="Additional data" flush=true><PairFacts pairs=extra /></Panel> })}
        {(!modules.is_empty()).then(|| view! { <Modules modules /> })}
        {has_changes.then(|| view! {
            <details class="panel fold"><summary>"Changed on arrival"</summary><ul class="panel__body stack stack--tight small">{changed}</ul></details>
        })}
        <Raw event=raw />
    }
}

#[component]
fn Modules(modules: Vec<(String, String)>) -> impl IntoView {
    let count = modules.len();
    let rows = modules.into_iter().map(|(name, version)| view! { <div><dt>{name}</dt><dd class="mono">{version}</dd></div> }).collect_view();
    view! {
        <details class="panel fold">
            <summary>"Packages"<span class="count">{count}</span></summary>
            <dl class="modules panel__body">{rows}</dl>
        </details>
    }
}

/// The event as JSON; written only when it is opened, because it is long.
#[component]
fn Raw(event: Event) -> impl IntoView {
    let event = StoredValue::new(event);
    let shown = RwSignal::new(false);
    let fold = NodeRef::<html::Details>::new();
    let toggled = move |_| {
        if fold.get_untracked().is_some_and(|fold| fold.open()) {
            shown.set(true);
        }
    };
    view! {
        <details class="panel fold" node_ref=fold on:toggle=toggled>
            <summary>"Raw event"</summary>
            {move || shown.get().then(|| view! { <div class="code raw-event"><pre tabindex="0" aria-label="The event as JSON">{event.with_value(|event| serde_json::to_string_pretty(event).unwrap_or_default())}</pre></div> })}
        </details>
    }
}
