//! People who commit here and are not members: one press adds one. What is being typed narrows the list.

use super::state::Form;
use crate::components::{Glyph, Icon};
use leptos::prelude::*;
use model::{
    address_list::AddressList,
    invitation::{Invitee, Suggestion},
};

/// So many are shown at once.
const SHOWN: usize = 5;

/// Buttons for the likeliest people, beneath the field that was written in last.
#[component]
pub fn Suggested(form: Form, row: u32) -> impl IntoView {
    let people = Memo::new(move |_| people(form, row));
    view! {
        <Show when=move || form.active.get() == row && people.with(|people| !people.is_empty())>
            <div class="invite-suggested" role="group" aria-label="Suggested: they commit here and are not members yet">
                <span class="invite-suggested__label">"Commit here, not members yet:"</span>
                <For each=move || people.get() key=|person| person.address.key().to_owned() let:person>
                    <Person form row person />
                </For>
            </div>
        </Show>
    }
}

#[component]
fn Person(form: Form, row: u32, person: Suggestion) -> impl IntoView {
    let Suggestion { address, name, commits, .. } = person;
    let commits = if commits == 1 { "1 commit".to_owned() } else { format!("{commits} commits") };
    let shown = if name.is_empty() { address.address().to_owned() } else { name.clone() };
    let invitee = Invitee { address: address.address().to_owned(), name: (!name.is_empty()).then_some(name) };
    let add = move |_| {
        form.draft.update(|draft| {
            if let Some(row) = draft.row_mut(row) {
                row.typing.clear()
            }
        });
        form.add(row, &AddressList::of(std::slice::from_ref(&invitee)));
        form.focus_field(row);
    };
    view! {
        <button type="button" class="invite-suggestion" title=address.address().to_owned() on:click=add>
            <Icon glyph=Glyph::Plus />
            <span>{shown}</span>
            <small>{commits}</small>
        </button>
    }
}

fn people(form: Form, row: u32) -> Vec<Suggestion> {
    form.draft.with(|draft| {
        let typed = draft.row(row).map(|row| row.typing.trim().to_lowercase()).unwrap_or_default();
        let fits = |person: &&Suggestion| {
            let taken = draft.chips().any(|chip| chip.key == person.address.key());
            !taken && (typed.is_empty() || person.name.to_lowercase().contains(&typed) || person.address.key().contains(&typed))
        };
        form.suggestions.with(|people| people.iter().filter(fits).take(SHOWN).cloned().collect())
    })
}
