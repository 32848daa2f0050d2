//! The page of an issue: what happened, who probably caused it, who takes care of it.

use super::{
    activity::ActivityPanel,
    assignee::{AssigneeMenu, Menu, button_id},
    attachments::Attachments,
    bulk::use_set_status,
    doorway::{Doorway, use_doorway},
    event::EventPart,
    head::{EventNav, Head},
    keys::{press, use_keys},
    parts::{soon, teams_of},
    side::Side,
};
use crate::{
    api::issues::load_issue,
    components::{Banner, Page, Skeleton, focus_path, regain},
    live::use_live,
    organization::use_slug,
    pages::problem::Problem,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;
use model::{
    id::{EventId, IssueId, TeamId},
    invitation::Source,
    issue::{IssueDetail as Detail, IssuePage, Neighbours, Status},
    live::Change,
    suspect_commit::SuspectAuthor,
};

/// `/{organization}/issues/{issue}` and `/{organization}/issues/{issue}/events/{event}`
#[component]
pub fn IssueDetail() -> impl IntoView {
    let params = use_params_map();
    let organization = StoredValue::new(use_slug());
    let key = Memo::new(move |_| params.with(|params| (params.get("issue").unwrap_or_default(), params.get("event"))));
    let page = Resource::new(move || key.get(), move |(issue, event)| load_issue(organization.get_value(), issue, event.map(EventId)));
    Menu::provide();
    view! {
        <Transition fallback=|| view! { <Page><Skeleton /></Page> }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => view! { <Opened page named=key.with_untracked(|(_, event)| event.clone().map(EventId)) /> }.into_any(),
                    Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The open issue: what of it may change while it is looked at.
#[derive(Clone, Copy)]
pub struct OpenIssue {
    pub id: StoredValue<IssueId>,
    pub detail: RwSignal<Detail>,
    pub suspects: RwSignal<Vec<SuspectAuthor>>,
    pub around: RwSignal<Neighbours>,
    /// Teams of the issue's project.
    pub teams: Signal<Vec<TeamId>>,
    /// Reads it again, after something was changed here.
    pub refresh: Callback<()>,
}

impl OpenIssue {
    /// The issue of the page.
    ///
    /// # Panics
    /// Outside of an issue's page.
    pub fn get() -> Self {
        expect_context()
    }

    fn new(page: &IssuePage, named: Option<EventId>) -> Self {
        let id = StoredValue::new(page.detail.summary.id.clone());
        let project = page.detail.summary.project.id;
        let detail = RwSignal::new(page.detail.clone());
        let suspects = RwSignal::new(page.suspects.clone());
        let around = RwSignal::new(page.event.as_ref().map(|event| event.around.clone()).unwrap_or_default());
        let organization = StoredValue::new(use_slug());
        let teams = teams_of(project);
        // The event on screen stays the same one, whatever arrives.
        let event = StoredValue::new(named.or_else(|| page.event.as_ref().map(|view| view.event.id.clone())));
        let refresh = Callback::new(move |()| {
            let (Some(issue), Some(event)) = (id.try_get_value(), event.try_get_value()) else { return };
            spawn_local(async move {
                let Ok(fresh) = load_issue(organization.get_value(), issue.0, event).await else { return };
                let _ = detail.try_set(fresh.detail);
                // What is pressed may be gone with the change: the row that it stood in goes on.
                let focused = focus_path();
                if suspects.try_with_untracked(|old| *old != fresh.suspects) == Some(true) {
                    let _ = suspects.try_set(fresh.suspects);
                }
                regain(focused);
                let _ = around.try_set(fresh.event.map(|view| view.around).unwrap_or_default());
            });
        });
        Self { id, detail, suspects, around, teams, refresh }
    }
}

#[component]
fn Opened(page: IssuePage, named: Option<EventId>) -> impl IntoView {
    let issue = OpenIssue::new(&page, named);
    provide_context(issue);
    follow(issue);
    listen_to_keys(issue);
    let around = issue.around;
    let event = match page.event {
        None => view! { <section class="panel"><div class="empty empty--small"><h2>"No event is kept any more"</h2><p>"Events are removed after a while. The next one that arrives will be here."</p></div></section> }.into_any(),
        Some(view) => view! {
            <EventNav id=view.event.id.clone() at=view.event.timestamp around />
            <Attachments event=view.event.id.clone() files=view.attachments.clone() />
            <EventPart event=view.event />
        }
        .into_any(),
    };
    let sample = page.detail.sample.then(|| {
        view! {
            <Banner title="This is a sample. Nothing of yours has failed.">
                <p>"It shows what an issue looks like. Assign it, resolve it: it counts as nobody’s error."</p>
            </Banner>
        }
    });
    view! {
        <Page>
            <Head />
            {sample}
            <div class="columns issue-page">
                <div class="stack">{event}<ActivityPanel /></div>
                <Side />
            </div>
            <AssigneeMenu changed=issue.refresh />
        </Page>
    }
}

/// Reads the issue again when something about it, or about whoever may be given it, has changed.
fn follow(issue: OpenIssue) {
    let read_again = soon(250, move || _ = issue.refresh.try_run(()));
    use_live(move |change| {
        let concerns = match change {
            Change::Issue { issue: changed } | Change::IssueAppeared { issue: changed, .. } => issue.id.with_value(|id| id == changed),
            Change::Members | Change::Invitations | Change::Releases | Change::Anything => true,
            Change::Projects => false,
        };
        if concerns {
            read_again();
        }
    });
}

fn listen_to_keys(issue: OpenIssue) {
    let set_status = use_set_status(issue.refresh);
    let doorway = use_doorway();
    let current = move || vec![(issue.id.get_value(), issue.detail.with_untracked(|detail| detail.summary.status))];
    use_keys(move |key| {
        match key {
            "e" => set_status(current(), Status::Resolved),
            "m" => set_status(current(), Status::Ignored),
            "a" => press(&button_id(&issue.id.get_value())),
            "i" => doorway(Doorway {
                source: Source::AssigneeMenu,
                issue: Some(issue.detail.with_untracked(|detail| (&detail.summary).into())),
                assign: true,
                address: String::new(),
                name: None,
                teams: issue.teams.get_untracked(),
            }),
            _ => return false,
        }
        true
    });
}
