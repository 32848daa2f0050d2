//! A row of the list.

use super::{
    assignee::AssigneeButton,
    chart::Sparkline,
    parts::{Level, StatusBadge, compact, count, teams_of},
};
use crate::components::Time;
use leptos::prelude::*;
use model::{
    id::IssueId,
    issue::{IssueSummary, Status},
};
use std::collections::HashSet;

/// The id of the row's link.
pub fn link_id(issue: &IssueId) -> String {
    format!("issue-{issue}")
}

/// One issue. `status` is what the list was asked for: a row that has left it says so.
#[component]
pub fn Row(
    organization: String,
    place: usize,
    issue: RwSignal<IssueSummary>,
    status: Option<Status>,
    selected: RwSignal<HashSet<IssueId>>,
    active: RwSignal<Option<usize>>,
) -> impl IntoView {
    let first = issue.get_untracked();
    let (id, project) = (first.id.clone(), first.project.id);
    let teams = teams_of(project);
    let href = format!("/{organization}/issues/{id}");
    let chosen = StoredValue::new(id.clone());
    let is_selected = move || selected.with(|selected| chosen.with_value(|id| selected.contains(id)));
    let toggle = move |_| {
        selected.update(|selected| {
            let id = chosen.get_value();
            if !selected.remove(&id) {
                selected.insert(id);
            }
        });
    };
    let badge = move || Some(issue.with(|issue| issue.status)).filter(|now| Some(*now) != status).map(|status| view! { <StatusBadge status /> });
    view! {
        <li class="issue" data-selected=move || is_selected().then_some("") data-active=move || (active.get() == Some(place)).then_some("")>
            <label class="issue__check">
                <span class="visually-hidden">{format!("Select {}", first.short_id)}</span>
                <input type="checkbox" name="issue" value=id.to_string() prop:checked=is_selected on:change=toggle />
            </label>
            <div class="issue__main">
                <a class="issue__title" id=link_id(&id) href=href on:focus=move |_| active.set(Some(place))>
                    {move || issue.with(|issue| issue.title.clone())}
                </a>
                <span class="issue__culprit">{move || issue.with(|issue| issue.culprit.clone())}</span>
                <span class="issue__meta">
                    <Level level=first.level.clone() />
                    <span class="mono">{first.short_id.clone()}</span>
                    <span class="wide-only truncate">{first.project.name.clone()}</span>
                    <span><Time at=Signal::derive(move || issue.with(|issue| issue.last_seen)) /></span>
                    <span class="wide-only">"first "<Time at=first.first_seen /></span>
                    {badge}
                </span>
            </div>
            <div class="issue__graph">{move || view! { <Sparkline counts=issue.with(|issue| issue.hours.clone()) /> }}</div>
            <Figure of=Signal::derive(move || issue.with(|issue| issue.times_seen)) one="event" many="events" />
            <Figure of=Signal::derive(move || issue.with(|issue| issue.people_seen)) one="person" many="people" />
            <div class="issue__assignee">
                <AssigneeButton issue=issue.into() teams />
            </div>
        </li>
    }
}

/// A number of the row; its unit is read out, and shown where there are no columns.
#[component]
fn Figure(of: Signal<i64>, one: &'static str, many: &'static str) -> impl IntoView {
    view! {
        <span class="issue__figure num" title=move || count(of.get(), one, many)>
            {move || compact(of.get())}
            <span class="issue__unit">{move || if of.get() == 1 { format!(" {one}") } else { format!(" {many}") }}</span>
        </span>
    }
}
