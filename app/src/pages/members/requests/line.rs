//! One request: the story, what it would give, and the decision.

use super::{
    super::rights::{RoleSelect, TeamToggles, team_names},
    desk::{Desk, Line, element_id},
    lately::DecisionView,
    story::Story,
};
use crate::components::{Badge, Button, Glyph, Icon, Look, Who};
use leptos::prelude::*;
use model::{invitation::State, role::Role};

#[component]
pub fn LineView(desk: Desk, line: Line) -> impl IntoView {
    let id = line.id();
    let (element, name_id) = (element_id(&id), format!("request-name-{id}"));
    let labelled = name_id.clone();
    let waits = Memo::new(move |_| line.waits());
    let first = line.request.get_untracked();
    let address = first.address.to_string();
    let who = match first.name.clone() {
        Some(name) => view! { <Who name more=address.clone() invited=true /> },
        None => view! { <Who name=address.clone() invited=true /> },
    };
    let returned = first.returned.then(|| {
        view! { <p class="request__note"><Icon glyph=Glyph::Info /><span>"Was invited before, by somebody who can’t give this role any more."</span></p> }
    });
    let high = (first.role >= Role::Manager).then(|| {
        view! { <p class="request__note request__note--warning"><Icon glyph=Glyph::Shield /><span>"Asks for the role "{first.role.label()}". "{first.role.explanation()}"."</span></p> }
    });
    let trouble = move || {
        line.trouble
            .get()
            .filter(|_| waits.get())
            .map(|why| view! { <p class="request__note request__note--danger"><Icon glyph=Glyph::Alert /><span>{why}</span></p> })
    };
    view! {
        <li id=element class="request" class:request--closed=move || !waits.get() tabindex="-1" aria-labelledby=labelled>
            <Check desk line address=address.clone() />
            <div class="request__who">
                <div id=name_id>{who}</div>
                <Story request=first />
                {high}
                {returned}
                {trouble}
                <Refusal line />
            </div>
            {move || if waits.get() { view! { <Decide desk line /> }.into_any() } else { view! { <Closed line /> }.into_any() }}
        </li>
    }
}

/// Why the person looking can't decide this one.
#[component]
fn Refusal(line: Line) -> impl IntoView {
    let id = format!("refusal-{}", line.id());
    let refusal = Memo::new(move |_| line.request.with(|request| request.refusal.clone().filter(|_| !request.withdrawable)));
    move || {
        let id = id.clone();
        refusal.get().map(|why| view! { <p class="request__note" id=id><Icon glyph=Glyph::Info /><span>{why}</span></p> })
    }
}

#[component]
fn Check(desk: Desk, line: Line, address: String) -> impl IntoView {
    let id = StoredValue::new(line.id());
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
    let label = format!("Choose the request for {address}");
    view! {
        <Show when=move || desk.decides.get()>
            <label class="request__check">
                <span class="visually-hidden">{label.clone()}</span>
                <input
                    type="checkbox"
                    disabled=move || !line.decidable()
                    prop:checked=move || desk.selected.with(|selected| selected.contains(&id.get_value()))
                    on:change=choose
                />
            </label>
        </Show>
    }
}

/// What it gives, to be changed before approving; and the buttons.
#[component]
fn Decide(desk: Desk, line: Line) -> impl IntoView {
    let id = line.id();
    let address = line.request.with_untracked(|request| request.address.to_string());
    let busy = desk.busy(line);
    let fixed = Signal::derive(move || !line.decidable());
    let withdrawable = line.request.with_untracked(|request| request.withdrawable);
    let decides = move || desk.decides.get() && !withdrawable;
    let about = format!("refusal-{id}");
    let (approve, deny, withdraw) =
        (format!("Approve the request for {address}"), format!("Deny the request for {address}"), format!("Withdraw the request for {address}"));
    let role_label = format!("Role for {address}");
    let field = format!("request-role-{id}");
    let most = Memo::new(move |_| desk.shell.with(|shell| shell.role));
    view! {
        <div class="request__rights">
            {move || if decides() && !fixed.get() {
                view! {
                    <RoleSelect id=field.clone() label=role_label.clone() value=line.role most=most />
                    <TeamToggles address=address.clone() chosen=line.teams />
                }.into_any()
            } else {
                view! { <Asked line /> }.into_any()
            }}
        </div>
        <div class="request__buttons">
            {move || if decides() {
                view! {
                    <Button small=true look=Look::Quiet disabled=fixed on_click=move |_| desk.denying.set(vec![line]) attr:aria-label=deny.clone() attr:aria-describedby=about.clone()>"Deny"</Button>
                    <Button small=true look=Look::Secondary icon=Glyph::Check disabled=fixed busy on_click=move |_| desk.approve(&[line]) attr:aria-label=approve.clone() attr:aria-describedby=about.clone()>"Approve"</Button>
                }.into_any()
            } else if withdrawable {
                view! { <Button small=true look=Look::Secondary busy on_click=move |_| desk.withdraw(line) attr:aria-label=withdraw.clone()>"Withdraw"</Button> }.into_any()
            } else {
                ().into_any()
            }}
        </div>
    }
}

/// Role and teams as they were asked for.
#[component]
fn Asked(line: Line) -> impl IntoView {
    let (role, teams) = line.request.with_untracked(|request| (request.role.label(), team_names(&request.teams)));
    let waits = line
        .request
        .with_untracked(|request| request.withdrawable)
        .then(|| view! { <Badge dashed=true icon=Glyph::Clock>"Waits for approval"</Badge>" " });
    view! { <p class="small">{waits}{role}{(!teams.is_empty()).then(|| view! { <span class="muted">" · "{teams}</span> })}</p> }
}

/// Decided meanwhile, by somebody else: the row stays where it is and says so.
#[component]
fn Closed(line: Line) -> impl IntoView {
    move || {
        let request = line.request.get();
        let role: Role = request.role;
        view! {
            <div class="request__closed" role="status">
                {match request.decision {
                    Some(decision) => view! { <DecisionView decision role=role.label() /> }.into_any(),
                    None if request.state == State::Accepted => view! { <p class="small muted">"Has joined."</p> }.into_any(),
                    None => view! { <p class="small muted">"Closed."</p> }.into_any(),
                }}
            </div>
        }
    }
}
