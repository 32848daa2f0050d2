//! One invitation that waits, lapsed, or is asked for.

use super::{
    super::rights::team_names,
    desk::{Desk, Line, element_id},
};
use crate::components::{Badge, Button, Dot, Glyph, Icon, Look, Menu, MenuButton, MenuItem, Time, Tone, Who};
use leptos::prelude::*;
use model::invitation::{Delivery, PendingInvitation, State};

#[component]
pub fn RowView(desk: Desk, line: Line) -> impl IntoView {
    let first = line.row.get_untracked();
    let address = first.address.to_string();
    let who = match first.name.clone() {
        Some(name) => view! { <Who name more=address.clone() invited=true /> }.into_any(),
        None => view! { <Who name=address.clone() invited=true /> }.into_any(),
    };
    let inviter = first.inviter.clone().map_or_else(|| "Asked to join".to_owned(), |(_, name)| name);
    let (source, at) = (first.source.label(), first.created_at);
    let given = move || {
        let (role, teams) = line.row.with(|row| (row.role.label(), team_names(&row.teams)));
        view! { <span>{role}{(!teams.is_empty()).then(|| view! { <span class="block muted tiny">{teams}</span> })}</span> }
    };
    let until = move || line.row.with(|row| (row.state == State::Pending).then(|| view! { <Time at=row.expires_at date=true /> }));
    view! {
        <tr id=element_id(&first.id) tabindex="-1">
            <th scope="row"><div class="row pending-who"><Check desk line address=address.clone() />{who}</div></th>
            <td data-label="Role">{given}</td>
            <td data-label="By"><span>{inviter}<span class="muted tiny">" · "{source}" · "<Time at=at /></span></span></td>
            <td data-label="Message"><div>{move || line.row.with(delivery)}<Trouble line /></div></td>
            <td data-label="Works until" class="shrink">{until}</td>
            <td class="actions"><Actions desk line address /></td>
        </tr>
    }
}

#[component]
fn Check(desk: Desk, line: Line, address: String) -> impl IntoView {
    let id = StoredValue::new(line.id());
    let label = StoredValue::new(format!("Choose the invitation of {address}"));
    let choose = move |event| {
        let wanted = event_target_checked(&event);
        desk.selected.update(|selected| {
            if wanted {
                selected.insert(id.get_value());
            } else {
                selected.remove(&id.get_value());
            }
        });
    };
    view! {
        <Show when=move || desk.manages() && line.manageable()>
            <label class="request__check">
                <span class="visually-hidden">{label.get_value()}</span>
                <input type="checkbox" prop:checked=move || desk.selected.with(|selected| selected.contains(&id.get_value())) on:change=choose />
            </label>
        </Show>
    }
}

#[component]
fn Trouble(line: Line) -> impl IntoView {
    move || line.trouble.get().map(|why| view! { <p class="request__note request__note--danger"><Icon glyph=Glyph::Alert /><span>{why}</span></p> })
}

/// How the message fares, with the mail server's own words.
fn delivery(row: &PendingInvitation) -> AnyView {
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
    view! {
        <div>
            <Dot tone>{word}</Dot>
            {why.map(|why| view! { <div class="muted tiny wrap-anywhere">{why}</div> })}
            {reminders(row)}
        </div>
    }
    .into_any()
}

/// When a reminder left, and when the next one will.
fn reminders(row: &PendingInvitation) -> Option<AnyView> {
    match (row.reminded_at, row.next_reminder) {
        (Some(at), _) => Some(view! { <div class="muted tiny">"Reminded "<Time at /></div> }.into_any()),
        (None, Some(at)) => Some(view! { <div class="muted tiny">"Reminder "<Time at date=true /></div> }.into_any()),
        (None, None) => None,
    }
}

#[component]
fn Actions(desk: Desk, line: Line, address: String) -> impl IntoView {
    let address = StoredValue::new(address);
    let busy = desk.busy(line);
    let asked = Memo::new(move |_| line.row.with(|row| row.state == State::Requested));
    let lapsed = Memo::new(move |_| line.lapsed());
    let manageable = Memo::new(move |_| line.manageable());
    let mail = desk.mail;
    let label = move |verb: &str| format!("{verb} {}", address.get_value());
    move || {
        if asked.get() && !desk.decides.get() {
            let label = label("Withdraw the request for");
            return view! { <Button small=true look=Look::Quiet busy on_click=move |_| desk.withdraw(line) attr:aria-label=label>"Withdraw"</Button> }.into_any();
        }
        if !manageable.get() {
            return ().into_any();
        }
        let (verb, icon, again) = match (lapsed.get(), mail.get()) {
            (true, _) => ("Renew", Glyph::Send, label("Renew the invitation of")),
            (false, true) => ("Resend", Glyph::Send, label("Resend to")),
            // Nothing leaves by itself here: a link to hand over is all there is.
            (false, false) => ("New link", Glyph::Link, label("New link for")),
        };
        view! {
            <div class="buttons">
                <Button small=true look=Look::Quiet icon busy on_click=move |_| if mail.get_untracked() || lapsed.get_untracked() { desk.resend(&[line]) } else { desk.copy_link(line) } attr:aria-label=again>{verb}</Button>
                {(!lapsed.get()).then(|| view! { <More desk line address=address.get_value() /> })}
            </div>
        }
        .into_any()
    }
}

#[component]
fn More(desk: Desk, line: Line, address: String) -> impl IntoView {
    let menu = format!("invitation-{}", line.id());
    let label = format!("More for {address}");
    view! {
        <MenuButton menu=menu.clone() label=label.clone() small=true />
        <Menu id=menu label=label end=true>
            {desk.mail.get_untracked().then(|| view! { <MenuItem icon=Glyph::Link on_click=move |()| desk.copy_link(line)>"Copy link"</MenuItem> })}
            <MenuItem icon=Glyph::Pencil on_click=move |()| desk.changing.set(Some(line))>"Change role or teams"</MenuItem>
            <MenuItem icon=Glyph::X danger=true on_click=move |()| desk.revoking.set(vec![line])>"Revoke"</MenuItem>
        </Menu>
    }
}
