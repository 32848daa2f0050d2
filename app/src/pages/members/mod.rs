//! Members, pending invitations and requests.

mod links;
mod pending;
mod requests;
mod rights;
mod table;
mod tabs;

pub use pending::PendingInvitations;
pub use requests::Requests;

use crate::{
    api::members::list_members,
    components::{Look, Page, PageHeader, Skeleton},
    invite::{InviteButton, InviteContext, meet_doorway},
    live::use_live,
    organization::{use_shell, use_slug},
    pages::problem::Problem,
};
use leptos::{html, prelude::*};
use model::{invitation::Source, live::Change, member::Member};
use tabs::PeopleTabs;

#[component]
pub fn Members() -> impl IntoView {
    let (slug, shell) = (use_slug(), use_shell());
    let members = Resource::new(|| (), move |()| list_members(slug.clone()));
    let people = NodeRef::<html::Div>::new();
    meet_doorway(Source::MembersPage, people, || true);
    let description =
        Signal::derive(move || Some(format!("Who works in {}, and who is on the way.", shell.with(|shell| shell.organization.name.clone()))));
    view! {
        <Page>
            <PageHeader title="Members" description>
                <InviteButton look=Look::Primary context=InviteContext::new(Source::MembersPage) />
            </PageHeader>
            <PeopleTabs />
            <div class="stack stack--loose" node_ref=people>
                <Suspense fallback=|| view! { <Skeleton lines=6 /> }>
                    {move || Suspend::new(async move {
                        match members.await {
                            Ok(list) => view! { <Loaded list /> }.into_any(),
                            Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                        }
                    })}
                </Suspense>
                <PendingInvitations />
            </div>
        </Page>
    }
}

/// The list stays fresh row by row: what is open in other rows stays open.
#[component]
fn Loaded(list: Vec<Member>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let members = RwSignal::new(list);
    let refetch = move || {
        leptos::task::spawn_local(async move {
            if let Ok(fresh) = list_members(slug.get_value()).await {
                _ = members.try_set(fresh);
            }
        });
    };
    use_live(move |change| {
        if matches!(change, Change::Members | Change::Anything) {
            refetch();
        }
    });
    view! { <table::Members members refetch=Callback::new(move |()| refetch()) /> }
}
