//! Making a team: its name and projects, then who should be in it. The team is there after the first step; the second can be skipped.

use super::ProjectChoice;
use crate::{
    api::teams::create_team,
    components::{Button, Crumb, LinkButton, Look, Page, PageHeader, Panel, TextField, use_toasts},
    invite::{Form as Invitation, InviteContext, InviteForm, meet_doorway},
    live::Live,
    organization::{refresh_shell, use_shell, use_slug},
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use leptos_router::hooks::use_navigate;
use model::{account::TeamLink, invitation::Source, invite_mode::InviteMode, live::Change, permission::dialog_mode, team};

#[component]
pub fn NewTeam() -> impl IntoView {
    let slug = use_slug();
    let made = RwSignal::new(None::<TeamLink>);
    let title = Signal::derive(move || made.with(|made| made.as_ref().map_or_else(|| "Create team".to_owned(), |team| team.name.clone())));
    let crumbs = vec![Crumb::new("Teams", format!("/{slug}/teams"))];
    // Both steps are named here for everybody; who may not ask is spared the second.
    let steps = NodeRef::<html::Ol>::new();
    meet_doorway(Source::TeamCreate, steps, || true);
    let step = move |number: usize| (usize::from(made.with(Option::is_some)) + 1 == number).then_some("step");
    view! {
        <Page narrow=true>
            <PageHeader title crumbs />
            <div class="stack">
                <ol class="steps" aria-label="Steps" node_ref=steps>
                    <li aria-current=move || step(1)>"Name and projects"</li>
                    <li aria-current=move || step(2)>"Who should be in it?"</li>
                </ol>
                {move || match made.get() {
                    None => view! { <First made /> }.into_any(),
                    Some(team) => view! { <Second team /> }.into_any(),
                }}
            </div>
        </Page>
    }
}

#[component]
fn First(made: RwSignal<Option<TeamLink>>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let shell = use_shell();
    let name = RwSignal::new(String::new());
    let projects = RwSignal::new(Vec::new());
    let form = Form::new(None);
    let live = use_context::<Live>();
    let (toasts, navigate) = (use_toasts(), StoredValue::new(use_navigate()));
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let team = team::NewTeam { name: name.get_untracked(), projects: projects.get_untracked() };
        form.send(create_team(slug.get_value(), team), move |team| {
            if let Some(live) = live {
                live.tell(Change::Members);
            }
            // Who may not even ask has no second step.
            if shell.with_untracked(|shell| dialog_mode(shell.role, &shell.organization.settings)) == InviteMode::Closed {
                toasts.say(format!("The team {} is made", team.name));
                navigate.with_value(|navigate| navigate(&format!("/{}/teams/{}", slug.get_value(), team.slug), Default::default()));
                return;
            }
            made.set(Some(team));
        });
    };
    let any = shell.with_untracked(|shell| !shell.projects.is_empty());
    let foot = view! {
        <LinkButton href=format!("/{}/teams", slug.get_value())>"Cancel"</LinkButton>
        <Button look=Look::Primary submit=true busy=form.busy()>"Create team"</Button>
    };
    view! {
        <form method="post" on:submit=send novalidate=true>
            <Panel foot=foot.into_any()>
                <div class="form">
                    <FormError error=form.rest(&["name"]) />
                    <TextField id="name" label="Name" value=name placeholder="Back end" required=true autofocus=true hint="You’ll be in it. Others come in the next step." error=form.field("name") />
                    {any.then(|| view! {
                        <fieldset class="field">
                            <legend>"Projects it looks after"<span class="field__optional">" (optional)"</span></legend>
                            <ProjectChoice id="project" chosen=projects />
                        </fieldset>
                    })}
                </div>
            </Panel>
        </form>
    }
}

/// The invite form itself, with the new team filled in; groups can have roles and teams of their own.
#[component]
fn Second(team: TeamLink) -> impl IntoView {
    let slug = use_slug();
    let shell = use_shell();
    refresh_shell();
    let invitation = Invitation::new("team-invite", shell);
    invitation.begin(InviteContext::new(Source::TeamCreate).teams([team.id.clone()]));
    let page = StoredValue::new(format!("/{slug}/teams/{}", team.slug));
    let navigate = StoredValue::new(use_navigate());
    let toasts = use_toasts();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            _ = heading.focus();
        }
    });
    let leave = move |()| navigate.with_value(|navigate| navigate(&page.get_value(), Default::default()));
    let finished = move |()| {
        toasts.say("The invitations are on their way");
        leave(());
    };
    view! {
        <section class="panel" aria-labelledby="who">
            <header class="panel__head">
                <div>
                    <h2 id="who" tabindex="-1" node_ref=heading>"Who should be in it?"</h2>
                    <p>"The team is made. Invite its people now, in groups with roles of their own, or skip this and do it later."</p>
                </div>
            </header>
            <InviteForm form=invitation finished=finished leave=leave leave_label="Skip for now" plain=true />
        </section>
    }
}
