//! Where an experiment is written: name, unit, script, metrics and test cases. The script is compiled as it is typed, by a module that only
//! this page loads; without script the same form asks the server, which says the same.

mod cases;
mod desk;
mod engine;
mod excerpt;
mod findings;
mod keep;
mod metrics;
mod script;

use crate::{
    api::{
        CallError,
        experiments::{DraftPosted, check_experiment, experiment_draft, save_experiment},
    },
    components::{Badge, Banner, Button, Crumb, LinkButton, Look, Page, PageHeader, Panel, Skeleton, TextField, Tone, use_toasts},
    organization::use_slug,
    pages::{
        form::{Form, FormError, focus},
        problem::Problem,
    },
};
use cases::Cases;
use desk::Desk;
use findings::Findings;
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::{use_navigate, use_params_map};
use metrics::Metrics;
use model::{
    error::ApiError,
    experiment::{
        Status,
        draft::{Draft, Editing, TestCase},
    },
};
use script::ScriptField;
use std::time::Duration;

/// What a new experiment begins with: something that works.
const EXAMPLE: &str = "# Half of everybody gets the blue button.\ncolour = uniformChoice(choices=['red', 'blue'], unit=userid);\n";

#[component]
pub fn NewExperiment() -> impl IntoView {
    let slug = use_slug();
    let opened = Resource::new(|| (), move |()| open(slug.clone(), None));
    view! { <Opened opened fresh=true title="Write an experiment".to_owned() /> }
}

#[component]
pub fn EditExperiment() -> impl IntoView {
    let slug = use_slug();
    let params = use_params_map();
    let name = params.with_untracked(|params| params.get("experiment").unwrap_or_default());
    let wanted = name.clone();
    let opened = Resource::new(|| (), move |()| open(slug.clone(), Some(wanted.clone())));
    view! { <Opened opened fresh=false title=format!("Edit {name}") /> }
}

type Loaded = Result<(Editing, Option<ApiError>), CallError>;

/// What is to be edited, or what a form without script brought, checked.
async fn open(org: String, name: Option<String>) -> Loaded {
    let posted = use_context::<DraftPosted>();
    let mut editing = match name {
        Some(name) => experiment_draft(org.clone(), name).await?,
        None => {
            let draft = Draft {
                unit: "userid".into(),
                source: EXAMPLE.into(),
                tests: vec![TestCase { inputs: r#"{"userid": 1}"#.into(), expected: String::new() }],
                ..Draft::default()
            };
            let checked = check_experiment(org.clone(), draft.clone()).await?;
            Editing { draft, status: Status::Draft, version: 0, salt: String::new(), checked }
        }
    };
    let Some(DraftPosted { draft, error }) = posted else { return Ok((editing, None)) };
    editing.checked = check_experiment(org, draft.clone()).await?;
    editing.draft = draft;
    Ok((editing, error))
}

#[component]
fn Opened(opened: Resource<Loaded>, fresh: bool, title: String) -> impl IntoView {
    view! {
        <Page>
            <Suspense fallback=|| view! { <Skeleton lines=6 /> }>
                {move || {
                    let title = title.clone();
                    Suspend::new(async move {
                        match opened.await {
                            Ok((editing, error)) => view! { <Editor editing error fresh title /> }.into_any(),
                            Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </Page>
    }
}

#[component]
fn Editor(editing: Editing, error: Option<ApiError>, fresh: bool, title: String) -> impl IntoView {
    let slug = use_slug();
    let Editing { draft, status, version, salt, checked } = editing;
    let list = format!("/{slug}/experiments");
    let page = if fresh { list.clone() } else { format!("{list}/{}", draft.name) };
    let action = if fresh { format!("{list}/new") } else { format!("{page}/edit") };
    let mut crumbs = vec![Crumb::new("Experiments", list)];
    if !fresh {
        crumbs.push(Crumb::new(draft.name.clone(), page.clone()));
    }
    let desk = Desk::new(slug, salt, &draft, checked, Form::new(error));
    let kept = keep::keep(desk, draft, fresh);
    engine::check_as_typed(desk);
    let send = sender(desk, fresh);
    let address = action.clone();
    let save = move || match desk.form.problem(is_overtaken) {
        true => "Replace theirs",
        false if fresh => "Save as a draft",
        false => "Save",
    };
    view! {
        <PageHeader title crumbs />
        <form class="stack" method="post" action=action on:submit=send novalidate=true>
            // What Enter in a field presses, before buttons that add or remove something.
            <button type="submit" name="step" value="save" class="visually-hidden" tabindex="-1" aria-hidden="true">"Save"</button>
            <input type="hidden" name=Draft::OPENED prop:value=desk.opened value=desk.opened.get_untracked() />
            <keep::Kept kept />
            <Rules status version />
            <div id="refused" tabindex="-1" class="stack stack--tight">
                <FormError error=desk.form.rest(&["name", "unit", "source"]) />
                <Theirs desk here=address.clone() />
            </div>
            <div class="editor">
                <div class="stack">
                    <Panel title="Experiment">
                        <div class="form">
                            <div class="form__row">
                                <TextField id="name" label="Name" value=desk.name readonly=!fresh required=true max=60 placeholder="button_colour" error=desk.form.field("name")
                                    hint=if fresh { "Letters, digits, - and _. It is part of the salt of every draw, so it stays." } else { "It is part of the salt of every draw, so it stays." } />
                                <TextField id="unit" label="Unit" value=desk.unit readonly={status == Status::Running} required=true max=60 error=desk.form.field("unit")
                                    hint="The input that is decided by, such as userid." />
                            </div>
                            <ScriptField desk />
                            <Findings desk status version />
                        </div>
                    </Panel>
                    <Metrics desk />
                </div>
                <Cases desk />
            </div>
            <div class="buttons buttons--end">
                <LinkButton href=page>"Cancel"</LinkButton>
                <Button submit=true attr:name="step" attr:value="check" attr:hidden=move || desk.engine.get() != engine::Engine::None>"Check"</Button>
                <Button look=Look::Primary submit=true busy=desk.form.busy() attr:name="step" attr:value="save">{save}</Button>
            </div>
        </form>
    }
}

/// Saves what is on the desk; what is wrong gets the focus, and everything typed stays.
fn sender(desk: Desk, fresh: bool) -> impl Fn(SubmitEvent) + Clone + 'static {
    let navigate = StoredValue::new(use_navigate());
    let toasts = use_toasts();
    move |event: SubmitEvent| {
        event.prevent_default();
        let draft = desk.draft_untracked();
        let problems: Vec<(String, String)> = draft.metric_problems().into_iter().map(|(field, why)| (desk.placed(field), why)).collect();
        if desk.form.marks(problems) {
            return;
        }
        if let Err(error) = draft.metrics().and_then(|_| draft.cases().map(|_| ())) {
            desk.form.refuse(error);
            return;
        }
        let slug = desk.slug.get_value();
        let saved = save_experiment(slug.clone(), draft, fresh);
        let saved =
            async move { saved.await.map_err(|CallError(error)| CallError(desk.place(error))).inspect_err(|CallError(error)| refused(desk, error)) };
        desk.form.send(saved, move |saved| {
            keep::forget(desk, fresh);
            toasts.say("It is saved");
            navigate.with_value(|navigate| navigate(&format!("/{slug}/experiments/{}", saved.name), Default::default()));
        });
    }
}

/// What is about the whole is said at the top of the page, which may be out of sight: the focus goes there.
fn refused(desk: Desk, error: &ApiError) {
    // Whoever was told that somebody else has saved meanwhile, and saves again, means it.
    if is_overtaken(Some(error)) {
        _ = desk.opened.try_set(String::new());
    }
    if is_overtaken(Some(error)) || !matches!(error, ApiError::Invalid { .. }) {
        // After the form has said it.
        set_timeout(|| focus("refused"), Duration::ZERO);
    }
}

fn is_overtaken(error: Option<&ApiError>) -> bool {
    matches!(error, Some(ApiError::Invalid { field, .. }) if field == Draft::OPENED)
}

/// A way to look at what somebody else has saved meanwhile, with nothing of one's own lost.
#[component]
fn Theirs(desk: Desk, here: String) -> impl IntoView {
    move || {
        desk.form.problem(is_overtaken).then(|| {
            view! { <p class="small"><a href=here.clone() target="_blank" rel="noopener">"See theirs in a new tab"</a></p> }
        })
    }
}

/// What may still be changed.
#[component]
fn Rules(status: Status, version: i64) -> impl IntoView {
    match status {
        Status::Running => view! {
            <Banner tone=Tone::Accent title=format!("Version {version} is running")>
                <p>"Whoever is in keeps what they have. You may raise a p (0.1 to 0.5), move weight from the first choice to the next ([0.9, 0.1] to [0.5, 0.5]), let in those whom a “return false” keeps out, and change what is set from a draw. Unit, salts and choices stay."</p>
                <p>"Another script is a new version, and counting begins anew. Changing only comments, metrics or tests is none."</p>
            </Banner>
        }
        .into_any(),
        Status::Concluded => view! { <Banner><p><Badge>"Concluded"</Badge>" Everybody keeps the chosen arm, whatever the script says."</p></Banner> }.into_any(),
        Status::Archived => view! { <Banner><p><Badge>"Archived"</Badge>" Nobody gets it any more. Metrics and tests may change; the script stays as it was."</p></Banner> }.into_any(),
        Status::Draft => ().into_any(),
    }
}
