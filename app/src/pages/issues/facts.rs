//! Request, user, contexts: names and values as they came.

use crate::components::Panel;
use leptos::prelude::*;
use model::event::{Pairs, Request, User};
use serde_json::Value;

/// A value as text: strings as they are, everything else as JSON.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(_) | Value::Array(_) => serde_json::to_string_pretty(value).unwrap_or_default(),
        other => other.to_string(),
    }
}

/// A table of names and values.
#[component]
pub fn PairFacts(pairs: Pairs) -> impl IntoView {
    let rows = pairs.into_iter().map(|(name, value)| view! { <tr><th scope="row">{name}</th><td>{shown(&value)}</td></tr> }).collect_view();
    view! { <table class="variables variables--plain"><tbody>{rows}</tbody></table> }
}

fn texts(pairs: Vec<(String, String)>) -> Pairs {
    pairs.into_iter().map(|(name, value)| (name, Value::String(value))).collect()
}

/// The HTTP request that was being served.
#[component]
pub fn RequestPart(request: Request) -> impl IntoView {
    let Request { url, method, query, headers, cookies, data, env } = request;
    let body = data.map(|data| shown(&data));
    let groups = [("Query", texts(query)), ("Headers", texts(headers)), ("Cookies", texts(cookies)), ("Environment", env)];
    let groups = groups
        .into_iter()
        .filter(|(_, pairs)| !pairs.is_empty())
        .map(|(title, pairs)| {
            let open = title == "Query";
            view! { <details class="fold fold--inner" open=open><summary>{title}<span class="count">{pairs.len()}</span></summary><PairFacts pairs /></details> }
        })
        .collect_view();
    view! {
        <Panel title="Request" flush=true>
            <p class="request-line mono"><strong>{method.unwrap_or_else(|| "GET".to_owned())}</strong>" "<span class="wrap-anywhere">{url}</span></p>
            {groups}
            {body.map(|body| view! { <details class="fold fold--inner" open=true><summary>"Body"</summary><div class="code code--wrap"><pre>{body}</pre></div></details> })}
        </Panel>
    }
}

/// Who was using the program.
#[component]
pub fn UserPart(user: User) -> impl IntoView {
    let User { id, email, username, ip_address, other } = user;
    let known = [("ID", id), ("E-mail", email), ("Name", username), ("Address", ip_address)];
    let mut pairs: Pairs = known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?)))).collect();
    pairs.extend(other);
    view! { <Panel title="User" flush=true><PairFacts pairs /></Panel> }
}

/// What the program ran on: one block each, short ones side by side.
#[component]
pub fn Contexts(contexts: Pairs) -> impl IntoView {
    let blocks = contexts
        .into_iter()
        .map(|(name, value)| {
            let facts: Vec<(String, Value)> = match value {
                Value::Object(fields) => fields.into_iter().filter(|(key, _)| key != "type").collect(),
                other => vec![(name.clone(), other)],
            };
            let facts = facts.into_iter().map(|(key, value)| view! { <dt>{key}</dt><dd class="mono">{shown(&value)}</dd> }).collect_view();
            view! { <section class="context"><h3>{name}</h3><dl class="facts">{facts}</dl></section> }
        })
        .collect_view();
    view! { <Panel title="Contexts"><div class="contexts">{blocks}</div></Panel> }
}
