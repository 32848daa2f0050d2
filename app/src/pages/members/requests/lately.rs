//! What was decided in the last 30 days, by whom, and why.

use super::desk::Desk;
use crate::components::{Badge, Button, Glyph, Look, Panel, Time, Tone, Who};
use crate::organization::use_shell;
use leptos::prelude::*;
use model::{
    invitation::State,
    request::{Asker, Decision, Request, Verdict},
};

/// So many are shown at first.
const FIRST: usize = 10;

#[component]
pub fn Lately(desk: Desk) -> impl IntoView {
    let all = RwSignal::new(false);
    let shown = move || desk.decided.with(|decided| decided.iter().take(if all.get() { usize::MAX } else { FIRST }).cloned().collect::<Vec<_>>());
    let hidden = move || if all.get() { 0 } else { desk.decided.with(Vec::len).saturating_sub(FIRST) };
    view! {
        <Show when=move || desk.decided.with(|decided| !decided.is_empty())>
            <Panel title="Decided lately" flush=true>
                <ul class="list">
                    <For each=shown key=|request| (request.id.clone(), request.state) children=|request| view! { <Entry request /> } />
                </ul>
                <Show when=move || hidden() != 0>
                    <div class="panel__foot">
                        <Button small=true look=Look::Quiet on_click=move |_| all.set(true)>{move || format!("Show {} more", hidden())}</Button>
                    </div>
                </Show>
            </Panel>
        </Show>
    }
}

#[component]
fn Entry(request: Request) -> impl IntoView {
    let me = use_shell().with_untracked(|shell| shell.me.id.clone());
    let asker = match &request.asker {
        Asker::Member { account, .. } if *account == me => "asked for by you".to_owned(),
        Asker::Member { name, .. } => format!("asked for by {name}"),
        Asker::Outsider | Asker::Moving { .. } => "asked to join".to_owned(),
    };
    let address = request.address.to_string();
    let (name, more) = match request.name.clone() {
        Some(name) => (name, format!("{address} · {asker}")),
        None => (address, asker),
    };
    let joined = match (request.state, request.left) {
        (State::Accepted, false) => view! { <Badge tone=Tone::Success>"Has joined"</Badge> }.into_any(),
        (State::Accepted, true) => view! { <Badge>"Joined, and left"</Badge> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <li class="request-entry">
            <div class="request-entry__who"><Who name more /></div>
            <div class="request-entry__now">{joined}</div>
            {request.decision.map(|decision| view! { <DecisionView decision role=request.role.label() /> })}
        </li>
    }
}

/// "Approved as Member by Noor Haddad, 3 min ago", and the reason of a denial.
#[component]
pub fn DecisionView(decision: Decision, role: &'static str) -> impl IntoView {
    let Decision { verdict, by, at, reason } = decision;
    let badge = match verdict {
        Verdict::Approved => view! { <Badge tone=Tone::Success icon=Glyph::Check>"Approved"</Badge> },
        Verdict::Denied => view! { <Badge tone=Tone::Danger icon=Glyph::X>"Denied"</Badge> },
        Verdict::Withdrawn => view! { <Badge>"Withdrawn"</Badge> },
    };
    let role = (verdict == Verdict::Approved).then(|| format!("as {role} "));
    view! {
        <div class="request-decision">
            <p>{badge}" "<span class="small muted">{role}"by "{by}", "<Time at=at /></span></p>
            {reason.map(|reason| view! { <blockquote class="request__message">{reason}</blockquote> })}
        </div>
    }
}
