//! How invitations fare, doorway by doorway.

use super::{SettingsTabs, use_reads};
use crate::{
    api::audit::load_funnel,
    components::{Banner, Button, Choice, Empty, Glyph, Page, PageHeader, Panel, Select, Table, Tone},
    organization::use_slug,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::audit::FunnelRow;

/// What is shown where nothing was chosen.
const USUAL: i64 = 90;

#[component]
pub fn Funnel() -> impl IntoView {
    let slug = use_slug();
    let query = use_query_map();
    let days = Memo::new(move |_| query.with(|query| query.get("days").and_then(|days| days.parse().ok()).unwrap_or(USUAL)));
    let org = slug;
    let rows = Resource::new(move || days.get(), move |days| load_funnel(org.clone(), days));
    let reads = use_reads();
    view! {
        <Page>
            <PageHeader title="Invitation funnel" description="From where people are invited, and what becomes of it.".to_owned() />
            {move || reads.get().then(|| view! { <SettingsTabs /><Period days /> })}
            <Transition>
                {move || Suspend::new(async move {
                    match rows.await {
                        Ok(rows) => view! { <Rows rows /> }.into_any(),
                        Err(error) => view! { <Banner tone=Tone::Warning><p>{error.to_string()}</p></Banner> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

/// Which days are counted.
#[component]
fn Period(days: Memo<i64>) -> impl IntoView {
    let action = format!("/{}/settings/funnel", use_slug());
    let chosen = RwSignal::new(days.get_untracked().to_string());
    let choices = vec![Choice::new("30", "30 days"), Choice::new("90", "90 days"), Choice::new("365", "A year")];
    view! {
        <form method="get" action=action class="form form__line funnel-choice">
            <Select id="days" label="In the last" value=chosen choices=choices />
            <Button submit=true>"Show"</Button>
        </form>
    }
}

#[component]
fn Rows(rows: Vec<FunnelRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Panel><Empty glyph=Glyph::Mail title="Nobody was invited in this time"><p>"Invite somebody, and their way in shows here."</p></Empty></Panel>
        }
        .into_any();
    }
    view! {
        <Panel title="By source" description="Where people were invited from, and how far they have come." flush=true>
            <Table label="Invitations by source">
                <thead>
                    <tr>
                        <th scope="col">"Source"</th><th scope="col">"Opened"</th><th scope="col">"Addresses"</th><th scope="col">"Went out"</th>
                        <th scope="col">"Joined"</th><th scope="col">"Active"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}</tbody>
            </Table>
            <dl class="facts funnel-words">
                <dt>"Opened"</dt><dd>"How often the dialog or the form was opened from there. The other columns count addresses."</dd>
                <dt>"Addresses"</dt><dd>"Invited or asked for, each once. Bars are shares of these."</dd>
                <dt>"Went out"</dt><dd>"Invitations that were sent: at once, or when somebody approved. Requests that wait or were denied are not among them."</dd>
                <dt>"Joined"</dt><dd>"Of those that went out in this time."</dd>
                <dt>"Active"</dt><dd>"Of those who joined: looked at, triaged, assigned or commented on an issue within 30 days. Landing on the issue that they were invited for counts as looking at it."</dd>
            </dl>
        </Panel>
    }
    .into_any()
}

#[component]
fn Row(row: FunnelRow) -> impl IntoView {
    let cell = move |label: &'static str, count: i64, of: i64| {
        let share = (of > 0).then(|| view! { <span class="faint tiny">{format!(" {} %", count * 100 / of)}</span> });
        view! {
            <td data-label=label>
                <span class="funnel"><span>{count}{share}</span><progress max=row.asked.max(1).to_string() value=count.to_string() aria-hidden="true"></progress></span>
            </td>
        }
    };
    view! {
        <tr>
            <th scope="row">{row.source.label()}</th>
            <td data-label="Opened">{row.opened}</td>
            {cell("Addresses", row.asked, 0)}
            {cell("Went out", row.sent, row.asked)}
            {cell("Joined", row.accepted, row.sent)}
            {cell("Active", row.active, row.accepted)}
        </tr>
    }
}
