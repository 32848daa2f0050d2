//! One group: addresses as chips, a role, teams.

use super::{
    browser,
    chip::ChipView,
    mode::{role_choices, row_mode, row_refusal},
    notes::Notes,
    state::Form,
    suggested::Suggested,
    teams::Teams,
};
use crate::components::{Badge, Button, Glyph, Icon, Look, Tone};
use leptos::{ev, html, prelude::*};
use model::{address_list, invite_mode::InviteMode, permission::dialog_mode, role::Role};

/// A group of the form.
#[component]
pub fn RowView(form: Form, row: u32) -> impl IntoView {
    let several = Memo::new(move |_| form.draft.with(|draft| draft.rows.len() > 1));
    let number = move || form.draft.with(|draft| draft.rows.iter().position(|each| each.id == row).map_or(1, |at| at + 1));
    let refusal = Memo::new(move |_| form.shell.with(|shell| form.draft.with(|draft| draft.row(row).and_then(|row| row_refusal(shell, row)))));
    let reviewed = Memo::new(move |_| {
        form.shell.with(|shell| {
            let direct = dialog_mode(shell.role, &shell.organization.settings) == InviteMode::Direct;
            direct && form.draft.with(|draft| draft.row(row).is_some_and(|row| row_mode(shell, row) == InviteMode::Request))
        })
    });
    view! {
        <fieldset class="invite-row" class:invite-row--one=move || !several.get()>
            <legend class=move || if several.get() { "invite-row__name" } else { "visually-hidden" }>"Group "{number}</legend>
            <Show when=move || several.get()>
                <Button look=Look::Quiet small=true icon=Glyph::Trash class="invite-row__remove" label="Remove this group" on_click=move |_| form.remove_row(row) />
            </Show>
            <Addresses form row />
            <div class="invite-row__rights">
                <RoleField form row />
                <Teams form row />
            </div>
            {move || refusal.get().map(|why| view! {
                <p class="invite-note invite-note--danger"><Icon glyph=Glyph::Alert /><span>{why}"."</span></p>
            })}
            {move || reviewed.get().then(|| view! {
                <p class="invite-note"><Badge tone=Tone::Accent>"Reviewed first"</Badge><span>"A manager or owner decides about this group."</span></p>
            })}
        </fieldset>
    }
}

#[component]
fn Addresses(form: Form, row: u32) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let chips = Memo::new(move |_| form.draft.with(|draft| draft.row(row).map(|row| row.chips.clone()).unwrap_or_default()));
    let typing = Memo::new(move |_| form.draft.with(|draft| draft.row(row).map(|row| row.typing.clone()).unwrap_or_default()));
    let id = form.field_id(row);
    let (hint_id, notes_id) = (format!("{id}-hint"), format!("{id}-notes"));
    let described = format!("{hint_id} {notes_id}");
    let to_field = move |event: ev::MouseEvent| {
        if event.target() == event.current_target() {
            event.prevent_default();
            if let Some(field) = field.get_untracked() {
                _ = field.focus();
            }
        }
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>"E-mail addresses"</label>
            <div class="input chips invite-chips" on:mousedown=to_field>
                <ul class="invite-chips__list" aria-label="Addresses" hidden=move || chips.with(Vec::is_empty)>
                    <For each=move || chips.get() key=|chip| (chip.id, chip.name.clone()) let:chip>
                        <ChipView form row chip />
                    </For>
                </ul>
                <input
                    type="text"
                    id=id
                    node_ref=field
                    inputmode="email"
                    enterkeyhint="done"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    autofocus=row == 1
                    aria-describedby=described
                    placeholder=move || if chips.with(Vec::is_empty) { "ana@example.com, or paste a list" } else { "" }
                    prop:value=move || typing.get()
                    on:focus=move |_| form.active.set(row)
                    on:input=move |_| if let Some(field) = field.get_untracked() { typed(form, row, &field) }
                    on:keydown=move |event| if let Some(field) = field.get_untracked() { pressed(form, row, &field, &event) }
                    on:paste=move |event| pasted(form, row, &event)
                    // On the way to a suggestion the text stays: it is what the suggestions are narrowed by.
                    on:blur=move |event| if !browser::moves_into(&event, "invite-suggested") { form.left(row) }
                />
            </div>
            <span class="visually-hidden" id=hint_id>
                "Separate addresses with Enter, a comma or a space, or paste a list. Backspace removes the last one, the left arrow key reaches them."
            </span>
            <Notes form row id=notes_id />
            <Suggested form row />
        </div>
    }
}

/// Takes what is complete out of the field.
fn typed(form: Form, row: u32, field: &web_sys::HtmlInputElement) {
    let text = field.value();
    let read = address_list::typed(&text);
    if read.rest != text {
        field.set_value(&read.rest);
    }
    form.draft.update(|draft| {
        if let Some(row) = draft.row_mut(row) {
            row.typing = read.rest
        }
    });
    if !read.list.entries.is_empty() {
        form.add(row, &read.list);
    }
}

fn pressed(form: Form, row: u32, field: &web_sys::HtmlInputElement, event: &ev::KeyboardEvent) {
    if event.is_composing() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let at_start = field.selection_start().ok().flatten() == Some(0) && field.selection_end().ok().flatten() == Some(0);
    let last = form.draft.with_untracked(|draft| draft.row(row).and_then(|row| row.chips.last().map(|chip| chip.id)));
    match (event.key().as_str(), last) {
        ("Enter", _) => form.settle(row),
        ("Backspace", Some(chip)) if at_start => form.remove(chip),
        ("ArrowLeft", Some(chip)) if at_start => browser::focus(form.chip_id(chip)),
        _ => return,
    }
    event.prevent_default();
}

/// A list is read at once; a piece of text goes into the field as usual.
fn pasted(form: Form, row: u32, event: &ev::ClipboardEvent) {
    let Some(text) = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok()) else { return };
    if !address_list::is_list(&text) {
        return;
    }
    event.prevent_default();
    let before = form.draft.try_update(|draft| draft.row_mut(row).map(|row| std::mem::take(&mut row.typing))).flatten().unwrap_or_default();
    form.add(row, &address_list::parse(&format!("{before}{text}")));
}

#[component]
fn RoleField(form: Form, row: u32) -> impl IntoView {
    let id = format!("{}-{row}-role", form.id);
    let hint_id = format!("{id}-hint");
    let role = Memo::new(move |_| form.draft.with(|draft| draft.row(row).map_or(Role::Member, |row| row.role)));
    let choices = Memo::new(move |_| form.shell.with(role_choices));
    let suggests = move || form.shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings)) == InviteMode::Request;
    let options = move || {
        let current = role.get();
        let option = |choice: super::mode::RoleChoice| {
            let label = choice.label();
            view! { <option value=choice.role.as_str() disabled=choice.refusal.is_some() selected=choice.role == current>{label}</option> }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{move || if suggests() { "Suggested role" } else { "Role" }}</label>
            <span class="select">
                <select
                    class="input"
                    id=id
                    aria-describedby=hint_id.clone()
                    prop:value=move || role.get().as_str()
                    on:change=move |event| if let Ok(role) = event_target_value(&event).parse() { form.set_role(row, role) }
                >
                    {options}
                </select>
                <Icon glyph=Glyph::ChevronDown />
            </span>
            <span class="field__hint" id=hint_id>{move || role.get().explanation()}"."</span>
        </div>
    }
}
