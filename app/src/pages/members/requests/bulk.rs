//! Choosing rows, and deciding those that are chosen.

use super::desk::Desk;
use crate::components::{Button, Glyph, Look};
use leptos::prelude::*;
use model::role::Role;
use std::collections::HashSet;

/// Stands above the rows and stays in sight while they scroll. Always as tall, so that nothing moves when something is chosen.
#[component]
pub fn Bulk(desk: Desk) -> impl IntoView {
    let chosen = Memo::new(move |_| desk.chosen().len());
    let total = Memo::new(move |_| desk.decidable().len());
    let others = move || desk.lines.with(|lines| lines.iter().filter(|line| line.waits() && !line.decidable()).count());
    // Said before it is pressed: more than a member's rights are given away here.
    let owners = Memo::new(move |_| desk.chosen().iter().filter(|line| line.role.with(|role| role == Role::Owner.as_str())).count());
    let all = move |event| {
        let everything = event_target_checked(&event);
        let ids = if everything { untrack(|| desk.decidable()).iter().map(|line| line.id()).collect() } else { HashSet::new() };
        desk.selected.set(ids);
    };
    let every = move || total.get() > 0 && chosen.get() == total.get();
    let some = move || chosen.get() > 0 && chosen.get() < total.get();
    let busy = Signal::derive(move || desk.acting.with(|acting| acting.len() > 1));
    view! {
        <div class="request-bar">
            <label class="request__check" hidden=move || total.get() == 0>
                <span class="visually-hidden">"Choose all that you can decide"</span>
                <input
                    type="checkbox"
                    disabled=move || total.get() == 0
                    prop:checked=every
                    prop:indeterminate=some
                    on:change=all
                />
            </label>
            <span class="small muted" role="status">
                {move || match (chosen.get(), total.get(), others(), owners.get()) {
                    (0, 1, 0, _) => "1 request waits".to_owned(),
                    (0, 0, 1, _) => "1 request waits for somebody else".to_owned(),
                    (0, 0, others, _) => format!("{others} requests wait for somebody else"),
                    (0, waiting, 0, _) => format!("{waiting} requests wait"),
                    (0, waiting, others, _) => format!("{waiting} for you, {others} for somebody else"),
                    (chosen, _, _, 0) => format!("{chosen} chosen"),
                    (chosen, _, _, owners) => format!("{chosen} chosen, {owners} as owner"),
                }}
            </span>
            <Show when=move || chosen.get() != 0>
                <div class="buttons end">
                    <Button small=true look=Look::Secondary icon=Glyph::X on_click=move |_| desk.denying.set(untrack(|| desk.chosen()))>
                        {move || format!("Deny {}", chosen.get())}<span class="visually-hidden">" chosen"</span>
                    </Button>
                    <Button small=true look=Look::Primary icon=Glyph::Check busy on_click=move |_| desk.approve(&untrack(|| desk.chosen()))>
                        {move || format!("Approve {}", chosen.get())}<span class="visually-hidden">" chosen"</span>
                    </Button>
                </div>
            </Show>
        </div>
    }
}
