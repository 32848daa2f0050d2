//! Invitations that wait, and what lapsed lately: how their message fares, and what can be done about one or many.

mod bulk;
mod change;
mod desk;
mod revoke;
mod row;
mod wording;

use super::links::LinksDialog;
use crate::{
    api::invitations::pending_invitations,
    components::{Banner, Button, Empty, Glyph, LinkButton, Look, Panel, Skeleton, Table, Tone},
    invite::{InviteButton, InviteContext},
    live::use_live,
    organization::{use_shell, use_slug},
};
use bulk::Bulk;
use change::ChangeDialog;
use desk::{Desk, FIRST, SEARCHED};
use leptos::prelude::*;
use model::{
    invitation::{PendingInvitation, Source},
    live::Change,
};
use revoke::RevokeDialog;
use row::RowView;

/// The pending list: every invitation for managers and owners; for everybody else their own, and their requests.
#[component]
pub fn PendingInvitations() -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let list = Resource::new(|| (), move |()| pending_invitations(slug.get_value()));
    view! {
        <Suspense fallback=|| view! { <Panel title="On the way" flush=true><Skeleton /></Panel> }>
            {move || Suspend::new(async move {
                match list.await {
                    Ok(rows) => view! { <Loaded rows /> }.into_any(),
                    Err(error) => view! { <Banner tone=Tone::Danger>{error.to_string()}</Banner> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// The list stays fresh row by row: what is chosen and where the keyboard is stays.
#[component]
fn Loaded(rows: Vec<PendingInvitation>) -> impl IntoView {
    let desk = Desk::new(rows);
    use_live(move |change| {
        if matches!(change, Change::Invitations | Change::Members | Change::Anything) {
            desk.refetch();
        }
    });
    let shell = use_shell();
    let title = if shell.with_untracked(|shell| shell.role.is_approver()) { "Pending invitations" } else { "Your invitations and requests" };
    let empty = Memo::new(move |_| desk.lines().is_empty());
    view! {
        <div id="pending">
        <Panel title flush=true>
            <span class="visually-hidden" id="pending-heading" tabindex="-1">{title}</span>
            <Show when=move || desk.decides.get() && desk.waiting.get() != 0>
                <Waiting desk />
            </Show>
            <Show when=move || !empty.get() fallback=move || view! { <Nothing desk /> }>
                <Show when=move || SEARCHED < desk.lines().len()><Narrow desk /></Show>
                <Show when=move || desk.manages()><Bulk desk /></Show>
                <Table label=title>
                    <thead>
                        <tr>
                            <th scope="col">"Invited"</th>
                            <th scope="col">"Role and teams"</th>
                            <th scope="col">"By"</th>
                            <th scope="col">"Message"</th>
                            <th scope="col">"Works until"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || desk.shown() key=|line| line.id() children=move |line| view! { <RowView desk line /> } />
                    </tbody>
                </Table>
                <Rest desk />
            </Show>
        </Panel>
        </div>
        <LinksDialog id="invitation-link" links=desk.links />
        <RevokeDialog desk />
        <ChangeDialog desk />
    }
}

/// Narrows a long list while it is typed.
#[component]
fn Narrow(desk: Desk) -> impl IntoView {
    view! {
        <div class="pending-search">
            <label class="visually-hidden" for="pending-search">"Find an invitation"</label>
            <input
                class="input" id="pending-search" type="search" placeholder="Name, address, team or inviter" autocomplete="off"
                prop:value=move || desk.filter.get() on:input=move |event| desk.filter.set(event_target_value(&event))
            />
        </div>
    }
}

/// What is not shown: because nothing fits, or because there is more.
#[component]
fn Rest(desk: Desk) -> impl IntoView {
    let matching = Memo::new(move |_| desk.matching().len());
    let hidden = move || matching.get() > FIRST && !desk.every.get();
    view! {
        <div role="status">
            {move || (matching.get() == 0).then(|| view! { <p class="pending-none muted small">"No invitation fits “"{desk.filter.get()}"”."</p> })}
        </div>
        <Show when=hidden>
            <div class="panel__foot">
                <Button small=true look=Look::Quiet on_click=move |_| desk.every.set(true)>{move || format!("Show all {}", matching.get())}</Button>
            </div>
        </Show>
    }
}

/// Requests are decided on a page of their own.
#[component]
fn Waiting(desk: Desk) -> impl IntoView {
    let href = format!("/{}/requests", desk.slug.get_value());
    let words = move || {
        if desk.waiting.get() == 1 {
            "1 request waits for a decision.".to_owned()
        } else {
            format!("{} requests wait for a decision.", desk.waiting.get())
        }
    };
    view! {
        <div class="pending-waiting">
            <span class="small">{words}</span>
            <LinkButton href small=true look=Look::Secondary>"Review"</LinkButton>
        </div>
    }
}

#[component]
fn Nothing(desk: Desk) -> impl IntoView {
    let text = if desk.decides.get_untracked() {
        "Whoever is invited shows here until they join."
    } else {
        "Whom you invite or ask for shows here until they join."
    };
    view! {
        <Empty glyph=Glyph::Mail title="Nobody is on the way" small=true>
            <p>{text}</p>
            <div class="buttons"><InviteButton small=true context=InviteContext::new(Source::MembersPage) /></div>
        </Empty>
    }
}
