//! How the person's own requests stand, inside the dialog that makes them.

use super::{context::use_invite, state::Form};
use crate::{
    api::invitations::{list_requests, withdraw_request},
    components::{Badge, Button, Glyph, Look, Time, Tone, use_toasts},
    live::use_live,
};
use leptos::{prelude::*, task::spawn_local};
use model::{
    invite_mode::InviteMode,
    live::Change,
    permission::dialog_mode,
    request::{Request, Verdict},
};

/// So many are shown; the members page has them all.
const SHOWN: usize = 12;

/// A fold with the latest requests, where the dialog requests; nothing where there are none.
#[component]
pub fn Asked(form: Form) -> impl IntoView {
    let requests = RwSignal::new(Vec::<Request>::new());
    let asks = Memo::new(move |_| {
        form.shell.with(|shell| !shell.role.is_approver() && dialog_mode(shell.role, &shell.organization.settings) != InviteMode::Closed)
    });
    let load = move || {
        if !asks.get_untracked() {
            return;
        }
        let slug = form.slug();
        spawn_local(async move {
            if let Ok(list) = list_requests(slug).await {
                _ = requests.try_set(list);
            }
        });
    };
    // Ahead of the first opening: opening itself fetches nothing.
    Effect::new(move |_| {
        asks.track();
        request_idle_callback(load);
    });
    let sent = use_invite().sent();
    Effect::new(move |before: Option<u32>| {
        let sent = sent.get();
        if before.is_some_and(|before| before != sent) {
            load();
        }
        sent
    });
    use_live(move |change| {
        if matches!(change, Change::Invitations | Change::Anything) {
            load();
        }
    });
    let shown = move || requests.with(|requests| requests.iter().take(SHOWN).cloned().collect::<Vec<_>>());
    view! {
        <Show when=move || asks.get() && requests.with(|requests| !requests.is_empty())>
            <details class="invite-asked">
                <summary>"Your requests"<span class="faint">" · "{move || requests.with(|requests| summary(requests))}</span></summary>
                <ul>
                    <For each=shown key=|request| (request.id.clone(), request.state) children=move |request| view! { <Entry form request requests /> } />
                </ul>
            </details>
        </Show>
    }
}

/// "2 wait, 1 denied".
fn summary(requests: &[Request]) -> String {
    let count =
        |wanted: Option<Verdict>| requests.iter().filter(|request| request.decision.as_ref().map(|decision| decision.verdict) == wanted).count();
    let parts = [(count(None), "wait"), (count(Some(Verdict::Approved)), "approved"), (count(Some(Verdict::Denied)), "denied")];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {}", if (count, word) == (1, "wait") { "waits" } else { word }))
        .collect();
    if parts.is_empty() { "none waits".to_owned() } else { parts.join(", ") }
}

#[component]
fn Entry(form: Form, request: Request, requests: RwSignal<Vec<Request>>) -> impl IntoView {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let (id, address) = (StoredValue::new(request.id.clone()), StoredValue::new(request.address.to_string()));
    let withdraw = move |_| {
        busy.set(true);
        let (slug, id, address) = (form.slug(), id.get_value(), address.get_value());
        spawn_local(async move {
            match withdraw_request(slug, id.clone()).await {
                Ok(()) => {
                    form.say(format!("The request for {address} is withdrawn."));
                    requests.try_update(|requests| requests.retain(|request| request.id != id));
                    form.focus_field(form.active.get_untracked());
                }
                Err(error) => toasts.fail(error.to_string()),
            }
            _ = busy.try_set(false);
        });
    };
    let reason =
        request.decision.as_ref().and_then(|decision| decision.reason.clone()).map(|reason| view! { <p class="invite-asked__reason">{reason}</p> });
    let label = format!("Withdraw the request for {}", address.get_value());
    view! {
        <li>
            <span class="invite-asked__who truncate">{address.get_value()}</span>
            {standing(&request)}
            <span class="faint tiny"><Time at=request.decision.as_ref().map_or(request.asked_at, |decision| decision.at) /></span>
            {request.withdrawable.then(|| view! { <Button small=true look=Look::Quiet busy on_click=withdraw attr:aria-label=label>"Withdraw"</Button> })}
            {reason}
        </li>
    }
}

fn standing(request: &Request) -> AnyView {
    match request.decision.as_ref().map(|decision| (decision.verdict, decision.by.clone())) {
        None => view! { <Badge dashed=true icon=Glyph::Clock>"Waits"</Badge> }.into_any(),
        Some((Verdict::Approved, by)) => view! { <Badge tone=Tone::Success icon=Glyph::Check>"Approved by "{by}</Badge> }.into_any(),
        Some((Verdict::Denied, by)) => view! { <Badge tone=Tone::Danger icon=Glyph::X>"Denied by "{by}</Badge> }.into_any(),
        Some((Verdict::Withdrawn, _)) => view! { <Badge>"Withdrawn"</Badge> }.into_any(),
    }
}
