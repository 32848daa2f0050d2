//! Requests: what waits for a decision, and how others were decided. Approvers see all of them and decide; everybody else sees
//! their own.

mod bulk;
mod decide;
mod deny;
mod desk;
mod empty;
mod lately;
mod line;
mod story;
mod wording;

use super::{links::LinksDialog, tabs::PeopleTabs};
use crate::{
    api::invitations::list_requests,
    components::{Look, Page, PageHeader, Panel, Skeleton},
    invite::{InviteButton, InviteContext},
    live::use_live,
    organization::{use_shell, use_slug},
    pages::problem::Problem,
};
use bulk::Bulk;
use deny::DenyDialog;
use desk::Desk;
use empty::Nothing;
use lately::Lately;
use leptos::prelude::*;
use line::LineView;
use model::{invitation::Source, live::Change, request::Request};

/// `/{organization}/requests`; messages link to a row of it by its id.
#[component]
pub fn Requests() -> impl IntoView {
    let (slug, shell) = (use_slug(), use_shell());
    let requests = Resource::new(|| (), move |()| list_requests(slug.clone()));
    let decides = Memo::new(move |_| shell.with(|shell| shell.role.is_approver()));
    let title = Signal::derive(move || if decides.get() { "Requests" } else { "Your requests" }.to_owned());
    let description = Signal::derive(move || {
        Some(if decides.get() { "Who wants to come in, and who asked." } else { "Whom you asked for. A manager or owner decides." }.to_owned())
    });
    view! {
        <Page>
            <PageHeader title description>
                <InviteButton look=Look::Secondary context=InviteContext::new(Source::MembersPage) />
            </PageHeader>
            <PeopleTabs />
            <Suspense fallback=|| view! { <Skeleton lines=6 /> }>
                {move || Suspend::new(async move {
                    match requests.await {
                        Ok(list) => view! { <Loaded list /> }.into_any(),
                        Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                    }
                })}
            </Suspense>
        </Page>
    }
}

/// Stays fresh by itself: rows stay in place, news changes what is in them, new ones come at the end.
#[component]
fn Loaded(list: Vec<Request>) -> impl IntoView {
    let desk = Desk::new(list);
    use_live(move |change| {
        if matches!(change, Change::Invitations | Change::Members | Change::Anything) {
            desk.refetch();
        }
    });
    desk::look_at_the_one_that_is_linked();
    let decides = desk.decides;
    view! {
        <div class="stack stack--loose">
            <Panel flush=true>
                <h2 class="visually-hidden" id="requests-heading" tabindex="-1">"Waiting"</h2>
                <Show when=move || desk.lines.with(|lines| !lines.is_empty()) fallback=move || view! { <Nothing decides /> }>
                    <Show when=move || decides.get()>
                        <Bulk desk />
                    </Show>
                    <ul class="requests">
                        <For each=move || desk.lines.get() key=|line| line.id() children=move |line| view! { <LineView desk line /> } />
                    </ul>
                </Show>
            </Panel>
            <Lately desk />
        </div>
        <DenyDialog desk />
        <LinksDialog id="request-links" links=desk.links />
    }
}
