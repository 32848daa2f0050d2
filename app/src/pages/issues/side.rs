//! The right-hand column: who, why, how often, with what.

use super::{assignee::AssigneeButton, chart::Graph, detail::OpenIssue, suspects::SuspectsPanel, tags::TagsPanel};
use crate::{
    components::{Panel, Time},
    organization::use_slug,
    pages::problem::encode_query,
};
use leptos::prelude::*;
use model::issue::Search;

/// Assignee, suspect commits, first and last seen, graphs, tags.
#[component]
pub fn Side() -> impl IntoView {
    let OpenIssue { detail, teams, .. } = OpenIssue::get();
    let organization = StoredValue::new(use_slug());
    let release = move |version: Option<String>| {
        version.map(|version| {
            let search = Search { tags: vec![("release".to_owned(), version.clone())], ..Search::default() };
            let href = format!("/{}/issues?query={}", organization.get_value(), encode_query(&search.to_string()));
            view! { <span class="tiny faint">"in "<a class="mono plain-link wrap-anywhere" href=href>{version}</a></span> }
        })
    };
    let hours = move || detail.with(|detail| detail.summary.hours.clone());
    let days = move || detail.with(|detail| detail.days.clone());
    view! {
        <aside class="stack" aria-label="About this issue">
            <section class="panel assigned">
                <h2 class="tiny faint">"Assignee"</h2>
                <AssigneeButton issue=Signal::derive(move || detail.with(|detail| detail.summary.clone())) teams named=true />
            </section>
            <SuspectsPanel />
            <Panel title="How often">
                <div class="stack">
                    {move || view! { <Graph heading="Last 24 hours" from="24 h ago" to="now" counts=hours() /> }}
                    {move || view! { <Graph heading="Last 30 days" from="30 d ago" to="today" counts=days() /> }}
                    <dl class="facts facts--seen">
                        <dt>"Last seen"</dt>
                        <dd><Time at=Signal::derive(move || detail.with(|detail| detail.summary.last_seen)) />{move || release(detail.with(|detail| detail.last_release.clone()))}</dd>
                        <dt>"First seen"</dt>
                        <dd><Time at=Signal::derive(move || detail.with(|detail| detail.summary.first_seen)) />{move || release(detail.with(|detail| detail.first_release.clone()))}</dd>
                    </dl>
                </div>
            </Panel>
            <TagsPanel />
        </aside>
    }
}
