//! The teams of a group: one press each, no menu to open. Many of them can be searched.

use super::{draft::Row, state::Form};
use leptos::prelude::*;
use model::{account::TeamLink, id::TeamId, invite_mode::InviteMode, permission::dialog_mode};

/// From this many on there is a search field.
const MANY: usize = 9;

/// Toggles for every team of the organization.
#[component]
pub fn Teams(form: Form, row: u32) -> impl IntoView {
    let search = RwSignal::new(String::new());
    let teams = Memo::new(move |_| form.shell.with(|shell| shell.teams.clone()));
    let chosen = Memo::new(move |_| form.draft.with(|draft| draft.row(row).map(|row: &Row| row.teams.clone()).unwrap_or_default()));
    let suggests = move || form.shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings)) == InviteMode::Request;
    let shown = move || {
        let wanted = search.with(|search| search.trim().to_lowercase());
        let fits =
            |team: &TeamLink| wanted.is_empty() || team.name.to_lowercase().contains(&wanted) || chosen.with(|chosen| chosen.contains(&team.id));
        teams.with(|teams| teams.iter().filter(|team| fits(team)).cloned().collect::<Vec<_>>())
    };
    view! {
        <Show when=move || teams.with(|teams| !teams.is_empty())>
            <fieldset class="field invite-teams">
                <legend class="field__label">{move || if suggests() { "Suggested teams " } else { "Teams " }}<span class="field__optional">"(optional)"</span></legend>
                <Show when=move || { teams.with(Vec::len) >= MANY }>
                    <input
                        type="search"
                        class="input invite-teams__search"
                        placeholder="Find a team"
                        aria-label="Find a team"
                        prop:value=move || search.get()
                        on:input=move |event| search.set(event_target_value(&event))
                        on:keydown=move |event| if event.key() == "Enter" { event.prevent_default() }
                    />
                </Show>
                <div class="invite-teams__all">
                    <For each=shown key=|team| team.id.clone() let:team>
                        <Toggle form row team chosen />
                    </For>
                </div>
            </fieldset>
        </Show>
    }
}

#[component]
fn Toggle(form: Form, row: u32, team: TeamLink, chosen: Memo<Vec<TeamId>>) -> impl IntoView {
    let TeamLink { id, name, .. } = team;
    let (checked, set) = (id.clone(), id);
    view! {
        <label class="invite-team">
            <input
                type="checkbox"
                class="visually-hidden"
                prop:checked=move || chosen.with(|chosen| chosen.contains(&checked))
                on:change=move |event| {
                    let wanted = event_target_checked(&event);
                    form.draft.update(|draft| draft.set_team(row, &set, wanted));
                }
            />
            <span>{name}</span>
        </label>
    }
}
