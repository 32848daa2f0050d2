//! The first run: the owner, the organization and the first project of an empty server. The form works before and without script.

use super::{
    form::{Form, FormError},
    problem::Problem,
};
use crate::{
    api::accounts::{Door, create_owner, load_door},
    components::{Banner, Button, Choice, CopyField, LinkButton, Look, PasswordField, Select, TextField, Tone},
    shell::{Card, Outside},
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::components::Redirect;
use model::{
    account::{FirstRun, Started},
    project::PLATFORMS,
};

#[component]
pub fn Welcome() -> impl IntoView {
    let door = Resource::new(|| (), |()| load_door(None));
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match door.await {
                    Ok(door) => view! { <Outside><FirstRunPage door /></Outside> }.into_any(),
                    Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn FirstRunPage(door: Door) -> impl IntoView {
    let started = RwSignal::new(door.posted.started.clone());
    let open = door.first_run;
    move || match started.get() {
        Some(started) => view! { <Ready started /> }.into_any(),
        None if open => view! { <SetUp door=door.clone() started /> }.into_any(),
        None if door.signed_in.is_some() => view! { <Redirect path="/" /> }.into_any(),
        None => view! {
            <Card title="This server is set up" lead="Its owner was here already. Sign in, or ask one of its members for an invitation.">
                <LinkButton look=Look::Primary href="/login" class="button--block">"Sign in"</LinkButton>
            </Card>
        }
        .into_any(),
    }
}

const FIELDS: [&str; 6] = ["name", "email", "password", "organization", "project", "platform"];

#[component]
fn SetUp(door: Door, started: RwSignal<Option<Started>>) -> impl IntoView {
    let text = |field: &str, otherwise: &str| {
        let typed = door.posted.value(field);
        RwSignal::new(if typed.is_empty() { otherwise.to_owned() } else { typed })
    };
    let (name, email, organization, project) = (text("name", ""), text("email", ""), text("organization", ""), text("project", ""));
    let platform = text("platform", "python");
    let password = RwSignal::new(String::new());
    let form = Form::new(door.posted.error.clone());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let first_run = FirstRun {
            name: name.get_untracked(),
            email: email.get_untracked(),
            password: password.get_untracked(),
            organization: organization.get_untracked(),
            slug: None,
            project: Some((project.get_untracked(), platform.get_untracked())),
        };
        if form.marks(first_run.problems()) {
            return;
        }
        form.send(create_owner(first_run), move |answer| started.set(Some(answer)));
    };
    let platforms = PLATFORMS.map(|(word, label)| Choice::new(word, label)).to_vec();
    view! {
        <Card title="Welcome to Muster" lead="This server is empty. Set it up in one step: who you are, your organization, and the first project that reports its errors." wide=true>
            <FormError error=form.rest(&FIELDS) />
            <form class="form form--parts" method="post" action="/welcome" on:submit=send novalidate=true>
                <fieldset class="form__part">
                    <legend>"You"</legend>
                    <div class="form__row">
                        <TextField id="name" label="Your name" value=name autocomplete="name" required=true autofocus=true error=form.field("name") />
                        <TextField id="email" label="E-mail address" value=email kind="email" autocomplete="username" required=true error=form.field("email") />
                    </div>
                    <PasswordField id="password" label="Password" value=password autocomplete="new-password" hint="At least 8 characters. A few words in a row are fine." error=form.field("password") />
                </fieldset>
                <fieldset class="form__part">
                    <legend>"Your organization"</legend>
                    <TextField id="organization" label="Organization" value=organization autocomplete="organization" placeholder="Acme" required=true hint="Your teammates join it. You can rename it later." error=form.field("organization") />
                </fieldset>
                <fieldset class="form__part">
                    <legend>"Your first project"</legend>
                    <div class="form__row">
                        <TextField id="project" label="Project" value=project placeholder="Shop" required=true error=form.field("project") />
                        <Select id="platform" label="Platform" value=platform choices=platforms error=form.field("platform") />
                    </div>
                </fieldset>
                <Button look=Look::Primary submit=true busy=form.busy()>"Create everything"</Button>
            </form>
        </Card>
    }
}

/// What the first run made, shown once.
#[component]
fn Ready(started: Started) -> impl IntoView {
    let Started { organization_slug, project, api_token } = started;
    let next = match &project {
        Some(project) => format!("/{organization_slug}/projects/{}/setup", project.slug),
        None => format!("/{organization_slug}/issues"),
    };
    view! {
        <Card title="You’re set" lead="You own this server now, and you are signed in." wide=true>
            {project.map(|project| view! {
                <div class="field">
                    <h2 class="field__label">{format!("DSN of {}", project.name)}</h2>
                    <CopyField label="DSN" value=project.dsn />
                    <p class="field__hint">"Your program’s error reporting is configured with this address. It is not a secret, and is always on the project’s page."</p>
                </div>
            })}
            <div class="field">
                <h2 class="field__label">"Your API token"</h2>
                <CopyField label="API token" value=api_token />
                <p class="field__hint">"For sentry-cli and scripts; it acts as you."</p>
            </div>
            <Banner tone=Tone::Warning><p>"The token is shown this once. Copy it now; a new one can be made on your account’s page at any time."</p></Banner>
            <LinkButton look=Look::Primary href=next class="button--block">"Next: send the first error"</LinkButton>
        </Card>
    }
}
