//! Invitations and requests that wait: how their message fares, and what can be done about them.

use crate::{
    api::invitations::{copy_invitation_link, pending_invitations, resend_invitation, revoke_invitation},
    components::{
        Badge, Banner, Button, Confirm, CopyField, Dialog, DialogBody, DialogFoot, Dot, Empty, Glyph, Look, Panel, Skeleton, Table, Time, Tone, Who,
        use_toasts,
    },
    live::use_live,
    organization::use_slug,
};
use leptos::{prelude::*, task::spawn_local};
use model::{
    id::InvitationId,
    invitation::{Delivery, PendingInvitation, State},
    live::Change,
};

/// What the list's dialogs are about.
#[derive(Clone, Copy)]
struct Desk {
    slug: StoredValue<String>,
    /// A link to hand over, with its address.
    link: RwSignal<Option<(String, String)>>,
    link_open: RwSignal<bool>,
    /// The invitation that is about to be revoked.
    revoking: RwSignal<Option<(InvitationId, String)>>,
    revoke_open: RwSignal<bool>,
    /// The invitation that something is being done about.
    busy: RwSignal<Option<InvitationId>>,
    list: Resource<Result<Vec<PendingInvitation>, crate::api::CallError>>,
}

/// The pending list: everything for managers and owners, their own for everybody else. Stays fresh by itself.
#[component]
pub fn PendingInvitations() -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let list = Resource::new(|| (), move |()| pending_invitations(slug.get_value()));
    use_live(move |change| {
        if matches!(change, Change::Invitations) {
            list.refetch();
        }
    });
    let desk = Desk {
        slug,
        link: RwSignal::new(None),
        link_open: RwSignal::new(false),
        revoking: RwSignal::new(None),
        revoke_open: RwSignal::new(false),
        busy: RwSignal::new(None),
        list,
    };
    view! {
        <Panel title="Pending invitations" flush=true>
            <Transition fallback=|| view! { <Skeleton /> }>
                {move || Suspend::new(async move {
                    match list.await {
                        Ok(rows) => view! { <Rows desk rows /> }.into_any(),
                        Err(error) => view! { <Banner tone=Tone::Danger>{error.to_string()}</Banner> }.into_any(),
                    }
                })}
            </Transition>
        </Panel>
        <LinkDialog desk />
        <RevokeDialog desk />
    }
}

#[component]
fn Rows(desk: Desk, rows: Vec<PendingInvitation>) -> impl IntoView {
    if rows.is_empty() {
        let text = "People who are invited show here until they join.";
        return view! { <Empty glyph=Glyph::Mail title="Nobody is waiting" small=true><p>{text}</p></Empty> }.into_any();
    }
    let rows = rows.into_iter().map(|row| view! { <Row desk row /> }).collect_view();
    view! {
        <Table label="Pending invitations">
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
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

#[component]
fn Row(desk: Desk, row: PendingInvitation) -> impl IntoView {
    let teams = row.teams.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
    let address = row.address.to_string();
    let who = match row.name.clone() {
        Some(name) => view! { <Who name more=address.clone() invited=true /> }.into_any(),
        None => view! { <Who name=address.clone() invited=true /> }.into_any(),
    };
    let inviter = row.inviter.clone().map_or_else(|| "Asked to join".to_owned(), |(_, name)| name);
    let delivery = shown_delivery(&row);
    let actions = row.manageable.then(|| view! { <Actions desk id=row.id.clone() address=address.clone() lapsed=row.state == State::Expired /> });
    view! {
        <tr>
            <th scope="row">{who}</th>
            <td data-label="Role">{row.role.label()}{(!teams.is_empty()).then(|| view! { <div class="muted tiny">{teams}</div> })}</td>
            <td data-label="By"><span>{inviter}<span class="muted tiny">" · "{row.source.label()}" · "<Time at=row.created_at /></span></span></td>
            <td data-label="Message">{delivery}</td>
            <td data-label="Works until" class="shrink">{(row.state == State::Pending).then(|| view! { <Time at=row.expires_at date=true /> })}</td>
            <td class="actions">{actions}</td>
        </tr>
    }
}

/// How the message fares, with the mail server's own words.
fn shown_delivery(row: &PendingInvitation) -> AnyView {
    if row.state == State::Expired {
        return view! { <Badge tone=Tone::Warning icon=Glyph::Clock>"Lapsed"</Badge> }.into_any();
    }
    if row.state != State::Pending {
        return view! { <Badge dashed=true icon=Glyph::Clock>"Waits for approval"</Badge> }.into_any();
    }
    let (tone, word) = match (row.delivery, &row.delivery_error) {
        (Delivery::Sent, _) => (Tone::Success, "Sent"),
        (Delivery::Queued, None) => (Tone::Accent, "On its way"),
        (Delivery::Queued, Some(_)) => (Tone::Warning, "Trying again"),
        (Delivery::Failed, _) => (Tone::Danger, "Not delivered"),
        (Delivery::None | Delivery::Cancelled, _) => (Tone::Plain, "By link only"),
    };
    let why = row.delivery_error.clone().filter(|_| matches!(row.delivery, Delivery::Queued | Delivery::Failed));
    view! { <div><Dot tone>{word}</Dot>{why.map(|why| view! { <div class="muted tiny">{why}</div> })}</div> }.into_any()
}

#[component]
fn Actions(desk: Desk, id: InvitationId, address: String, lapsed: bool) -> impl IntoView {
    let toasts = use_toasts();
    let (id, address) = (StoredValue::new(id), StoredValue::new(address));
    let busy = Signal::derive(move || desk.busy.get() == Some(id.get_value()));
    let resend = move |_| {
        desk.busy.set(Some(id.get_value()));
        // Taken before the wait: the row may be drawn anew while it lasts.
        let (slug, id, address) = (desk.slug.get_value(), id.get_value(), address.get_value());
        spawn_local(async move {
            match resend_invitation(slug, id).await {
                Ok(None) => toasts.say(format!("Sent again to {address}. The earlier link no longer works.")),
                Ok(Some(link)) => show_link(desk, address, link),
                Err(error) => toasts.fail(error.to_string()),
            }
            desk.busy.set(None);
            desk.list.refetch();
        });
    };
    let copy = move |_| {
        let (slug, id, address) = (desk.slug.get_value(), id.get_value(), address.get_value());
        spawn_local(async move {
            match copy_invitation_link(slug, id).await {
                Ok(link) => show_link(desk, address, link),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let revoke = move |_| {
        desk.revoking.set(Some((id.get_value(), address.get_value())));
        desk.revoke_open.set(true);
    };
    let label = move |verb: &str| format!("{verb} {}", address.get_value());
    view! {
        <div class="buttons">
            <Button small=true look=Look::Quiet icon=Glyph::Send busy on_click=resend attr:aria-label=label(if lapsed { "Renew the invitation of" } else { "Resend to" })>
                {if lapsed { "Renew" } else { "Resend" }}
            </Button>
            {(!lapsed).then(|| view! {
                <Button small=true look=Look::Quiet icon=Glyph::Link on_click=copy attr:aria-label=label("Copy link for")>"Copy link"</Button>
                <Button small=true look=Look::Quiet icon=Glyph::X on_click=revoke attr:aria-label=label("Revoke the invitation of")>"Revoke"</Button>
            })}
        </div>
    }
}

fn show_link(desk: Desk, address: String, link: String) {
    desk.link.set(Some((address, link)));
    desk.link_open.set(true);
}

/// A link to hand over; shown this once.
#[component]
fn LinkDialog(desk: Desk) -> impl IntoView {
    let address = move || desk.link.get().map(|(address, _)| address).unwrap_or_default();
    let value = Signal::derive(move || desk.link.get().map(|(_, link)| link).unwrap_or_default());
    let title = Signal::derive(move || format!("Link for {}", address()));
    view! {
        <Dialog id="invitation-link" open=desk.link_open title>
            <DialogBody>
                <p>"Give this link to them alone: whoever has it can join with this address. It is shown this once."</p>
                <CopyField label="Invitation link" value />
            </DialogBody>
            <DialogFoot>
                <Button look=Look::Primary on_click=move |_| desk.link_open.set(false)>"Done"</Button>
            </DialogFoot>
        </Dialog>
    }
}

#[component]
fn RevokeDialog(desk: Desk) -> impl IntoView {
    let toasts = use_toasts();
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let address = move || desk.revoking.get().map(|(_, address)| address).unwrap_or_default();
    let title = Signal::derive(move || format!("Revoke the invitation of {}?", address()));
    let confirm = move |()| {
        let Some((id, address)) = desk.revoking.get_untracked() else { return };
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            match revoke_invitation(desk.slug.get_value(), id).await {
                Ok(()) => {
                    desk.revoke_open.set(false);
                    toasts.say(format!("The invitation of {address} was revoked."));
                }
                Err(why) => error.set(Some(why.to_string())),
            }
            busy.set(false);
            desk.list.refetch();
        });
    };
    view! {
        <Confirm
            id="revoke-invitation"
            open=desk.revoke_open
            title
            text="Their link stops working at once. Issues that are held for them become unassigned."
            verb="Revoke"
            busy
            error
            on_confirm=Callback::new(confirm)
        />
    }
}
