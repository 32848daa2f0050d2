//! Asks before invitations are taken back.

use super::desk::Desk;
use crate::components::Confirm;
use leptos::prelude::*;

#[component]
pub fn RevokeDialog(desk: Desk) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(desk.revoking.with(|lines| !lines.is_empty())));
    Effect::new(move |before: Option<bool>| {
        let open = open.get();
        if before == Some(true) && !open && desk.revoking.with_untracked(|lines| !lines.is_empty()) {
            desk.revoking.set(Vec::new());
        }
        open
    });
    let title = Memo::new(move |before: Option<&String>| {
        desk.revoking.with(|lines| match &lines[..] {
            // While it closes it goes on saying what it was about.
            [] => before.cloned().unwrap_or_default(),
            [only] => format!("Revoke the invitation of {}?", only.address()),
            many => format!("Revoke {} invitations?", many.len()),
        })
    });
    let text = move || {
        if desk.revoking.with(|lines| lines.len() > 1) {
            "Their links stop working at once. Issues that are held for them become unassigned."
        } else {
            "Their link stops working at once. Issues that are held for them become unassigned."
        }
        .to_owned()
    };
    let busy = Signal::derive(move || desk.acting.with(|acting| !acting.is_empty()));
    let confirm = move |()| desk.revoke(&desk.revoking.get_untracked(), Callback::new(move |()| desk.revoking.set(Vec::new())));
    view! { <Confirm id="revoke-invitation" open title text=Signal::derive(text) verb="Revoke" busy on_confirm=Callback::new(confirm) /> }
}
