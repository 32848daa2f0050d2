//! What somebody is given: a role up to one's own, and teams.

use crate::{
    components::{Choice, Select},
    organization::use_shell,
};
use leptos::prelude::*;
use model::{account::TeamLink, id::TeamId, role::Role};

/// The roles; those above `most` with the reason why not.
#[component]
pub fn RoleSelect(#[prop(into)] id: String, #[prop(into)] label: String, value: RwSignal<String>, #[prop(into)] most: Signal<Role>) -> impl IntoView {
    let choices = choices(most);
    view! {
        <div class="rights__row">
            <span class="rights__word" aria-hidden="true">"Role"</span>
            <Select id label value choices bare=true small=true />
        </div>
    }
}

/// The same as a field of a form.
#[component]
pub fn RoleField(#[prop(into)] id: String, value: RwSignal<String>, #[prop(into)] most: Signal<Role>) -> impl IntoView {
    let choices = choices(most);
    view! { <Select id label="Role" value choices /> }
}

fn choices(most: Signal<Role>) -> Signal<Vec<Choice>> {
    Signal::derive(move || {
        let most = most.get();
        Role::ALL.into_iter().map(|role| Choice::new(role.as_str(), role.label()).refused(refusal(role, most))).collect()
    })
}

/// Why `role` can't be given by somebody who gives at most `most`.
fn refusal(role: Role, most: Role) -> Option<&'static str> {
    (role > most).then_some(if most >= Role::Manager { "only owners give it" } else { "only managers and owners give it" })
}

/// The organization's teams, folded away behind those that are chosen; one press each.
#[component]
pub fn TeamToggles(#[prop(into)] address: String, chosen: RwSignal<Vec<TeamId>>) -> impl IntoView {
    let shell = use_shell();
    let teams = Memo::new(move |_| shell.with(|shell| shell.teams.clone()));
    let names = move || {
        let names = teams.with(|teams| {
            chosen.with(|chosen| teams.iter().filter(|team| chosen.contains(&team.id)).map(|team| team.name.clone()).collect::<Vec<_>>())
        });
        if names.is_empty() { "None".to_owned() } else { names.join(", ") }
    };
    let label = StoredValue::new(format!("Teams for {address}"));
    // Drawn when it is first looked into: a long page has hundreds of these.
    let opened = RwSignal::new(false);
    view! {
        <Show when=move || teams.with(|teams| !teams.is_empty())>
            <div class="rights__row">
                <span class="rights__word" aria-hidden="true">"Teams"</span>
                <details class="rights__teams" on:toggle=move |_| opened.set(true)>
                    <summary><span class="visually-hidden">{label.get_value()}": "</span><span class="truncate">{names}</span></summary>
                    <Show when=move || opened.get()><TeamChecks label=label.get_value() chosen /></Show>
                </details>
            </div>
        </Show>
    }
}

/// A toggle for every team.
#[component]
pub fn TeamChecks(#[prop(into)] label: String, chosen: RwSignal<Vec<TeamId>>) -> impl IntoView {
    let shell = use_shell();
    let teams = move || shell.with(|shell| shell.teams.clone());
    view! {
        <div class="invite-teams__all" role="group" aria-label=label>
            <For each=teams key=|team| team.id.clone() children=move |team| view! { <TeamCheck team chosen /> } />
        </div>
    }
}

#[component]
fn TeamCheck(team: TeamLink, chosen: RwSignal<Vec<TeamId>>) -> impl IntoView {
    let TeamLink { id, name, .. } = team;
    let checked = id.clone();
    let set = move |event| {
        let wanted = event_target_checked(&event);
        chosen.update(|chosen| {
            chosen.retain(|team| *team != id);
            if wanted {
                chosen.push(id.clone());
            }
        });
    };
    view! {
        <label class="invite-team">
            <input type="checkbox" class="visually-hidden" prop:checked=move || chosen.with(|chosen| chosen.contains(&checked)) on:change=set />
            <span>{name}</span>
        </label>
    }
}

/// "Payments, Web".
pub fn team_names(teams: &[(TeamId, String)]) -> String {
    teams.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
}
