//! The audit log: every change of who may do what. Filters are the page's address, so that they work before the script and can be shared.

use super::{SettingsTabs, use_reads};
use crate::{
    api::audit::load_audit_log,
    components::{Banner, Button, Choice, Empty, Glyph, Icon, LinkButton, Page, PageHeader, Panel, Select, Table, TextField, Time, Tone},
    organization::use_slug,
    pages::problem::encode_query,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::audit::{AuditDetail, AuditFilter, AuditPage, AuditRow};

#[component]
pub fn AuditLog() -> impl IntoView {
    let slug = use_slug();
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| {
            let text = |name: &str| query.get(name).unwrap_or_default();
            AuditFilter {
                action: text("action"),
                person: text("person"),
                about: text("about"),
                from: text("from"),
                to: text("to"),
                after: text("after"),
            }
        })
    });
    let org = slug.clone();
    let log = Resource::new(
        move || filter.get(),
        move |filter| {
            let org = org.clone();
            async move { load_audit_log(org, filter.clone()).await.map(|page| (filter, page)) }
        },
    );
    let slug = StoredValue::new(slug);
    let reads = use_reads();
    view! {
        <Page>
            <PageHeader title="Audit log" description="Every change of who may do what: who, when, from where.".to_owned() />
            {move || reads.get().then(|| view! { <SettingsTabs /> })}
            <Transition>
                {move || Suspend::new(async move {
                    match log.await {
                        Ok((filter, page)) => view! { <Shown slug=slug.get_value() filter page /> }.into_any(),
                        Err(error) => view! { <Banner tone=Tone::Warning><p>{error.to_string()}</p></Banner> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

/// The filter as a query, with or without the place.
fn address(filter: &AuditFilter, after: Option<&str>) -> String {
    let mut pairs =
        vec![("action", filter.action.as_str()), ("person", &filter.person), ("about", &filter.about), ("from", &filter.from), ("to", &filter.to)];
    pairs.extend(after.map(|after| ("after", after)));
    pairs
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode_query(value)))
        .collect::<Vec<_>>()
        .join("&")
}

#[component]
fn Shown(slug: String, filter: AuditFilter, page: AuditPage) -> impl IntoView {
    let AuditPage { rows, next, actions, people } = page;
    let export = |format: &str| format!("/{slug}/settings/audit/export?format={format}&{}", address(&filter, None));
    let (csv, ndjson) = (export("csv"), export("ndjson"));
    let more = next.map(|next| format!("/{slug}/settings/audit?{}", address(&filter, Some(&next))));
    let empty = rows.is_empty();
    view! {
        <Filters slug=slug.clone() filter actions people />
        <Panel
            title="Changes"
            flush=true
            actions=view! {
                <LinkButton href=csv small=true icon=Glyph::Download attr:download=true attr:rel="external">"CSV"</LinkButton>
                <LinkButton href=ndjson small=true icon=Glyph::Download attr:download=true attr:rel="external">"NDJSON"</LinkButton>
            }.into_any()
        >
            {if empty {
                view! { <Empty glyph=Glyph::Search title="No change like this"><p>"Choose other filters, or fewer."</p></Empty> }.into_any()
            } else {
                view! {
                    <div class="audit">
                        <Table label="Changes">
                            <thead>
                                <tr><th scope="col">"Who"</th><th scope="col">"Did what"</th><th scope="col">"When"</th><th scope="col">"From"</th></tr>
                            </thead>
                            <tbody>{rows.into_iter().map(|row| view! { <Row row /> }).collect_view()}</tbody>
                        </Table>
                    </div>
                }.into_any()
            }}
        </Panel>
        {more.map(|more| view! { <div class="buttons"><LinkButton href=more>"Earlier changes"</LinkButton></div> })}
    }
}

#[component]
fn Filters(slug: String, filter: AuditFilter, actions: Vec<String>, people: Vec<(model::id::AccountId, String)>) -> impl IntoView {
    let any = |label: &str| Choice::new("", label);
    let actions: Vec<Choice> =
        std::iter::once(any("Every action")).chain(actions.into_iter().map(|action| Choice::new(action.clone(), words(&action)))).collect();
    let people: Vec<Choice> = std::iter::once(any("Everybody")).chain(people.into_iter().map(|(id, name)| Choice::new(id.0, name))).collect();
    let (action, person) = (RwSignal::new(filter.action), RwSignal::new(filter.person));
    let (from, to, about) = (RwSignal::new(filter.from), RwSignal::new(filter.to), RwSignal::new(filter.about));
    view! {
        <form method="get" action=format!("/{slug}/settings/audit") class="form filters" role="search" aria-label="Filter the changes">
            <div class="form__row">
                <TextField id="about" label="About" value=about placeholder="A person, address, team, project" kind="search" />
                <Select id="person" label="Done by" value=person choices=people />
                <Select id="action" label="Action" value=action choices=actions />
                <TextField id="from" label="From" value=from kind="date" />
                <TextField id="to" label="To" value=to kind="date" />
            </div>
            <div><Button submit=true>"Filter"</Button></div>
        </form>
    }
}

/// `join_request.confirmed` as people read it.
fn words(action: &str) -> String {
    let text = action.replace(['.', '_'], " ");
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[component]
fn Row(row: AuditRow) -> impl IntoView {
    let AuditRow { at, actor, client_address, said, details, .. } = row;
    let who = match (actor, client_address.is_empty()) {
        (Some((_, name)), _) => name,
        (None, true) => "Muster".to_owned(),
        (None, false) => "Somebody outside".to_owned(),
    };
    view! {
        <tr>
            <th scope="row" class="audit__who">{who}</th>
            <td><div class="audit__what">{said}<Details details /></div></td>
            <td data-label="When"><Time at /></td>
            <td data-label="From" class="mono tiny wrap-anywhere">{client_address}</td>
        </tr>
    }
}

/// What changed, before and after; nothing where the sentence has said it all.
#[component]
fn Details(details: Vec<AuditDetail>) -> impl IntoView {
    if details.is_empty() {
        return ().into_any();
    }
    let row = |AuditDetail { label, before, after }: AuditDetail| {
        let change = match (before, after) {
            (Some(before), Some(after)) => {
                view! { <span class="audit__before">{before}</span><span class="visually-hidden">" became "</span><span aria-hidden="true">" → "</span><strong>{after}</strong> }.into_any()
            }
            (Some(before), None) => view! { <span class="audit__before">{before}</span> }.into_any(),
            (None, after) => view! { <span>{after}</span> }.into_any(),
        };
        view! { <dt>{label}</dt><dd>{change}</dd> }
    };
    view! {
        <details class="audit__more">
            <summary><Icon glyph=Glyph::ChevronRight />"Details"</summary>
            <dl class="facts">{details.into_iter().map(row).collect_view()}</dl>
        </details>
    }
    .into_any()
}
