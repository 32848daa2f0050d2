//! The list: what is broken, who has it, and what to do next.

use super::{
    assignee::{AssignMany, AssigneeMenu, Menu, button_id},
    bulk::use_set_status,
    keys::{KeyHelp, focus, press, use_keys},
    parts::soon,
    row::{Row, link_id},
    search::{SearchBar, Tabs, address, use_request},
};
use crate::{
    api::issues::{list_issues, reload_issues},
    components::{Button, Glyph, Icon, PageHeader},
    live::use_live,
    organization::{use_shell, use_slug},
    pages::problem::Problem,
};
use leptos::{prelude::*, task::spawn_local};
use model::{
    id::{IssueId, ProjectId},
    issue::{IssueList as List, IssueSummary, ListRequest, Search, Status},
    live::Change,
};
use std::collections::HashSet;

/// `/{organization}/issues`
#[component]
pub fn IssueList() -> impl IntoView {
    let organization = StoredValue::new(use_slug());
    let request = use_request();
    let list = Resource::new(move || request.get(), move |request| list_issues(organization.get_value(), request));
    Menu::provide();
    let reload = Callback::new(move |()| list.refetch());
    let active = RwSignal::new(None);
    view! {
        <div class="page page--full issues">
            <PageHeader title="Issues"><KeyHelp /></PageHeader>
            <div class="stack stack--tight">
                <SearchBar organization=organization.get_value() request />
                <Tabs organization=organization.get_value() request />
            </div>
            <Transition>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(list) => view! { <Rows list request active reload /> }.into_any(),
                        Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                    }
                })}
            </Transition>
            <AssigneeMenu changed=reload />
        </div>
    }
}

/// The rows of one answer. They stay where they are: news changes what is in them, new issues wait above.
#[derive(Clone, Copy)]
struct Shown {
    rows: StoredValue<Vec<RwSignal<IssueSummary>>>,
    selected: RwSignal<HashSet<IssueId>>,
    active: RwSignal<Option<usize>>,
    /// Issues that have come since.
    appeared: RwSignal<HashSet<IssueId>>,
}

impl Shown {
    fn ids(self) -> Vec<IssueId> {
        self.rows.with_value(|rows| rows.iter().map(|row| row.with_untracked(|issue| issue.id.clone())).collect())
    }

    fn row(self, place: Option<usize>) -> Option<IssueSummary> {
        self.rows.with_value(|rows| rows.get(place?).map(|row| row.get_untracked()))
    }

    /// The selected ones, else the one under the cursor, with their status.
    fn subject(self) -> Vec<(IssueId, Status)> {
        let selected = self.selected.get_untracked();
        let all =
            self.rows.with_value(|rows| rows.iter().map(|row| row.with_untracked(|issue| (issue.id.clone(), issue.status))).collect::<Vec<_>>());
        if selected.is_empty() {
            return self.row(self.active.get_untracked()).map(|issue| (issue.id, issue.status)).into_iter().collect();
        }
        all.into_iter().filter(|(id, _)| selected.contains(id)).collect()
    }
}

#[component]
fn Rows(list: List, request: Memo<ListRequest>, active: RwSignal<Option<usize>>, reload: Callback<()>) -> impl IntoView {
    let organization = use_slug();
    let asked = request.get_untracked();
    let search = Search::parse(&asked.query);
    if list.issues.is_empty() {
        return view! { <Nothing asked search /> }.into_any();
    }
    let rows: Vec<RwSignal<IssueSummary>> = list.issues.into_iter().map(RwSignal::new).collect();
    active.update(|active| *active = active.filter(|place| *place < rows.len()));
    let shown =
        Shown { rows: StoredValue::new(rows.clone()), selected: RwSignal::new(HashSet::new()), active, appeared: RwSignal::new(HashSet::new()) };
    follow(shown, asked.clone());
    listen_to_keys(shown, reload);
    let older = list.next.map(|after| address(&organization, &ListRequest { after: Some(after), ..asked.clone() }));
    let newest = asked.after.is_some().then(|| address(&organization, &ListRequest { after: None, ..asked.clone() }));
    let rows = rows
        .into_iter()
        .enumerate()
        .map(|(place, issue)| view! { <Row organization=organization.clone() place issue status=search.status selected=shown.selected active /> })
        .collect_view();
    view! {
        <section class="panel issue-list" aria-label="Issues">
            <Head shown status=search.status reload />
            <ol class="issue-rows">{rows}</ol>
            {(older.is_some() || newest.is_some()).then(|| view! {
                <nav class="panel__foot" aria-label="Pages">
                    {newest.map(|href| view! { <a class="button button--quiet button--small" href=href>"First page"</a> })}
                    {older.map(|href| view! { <a class="button button--secondary button--small" href=href rel="next">"Next page"<Icon glyph=Glyph::ChevronRight /></a> })}
                </nav>
            })}
        </section>
    }
    .into_any()
}

/// Column names, or what to do with the selection; and what has come since. Always as tall, so that rows stay in place.
#[component]
fn Head(shown: Shown, status: Option<Status>, reload: Callback<()>) -> impl IntoView {
    let total = shown.rows.with_value(Vec::len);
    let chosen = Memo::new(move |_| shown.selected.with(HashSet::len));
    let set_status = use_set_status(reload);
    let act = move |status| set_status(shown.subject(), status);
    let all = move |_| {
        let everything = shown.selected.with_untracked(|selected| selected.len() < total);
        shown.selected.set(if everything { shown.ids().into_iter().collect() } else { HashSet::new() });
    };
    let news = move || {
        let count = shown.appeared.with(HashSet::len);
        (count > 0).then(|| {
            view! {
                <button type="button" class="button button--primary button--small issue-news" on:click=move |_| reload.run(())>
                    {if count == 1 { "1 new issue".to_owned() } else { format!("{count} new issues") }}
                </button>
            }
        })
    };
    view! {
        <div class="issue-head">
            <label class="issue__check">
                <span class="visually-hidden">"Select all on this page"</span>
                <input type="checkbox" prop:checked=move || chosen.get() == total prop:indeterminate=move || { let chosen = chosen.get(); chosen > 0 && chosen < total } on:change=all />
            </label>
            <div class="issue-head__main">
                {move || {
                    let count = chosen.get();
                    if count == 0 {
                        return view! { <span class="faint tiny">{if total == 1 { "1 issue".to_owned() } else { format!("{total} issues") }}</span> }.into_any();
                    }
                    view! {
                        <div class="cluster">
                            <span class="tiny strong nowrap">{format!("{count} selected")}</span>
                            {(status != Some(Status::Resolved)).then(|| view! { <Button small=true on_click=move |_| act(Status::Resolved)>"Resolve"</Button> })}
                            {(status != Some(Status::Ignored)).then(|| view! { <Button small=true on_click=move |_| act(Status::Ignored)>"Ignore"</Button> })}
                            {(status != Some(Status::Unresolved)).then(|| view! { <Button small=true on_click=move |_| act(Status::Unresolved)>"Reopen"</Button> })}
                            <AssignMany issues=Signal::derive(move || shown.selected.with(|selected| selected.iter().cloned().collect())) />
                        </div>
                    }.into_any()
                }}
            </div>
            <div role="status">{news}</div>
            <div class="issue-head__columns" aria-hidden="true">
                <span class="issue__graph">"Last 24 hours"</span><span class="issue__figure">"Events"</span><span class="issue__figure">"People"</span><span class="issue__assignee">"Who"</span>
            </div>
        </div>
    }
}

/// Hears of changes: rows on screen are read again, new issues are counted.
fn follow(shown: Shown, asked: ListRequest) {
    let organization = StoredValue::new(use_slug());
    let shell = use_shell();
    let only: Option<ProjectId> =
        asked.project.clone().and_then(|slug| shell.with_untracked(|shell| shell.projects.iter().find(|link| link.slug == slug).map(|link| link.id)));
    let changed = StoredValue::new(HashSet::<IssueId>::new());
    let read_again = soon(400, move || {
        let Some(ids) = changed.try_update_value(std::mem::take) else { return };
        spawn_local(async move {
            let Ok(fresh) = reload_issues(organization.get_value(), ids.into_iter().collect()).await else { return };
            for issue in fresh {
                let _ = shown.rows.try_with_value(|rows| {
                    if let Some(row) = rows.iter().find(|row| row.with_untracked(|old| old.id == issue.id)) {
                        row.set(issue);
                    }
                });
            }
        });
    });
    let catch_up = soon(400, move || look_for_new(shown, organization.get_value(), asked.clone()));
    use_live(move |change| {
        let (issue, new) = match change {
            Change::Anything => {
                changed.update_value(|changed| changed.extend(shown.ids()));
                read_again();
                return catch_up();
            }
            Change::IssueAppeared { issue, project } if only.is_none_or(|only| only == *project) => (issue, true),
            Change::Issue { issue } => (issue, false),
            _ => return,
        };
        if shown.ids().contains(issue) {
            changed.update_value(|changed| _ = changed.insert(issue.clone()));
            read_again();
        } else if new {
            shown.appeared.update(|appeared| _ = appeared.insert(issue.clone()));
        }
    });
}

/// Counts what the list would have now that is not on screen.
fn look_for_new(shown: Shown, organization: String, asked: ListRequest) {
    spawn_local(async move {
        let Ok(now) = list_issues(organization, asked).await else { return };
        let _ = shown.rows.try_with_value(|rows| {
            let known: HashSet<IssueId> = rows.iter().map(|row| row.with_untracked(|issue| issue.id.clone())).collect();
            let new = now.issues.into_iter().map(|issue| issue.id).filter(|id| !known.contains(id));
            shown.appeared.update(|appeared| appeared.extend(new));
        });
    });
}

fn listen_to_keys(shown: Shown, reload: Callback<()>) {
    let set_status = use_set_status(reload);
    let doorway = super::doorway::use_doorway();
    let shell = use_shell();
    let teams = move |project| {
        shell.with_untracked(|shell| shell.projects.iter().find(|link| link.id == project).map(|link| link.teams.clone()).unwrap_or_default())
    };
    let total = shown.rows.with_value(Vec::len);
    use_keys(move |key| {
        let place = shown.active.get_untracked();
        let here = shown.row(place);
        match (key, here) {
            ("j", _) => go(shown, place.map_or(0, |place| (place + 1).min(total - 1))),
            ("k", _) => go(shown, place.map_or(0, |place| place.saturating_sub(1))),
            ("x", Some(issue)) => shown.selected.update(|selected| {
                if !selected.remove(&issue.id) {
                    selected.insert(issue.id);
                }
            }),
            ("e", _) => set_status(shown.subject(), Status::Resolved),
            ("m", _) => set_status(shown.subject(), Status::Ignored),
            ("a", _) if shown.selected.with_untracked(|selected| !selected.is_empty()) => press("assign-selected"),
            ("a", Some(issue)) => press(&button_id(&issue.id)),
            ("i", Some(issue)) => doorway(super::doorway::Doorway {
                source: model::invitation::Source::AssigneeMenu,
                issue: Some((&issue).into()),
                assign: true,
                address: String::new(),
                name: None,
                teams: teams(issue.project.id),
            }),
            ("/", _) => focus("issue-query"),
            ("?", _) => press("issue-keys-button"),
            _ => return false,
        }
        true
    });
}

fn go(shown: Shown, place: usize) {
    shown.active.set(Some(place));
    if let Some(issue) = shown.row(Some(place)) {
        focus(&link_id(&issue.id));
    }
}

/// Why there is no row, and what to do next.
#[component]
fn Nothing(asked: ListRequest, search: Search) -> impl IntoView {
    let (shell, organization) = (use_shell(), use_slug());
    let waiting = shell.with_untracked(|shell| match shell.projects.as_slice() {
        [] => Some(None),
        projects if projects.iter().all(|project| !project.has_events) => Some(projects.first().map(|project| project.slug.clone())),
        _ => None,
    });
    let (title, text, href, step) = match waiting {
        Some(None) => (
            "Create your first project",
            "A project gathers the errors of one program. It takes a minute.",
            format!("/{organization}/projects/new"),
            "Create a project",
        ),
        Some(Some(slug)) => (
            "Waiting for the first error",
            "Your project is ready and has not heard from your program yet.",
            format!("/{organization}/projects/{slug}/setup"),
            "Show me how to connect it",
        ),
        None if search == Search::unresolved() && asked.project.is_none() => (
            "Nothing is waiting",
            "Every issue is resolved or ignored. New ones appear here by themselves.",
            format!("/{organization}/issues?query=is:resolved"),
            "See what was resolved",
        ),
        None => (
            "No issue fits this search",
            "Take a word or a filter away, or look at everything that is unresolved.",
            format!("/{organization}/issues"),
            "Show all unresolved",
        ),
    };
    view! {
        <section class="panel">
            <div class="empty">
                <Icon glyph=Glyph::Issues huge=true />
                <h2>{title}</h2>
                <p>{text}</p>
                <div class="buttons"><a class="button button--secondary" href=href>{step}</a></div>
            </div>
        </section>
    }
}
