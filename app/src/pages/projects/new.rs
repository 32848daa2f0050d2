//! A new project.

use crate::{
    api::projects::create_project,
    components::{Button, Checkbox, Choice, Crumb, LinkButton, Look, Page, PageHeader, Panel, Select, TextField},
    organization::{refresh_shell, use_shell, use_slug},
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_navigate;
use model::{
    id::TeamId,
    project::{self, PLATFORMS},
};

#[component]
pub fn NewProject() -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let name = RwSignal::new(String::new());
    let platform = RwSignal::new("python".to_owned());
    let shell = use_shell();
    // Somebody in one team most likely makes it for that team.
    let own = shell.with_untracked(|shell| shell.teams.iter().filter(|team| team.own).map(|team| team.id.clone()).collect::<Vec<_>>());
    let teams = RwSignal::new(if own.len() == 1 { own } else { Vec::new() });
    let form = Form::new(None);
    let navigate = StoredValue::new(use_navigate());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let new = project::NewProject { name: name.get_untracked(), platform: platform.get_untracked(), teams: teams.get_untracked() };
        form.send(create_project(slug.get_value(), new), move |made| {
            refresh_shell();
            navigate.with_value(|navigate| navigate(&format!("/{}/projects/{}/setup", slug.get_value(), made.slug), Default::default()));
        });
    };
    let crumbs = vec![Crumb::new("Projects", format!("/{}/projects", slug.get_value()))];
    let foot = view! {
        <LinkButton href=format!("/{}/projects", slug.get_value())>"Cancel"</LinkButton>
        <Button look=Look::Primary submit=true busy=form.busy()>"Create project"</Button>
    };
    view! {
        <Page narrow=true>
            <PageHeader title="Create project" crumbs />
            <form method="post" on:submit=send novalidate=true>
                <Panel foot=foot.into_any()>
                    <div class="form">
                        <FormError error=form.rest(&["project", "platform"]) />
                        <div class="form__row">
                            <TextField id="project" label="Name" value=name placeholder="Shop" required=true autofocus=true error=form.field("project") />
                            <Select id="platform" label="Platform" value=platform choices=platforms() error=form.field("platform") />
                        </div>
                        <TeamChoice teams />
                    </div>
                </Panel>
            </form>
        </Page>
    }
}

pub(super) fn platforms() -> Vec<Choice> {
    PLATFORMS.map(|(word, label)| Choice::new(word, label)).to_vec()
}

/// Which teams look after the project.
#[component]
pub(super) fn TeamChoice(teams: RwSignal<Vec<TeamId>>) -> impl IntoView {
    let all = use_shell().with_untracked(|shell| shell.teams.clone());
    if all.is_empty() {
        return ().into_any();
    }
    let boxes = all
        .into_iter()
        .map(|team| {
            let checked = RwSignal::new(teams.with_untracked(|teams| teams.contains(&team.id)));
            let id = team.id.clone();
            let change = move |now: bool| {
                teams.update(|teams| {
                    teams.retain(|one| *one != id);
                    if now {
                        teams.push(id.clone());
                    }
                });
            };
            view! { <Checkbox id=format!("team-{}", team.slug) label=team.name checked on_change=change /> }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>"Teams that look after it"<span class="field__optional">" (optional)"</span></legend>
            <div class="choices">{boxes}</div>
        </fieldset>
    }
    .into_any()
}
