//! Choosing invitations, and doing one thing to all that are chosen.

use super::desk::Desk;
use crate::components::{Button, Glyph, Look};
use leptos::prelude::*;
use std::collections::HashSet;

#[component]
pub fn Bulk(desk: Desk) -> impl IntoView {
    let possible = move || desk.shown().into_iter().filter(|line| line.manageable()).collect::<Vec<_>>();
    let total = Memo::new(move |_| possible().len());
    let chosen = Memo::new(move |_| desk.chosen().len());
    let every = move || total.get() > 0 && chosen.get() == total.get();
    let some = move || chosen.get() > 0 && chosen.get() < total.get();
    let all = move |event| {
        let ids = if event_target_checked(&event) { untrack(possible).iter().map(|line| line.id()).collect() } else { HashSet::new() };
        desk.selected.set(ids);
    };
    let busy = Signal::derive(move || desk.acting.with(|acting| acting.len() > 1));
    // What has lapsed is over already.
    let revocable = move || desk.chosen().into_iter().filter(|line| !line.lapsed()).collect::<Vec<_>>();
    let revocables = Memo::new(move |_| revocable().len());
    view! {
        <div class="request-bar">
            <label class="request__check">
                <span class="visually-hidden">"Choose all"</span>
                <input type="checkbox" prop:checked=every prop:indeterminate=some on:change=all />
            </label>
            <span class="small muted" role="status">
                {move || match chosen.get() {
                    0 => format!("{} invitations", total.get()),
                    chosen => format!("{chosen} chosen"),
                }}
            </span>
            <Show when=move || chosen.get() != 0>
                <div class="buttons end">
                    <Show when=move || revocables.get() != 0>
                        <Button small=true look=Look::Secondary icon=Glyph::X on_click=move |_| desk.revoking.set(untrack(revocable))>
                            {move || format!("Revoke {}", revocables.get())}
                        </Button>
                    </Show>
                    <Button small=true look=Look::Secondary icon=Glyph::Send busy on_click=move |_| desk.resend(&untrack(|| desk.chosen()))>
                        {move || if desk.mail.get() { format!("Resend {}", chosen.get()) } else { format!("New links for {}", chosen.get()) }}
                    </Button>
                </div>
            </Show>
        </div>
    }
}
