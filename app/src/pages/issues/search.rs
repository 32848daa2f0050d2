//! What the list shows, as its address says it: query, project, order, page.

use crate::{
    components::{Glyph, Icon},
    organization::use_shell,
    pages::problem::encode_query,
};
use leptos::prelude::*;
use leptos_router::{
    components::Form,
    hooks::{use_navigate, use_query_map},
};
use model::issue::{Assigned, ListRequest, Search, Sort, Status};

/// The request that the address stands for. Without a query the list shows what is unresolved.
pub fn use_request() -> Memo<ListRequest> {
    let map = use_query_map();
    Memo::new(move |_| {
        map.with(|map| ListRequest {
            query: map.get("query").unwrap_or_else(|| Search::unresolved().to_string()),
            project: map.get("project").filter(|slug| !slug.is_empty()),
            sort: map.get("sort").and_then(|sort| sort.parse().ok()).unwrap_or(Sort::Newest),
            after: map.get("after").filter(|after| !after.is_empty()),
        })
    })
}

/// The address of a request.
pub fn address(organization: &str, request: &ListRequest) -> String {
    let mut parts = vec![format!("query={}", encode_query(&request.query))];
    parts.extend(request.project.as_ref().map(|slug| format!("project={}", encode_query(slug))));
    if request.sort != Sort::Newest {
        parts.push(format!("sort={}", request.sort));
    }
    parts.extend(request.after.as_ref().map(|after| format!("after={}", encode_query(after))));
    format!("/{organization}/issues?{}", parts.join("&"))
}

/// Search box, project and order.
#[component]
pub fn SearchBar(organization: String, request: Memo<ListRequest>) -> impl IntoView {
    let shell = use_shell();
    let action = format!("/{organization}/issues");
    let navigate = use_navigate();
    let go = StoredValue::new(move |request: &ListRequest| navigate(&address(&organization, request), leptos_router::NavigateOptions::default()));
    let change_project = move |event| {
        let chosen = event_target_value(&event);
        let project = Some(chosen).filter(|slug| !slug.is_empty());
        // What the query says of a project gives way to what is chosen here.
        let mut request = request.get_untracked();
        let search = Search::parse(&request.query);
        if search.project.is_some() {
            request.query = Search { project: None, ..search }.to_string();
        }
        go.with_value(|go| go(&ListRequest { project, after: None, ..request }));
    };
    let change_sort = move |event| {
        let sort = event_target_value(&event).parse().unwrap_or(Sort::Newest);
        go.with_value(|go| go(&ListRequest { sort, after: None, ..request.get_untracked() }));
    };
    let projects = move || {
        let chosen = request.with(|request| request.project.clone().or_else(|| Search::parse(&request.query).project));
        shell.with(|shell| {
            shell
                .projects
                .iter()
                .map(|project| {
                    let selected = chosen.as_deref() == Some(project.slug.as_str());
                    view! { <option value=project.slug.clone() selected=selected>{project.name.clone()}</option> }
                })
                .collect_view()
        })
    };
    let sorts = move || {
        let chosen = request.with(|request| request.sort);
        Sort::ALL.iter().map(|sort| view! { <option value=sort.as_str() selected=*sort == chosen>{sort.label()}</option> }).collect_view()
    };
    view! {
        <Form method="GET" action=action attr:class="issue-search" attr:role="search">
            <div class="affix issue-search__field">
                <Icon glyph=Glyph::Search />
                <input
                    class="input" type="search" name="query" id="issue-query" autocomplete="off" spellcheck="false" aria-label="Search issues"
                    placeholder="Search: words, is:unresolved, assigned:me, release:…" value=move || request.with(|request| request.query.clone())
                    prop:value=move || request.with(|request| request.query.clone())
                />
            </div>
            <span class="select">
                <select class="input" name="project" aria-label="Project" on:change=change_project>
                    <option value="">"All projects"</option>
                    {projects}
                </select>
                <Icon glyph=Glyph::ChevronDown />
            </span>
            <span class="select">
                <select class="input" name="sort" aria-label="Order" on:change=change_sort>{sorts}</select>
                <Icon glyph=Glyph::ChevronDown />
            </span>
            <button class="button button--secondary visually-hidden" type="submit">"Search"</button>
        </Form>
    }
}

/// Tabs that change one part of the query and keep the rest.
#[component]
pub fn Tabs(organization: String, request: Memo<ListRequest>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label="Which issues">
            {move || {
                let organization = organization.clone();
                request.with(|request| {
                    let search = Search::parse(&request.query);
                    let mine = search.assigned == Some(Assigned::Me);
                    let everyone = Search { assigned: search.assigned.clone().filter(|_| !mine), ..search.clone() };
                    let unresolved = everyone.with_status(Some(Status::Unresolved));
                    let tabs = [
                        ("Unresolved", unresolved.clone(), !mine && search.status == Some(Status::Unresolved)),
                        ("Assigned to me", Search { assigned: Some(Assigned::Me), ..unresolved }, mine),
                        ("Resolved", everyone.with_status(Some(Status::Resolved)), !mine && search.status == Some(Status::Resolved)),
                        ("Ignored", everyone.with_status(Some(Status::Ignored)), !mine && search.status == Some(Status::Ignored)),
                        ("All", everyone.with_status(None), !mine && search.status.is_none()),
                    ];
                    tabs.into_iter().map(|(label, search, current)| {
                        let href = address(&organization, &ListRequest { query: search.to_string(), after: None, ..request.clone() });
                        view! { <a href=href aria-current=current.then_some("page")>{label}</a> }
                    }).collect_view()
                })
            }}
        </nav>
    }
}
