//! One address in the field: reached with the arrow keys, removed with Delete or Backspace, changed with Enter.

use super::{
    browser,
    draft::Chip,
    standing::{ChipState, Tone},
    state::Form,
};
use crate::components::{Glyph, Icon};
use leptos::{ev, prelude::*};
use model::invitation::{Outcome, Standing};

/// A chip. Its state is an icon here and a sentence below the field.
#[component]
pub fn ChipView(form: Form, row: u32, chip: Chip) -> impl IntoView {
    let Chip { id, text, name, .. } = chip;
    let state = Memo::new(move |_| form.states.with(|states| states.get(&id).cloned().unwrap_or(ChipState::Fine)));
    let known = Memo::new({
        let key = chip.key;
        move |_| form.standings.with(|standings| matches!(standings.get(&key), Some(Some(Standing::Free))))
    });
    let (title, remove_label) = (text.clone(), format!("Remove {text}"));
    let class = move || match state.with(ChipState::tone) {
        Tone::Plain => "chip invite-chip",
        Tone::Busy => "chip invite-chip invite-chip--busy",
        Tone::Warning => "chip chip--warning invite-chip",
        Tone::Danger => "chip chip--danger invite-chip",
    };
    let label = {
        let who = name.as_ref().map_or_else(|| text.clone(), |name| format!("{name}, {text}"));
        move || format!("{who}{}. Enter changes it, Delete removes it.", state.with(|state| spoken_state(state, known.get())))
    };
    let shown_name = name.map(|name| view! { <b>{name}</b>" " });
    view! {
        <li class=class title=title>
            {move || view! { <Icon glyph=state.with(|state| glyph(state, known.get())) /> }}
            <button
                type="button"
                class="invite-chip__text"
                id=form.chip_id(id)
                tabindex="-1"
                aria-label=label
                on:keydown=move |event| pressed(form, row, id, &event)
                on:dblclick=move |_| form.edit(row, id)
            >
                {shown_name}
                <span>{text}</span>
            </button>
            <button type="button" class="invite-chip__remove" tabindex="-1" aria-label=remove_label on:click=move |_| { form.remove(id); form.focus_field(row) }>
                <Icon glyph=Glyph::X />
            </button>
        </li>
    }
}

const fn glyph(state: &ChipState, known: bool) -> Glyph {
    match state {
        ChipState::Fine if known => Glyph::Check,
        ChipState::Fine => Glyph::Mail,
        ChipState::Checking => Glyph::Refresh,
        ChipState::Invalid(_) => Glyph::Alert,
        ChipState::Duplicate => Glyph::Copy,
        ChipState::Known(Standing::Free) => Glyph::Check,
        ChipState::Joins(_) | ChipState::Known(Standing::Member { .. }) | ChipState::Failed(Outcome::AlreadyMember { .. }) => Glyph::Members,
        ChipState::Known(Standing::Invited { .. }) | ChipState::Failed(Outcome::AlreadyInvited { .. }) => Glyph::Send,
        ChipState::Known(Standing::Requested { .. }) | ChipState::Failed(Outcome::AlreadyRequested { .. }) => Glyph::Eye,
        ChipState::Known(Standing::DomainNotAllowed { .. }) | ChipState::Failed(Outcome::DomainNotAllowed { .. }) => Glyph::Shield,
        ChipState::Known(Standing::CoolingDown { .. }) | ChipState::Failed(Outcome::RateLimited { .. } | Outcome::CoolingDown { .. }) => Glyph::Clock,
        ChipState::Failed(_) => Glyph::Alert,
    }
}

const fn spoken_state(state: &ChipState, known: bool) -> &'static str {
    match state {
        ChipState::Fine if known => ", can be invited",
        ChipState::Fine => "",
        ChipState::Checking => ", being checked",
        ChipState::Invalid(_) => ", not an address",
        ChipState::Duplicate => ", in another group already",
        ChipState::Joins(_) => ", a member who joins the team",
        ChipState::Known(Standing::Member { .. }) | ChipState::Failed(Outcome::AlreadyMember { .. }) => ", a member already",
        ChipState::Known(Standing::Invited { .. }) | ChipState::Failed(Outcome::AlreadyInvited { .. }) => ", invited already",
        ChipState::Known(Standing::Requested { .. }) | ChipState::Failed(Outcome::AlreadyRequested { .. }) => ", requested already",
        ChipState::Known(Standing::Free) => "",
        ChipState::Known(Standing::DomainNotAllowed { .. }) | ChipState::Failed(Outcome::DomainNotAllowed { .. }) => ", domain not allowed",
        ChipState::Known(Standing::CoolingDown { .. }) => ", can be asked for later",
        ChipState::Failed(_) => ", was not sent",
    }
}

fn pressed(form: Form, row: u32, id: u32, event: &ev::KeyboardEvent) {
    let chips: Vec<u32> =
        form.draft.with_untracked(|draft| draft.row(row).map(|row| row.chips.iter().map(|chip| chip.id).collect()).unwrap_or_default());
    let at = chips.iter().position(|each| *each == id).unwrap_or_default();
    let before = at.checked_sub(1).map(|at| chips[at]);
    let after = chips.get(at + 1).copied();
    let go = |chip: Option<u32>| browser::focus(chip.map_or_else(|| form.field_id(row), |chip| form.chip_id(chip)));
    match event.key().as_str() {
        "ArrowLeft" => go(before.or(Some(id))),
        "ArrowRight" => go(after),
        "Home" => go(chips.first().copied()),
        "End" => go(None),
        "Delete" => {
            form.remove(id);
            go(after);
        }
        "Backspace" => {
            form.remove(id);
            go(before.or(after));
        }
        "Enter" | "F2" if !event.ctrl_key() && !event.meta_key() => form.edit(row, id),
        // A letter goes on in the field.
        key if key.chars().count() == 1 && !event.ctrl_key() && !event.meta_key() && !event.alt_key() => {
            if let Some(field) = document().get_element_by_id(&form.field_id(row)) {
                _ = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(field).map(|field| field.focus());
            }
            return;
        }
        _ => return,
    }
    event.prevent_default();
}
