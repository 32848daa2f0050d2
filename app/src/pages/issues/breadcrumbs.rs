//! What happened before.

use super::facts::shown;
use crate::components::Panel;
use leptos::prelude::*;
use model::{
    event::{Breadcrumb, Level},
    time::{MINUTE, SECOND, Timestamp},
};

/// Newest ones shown at once; older ones are folded.
const OPEN: usize = 12;

/// The trail, newest first, with the time before the event.
#[component]
pub fn Breadcrumbs(breadcrumbs: Vec<Breadcrumb>, at: Timestamp) -> impl IntoView {
    let count = breadcrumbs.len();
    let mut rows: Vec<AnyView> = breadcrumbs.into_iter().rev().map(|crumb| view! { <Crumb crumb at /> }.into_any()).collect();
    let older = rows.split_off(rows.len().min(OPEN));
    let rest = older.len();
    view! {
        <Panel title="Breadcrumbs" description=format!("{count} before it happened, newest first") flush=true>
            <ol class="crumb-trail">{rows}</ol>
            {(rest > 0).then(|| view! {
                <details class="fold fold--inner"><summary>{format!("{rest} older")}</summary><ol class="crumb-trail">{older}</ol></details>
            })}
        </Panel>
    }
}

#[component]
fn Crumb(crumb: Breadcrumb, at: Timestamp) -> impl IntoView {
    let Breadcrumb { timestamp, kind, category, level, message, data } = crumb;
    let category = if category.is_empty() { kind } else { category };
    let tone = match level {
        Some(Level::Error | Level::Fatal) => "dot dot--danger",
        Some(Level::Warning) => "dot dot--warning",
        _ => "dot",
    };
    let before = timestamp.map(|then| before(at.0 - then.0));
    let data = (!data.is_empty()).then(|| {
        let parts: Vec<String> = data.iter().map(|(name, value)| format!("{name}: {}", shown(value))).collect();
        view! { <span class="crumb__data mono">{parts.join("  ")}</span> }
    });
    view! {
        <li class="crumb">
            <span class=tone><span class="visually-hidden">{level.map(Level::as_str)}</span></span>
            <span class="crumb__category">{category}</span>
            <span class="crumb__text">{message.map(|message| view! { <span>{message}</span> })}{data}</span>
            <span class="crumb__time num faint">{before}</span>
        </li>
    }
}

/// `−1.2 s`
fn before(milliseconds: i64) -> String {
    match milliseconds.max(0) {
        0 => "now".to_owned(),
        span if span < SECOND => format!("−{span} ms"),
        span if span < MINUTE => format!("−{}.{} s", span / SECOND, span % SECOND / 100),
        span => format!("−{} min", span / MINUTE),
    }
}
