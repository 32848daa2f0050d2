//! What has to be said about a group's addresses, in sentences beneath the field.

use super::{
    standing::{ChipState, Tone},
    state::Form,
    wording::{self, Sentence},
};
use crate::components::{Glyph, Icon, Time};
use leptos::prelude::*;
use model::invitation::Outcome;

/// So many are said one by one; the rest is counted.
const SHOWN: usize = 4;

#[derive(Clone, PartialEq)]
struct Note {
    chip: u32,
    sentence: Sentence,
    danger: bool,
    /// A request that this person can decide: it leads to where.
    review: bool,
}

/// The sentences, and a way to drop at once all that can't be sent.
#[component]
pub fn Notes(form: Form, row: u32, #[prop(into)] id: String) -> impl IntoView {
    let notes = Memo::new(move |_| notes(form, row));
    let blocked = Memo::new(move |_| {
        let chips = form.draft.with(|draft| draft.row(row).map(|row| row.chips.iter().map(|chip| chip.id).collect::<Vec<_>>()).unwrap_or_default());
        form.states.with(|states| chips.iter().filter(|chip| states.get(chip).is_some_and(ChipState::blocks)).count())
    });
    let shown = move || notes.get().into_iter().take(SHOWN).collect::<Vec<_>>();
    view! {
        <ul class="invite-notes" id=id>
            <For each=shown key=|note| (note.chip, note.sentence.before.clone()) let:note>
                <li class=if note.danger { "invite-note invite-note--danger" } else { "invite-note" }>
                    <Icon glyph=if note.danger { Glyph::Alert } else { Glyph::Info } />
                    <span>
                        <Said sentence=note.sentence />
                        {note.review.then(|| view! { " "<a href=format!("/{}/requests", form.slug())>"Decide it"</a> })}
                    </span>
                </li>
            </For>
            <Show when=move || { blocked.get() != 0 && notes.with(Vec::len) > 1 }>
                <li class="invite-note">
                    <span></span>
                    <span>
                        {move || match notes.with(Vec::len).saturating_sub(SHOWN) { 0 => String::new(), more => format!("And {more} more. ") }}
                        <button type="button" class="link" on:click=move |_| form.remove_blocked(row)>
                            {move || format!("Remove the {} that can’t be sent", blocked.get())}
                        </button>
                    </span>
                </li>
            </Show>
        </ul>
    }
}

/// A sentence with its moment in the reader's own terms.
#[component]
pub fn Said(sentence: Sentence) -> impl IntoView {
    view! {
        {sentence.before}
        {sentence.at.map(|at| view! { <Time at=at /> })}
        {sentence.after}
    }
}

fn notes(form: Form, row: u32) -> Vec<Note> {
    let limited = form.limited_until().is_some();
    let decides = form.shell.with(|shell| shell.role.is_approver());
    form.draft.with(|draft| {
        form.states.with(|states| {
            let chips = draft.row(row).map(|row| &row.chips[..]).unwrap_or_default();
            let note = |chip: &super::draft::Chip| {
                let state = states.get(&chip.id)?;
                // Said once for all of them, above the buttons.
                if limited && matches!(state, ChipState::Failed(Outcome::RateLimited { .. })) {
                    return None;
                }
                let mut sentence = wording::about(chip, state)?;
                let review = decides && state.is_requested();
                if review {
                    sentence.after = ".";
                }
                Some(Note { chip: chip.id, sentence, danger: state.tone() == Tone::Danger, review })
            };
            chips.iter().filter_map(note).collect()
        })
    })
}
