//! Where the experiment is, and the forms that let it join, grow, and give back what it holds.

use super::{
    About,
    bar::{Bar, Fallen, counted},
    fallback::Fallback,
    of,
};
use crate::{
    api::namespaces::{PlacePosted, allocate_segments, release_segments},
    components::{Banner, Button, Choice, Glyph, Panel, Select, TextField, ToastRack, Tone, use_toasts},
    pages::form::{Form, FormError, focus},
};
use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    error::ApiError,
    experiment::{Allocation, Experiment, Namespace, Status, namespace::segments},
};

#[component]
pub fn Place(about: About, fallbacks: Vec<Experiment>, may: bool, posted: Option<PlacePosted>) -> impl IntoView {
    let name = about.experiment.name.clone();
    match of(&about.namespaces, &name).map(|(namespace, held)| (namespace.clone(), held.clone())) {
        Some((namespace, held)) => view! { <Inside about fallbacks namespace held may posted /> }.into_any(),
        None => view! { <Outside about may posted /> }.into_any(),
    }
}

#[component]
fn Inside(about: About, fallbacks: Vec<Experiment>, namespace: Namespace, held: Allocation, may: bool, posted: Option<PlacePosted>) -> impl IntoView {
    let draft = fallbacks.iter().any(|experiment| experiment.name == namespace.fallback && experiment.status == Status::Draft);
    let status = about.experiment.status;
    let grows = may && status != Status::Archived;
    let step = |step: &str| posted.clone().filter(|posted| posted.step == step);
    let (freeing, growing, falling) = (step("release").map(|posted| posted.error), step("allocate"), step("fallback"));
    view! {
        <Panel title=format!("In {}", namespace.name)>
            <div class="stack">
                <Bar namespace=namespace.clone() about=about.experiment.name.clone() />
                <dl class="facts">
                    <dt>"Segments"</dt>
                    <dd>{namespace.segments}</dd>
                    <dt>"Unit"</dt>
                    <dd class="mono">{namespace.unit.clone()}</dd>
                    {(!may).then(|| view! { <dt>"Who is in none gets"</dt><dd><Fallen slug=about.slug.clone() draft to=namespace.fallback.clone() /></dd> })}
                </dl>
                {may.then(|| view! { <Fallback about=about.clone() fallbacks namespace=namespace.clone() posted=falling /> })}
                {grows.then(|| view! { <Grow about=about.clone() namespace=namespace.clone() held=held.segments posted=growing /> })}
                {(may && held.segments > 0).then(|| view! { <Free about namespace=namespace.name.clone() running=status == Status::Running error=freeing /> })}
            </div>
        </Panel>
    }
}

/// Sends what is typed, says that it is done, and loads the page again.
fn allocate(about: &About, form: Form, toasts: ToastRack, namespace: String, typed: &str) {
    let wanted = match segments(typed) {
        Ok(wanted) => wanted,
        Err(error) => return form.refuse(error),
    };
    let (refetch, name) = (about.refetch, about.experiment.name.clone());
    let said = format!("{name} has {}", counted(wanted));
    form.send(allocate_segments(about.slug.clone(), namespace, name, wanted), move |_| {
        toasts.say(said);
        refetch.run(());
        focus("main");
    });
}

#[component]
fn Grow(about: About, namespace: Namespace, held: u32, posted: Option<PlacePosted>) -> impl IntoView {
    let page = about.page();
    let (typed, error) = posted.map_or_else(|| (held.to_string(), None), |posted| (posted.segments, Some(posted.error)));
    let typed = RwSignal::new(typed);
    let (form, toasts) = (Form::new(error), use_toasts());
    let name = namespace.name.clone();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        allocate(&about, form, toasts, name.clone(), &typed.get_untracked());
    };
    let hint = match held {
        0 => format!("{} free.", counted(namespace.free)),
        _ => format!("It keeps the {held} that it has, so nobody moves; {} free.", counted(namespace.free)),
    };
    view! {
        <form method="post" class="form" action=page on:submit=send novalidate=true>
            <FormError error=form.rest(&["segments"]) />
            <input type="hidden" name="namespace" value=namespace.name />
            <TextField id="segments" label="Segments altogether" value=typed max=5 hint error=form.field("segments") />
            <div><Button submit=true busy=form.busy() attr:name="step" attr:value="allocate">"Give it more"</Button></div>
        </form>
    }
}

#[component]
fn Free(about: About, namespace: String, running: bool, error: Option<ApiError>) -> impl IntoView {
    if running {
        let said = "While it runs it keeps its segments: without them everybody in it would be put out.";
        return view! { <p class="small muted">{said}</p> {error.map(|error| view! { <Banner tone=Tone::Danger><p>{error.to_string()}</p></Banner> })} }.into_any();
    }
    let page = about.page();
    let name = namespace.clone();
    let form = Form::new(error);
    let toasts = use_toasts();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let refetch = about.refetch;
        form.send(release_segments(about.slug.clone(), namespace.clone(), about.experiment.name.clone()), move |_| {
            toasts.say("Its segments are free");
            refetch.run(());
            focus("main");
        });
    };
    view! {
        <form method="post" class="form" action=page on:submit=send>
            <FormError error=form.rest(&[]) />
            <input type="hidden" name="namespace" value=name />
            <p class="small muted">"Free its segments, and others can have them. It stays in the namespace, whose name is part of its salt."</p>
            <div><Button submit=true busy=form.busy() attr:name="step" attr:value="release">"Free its segments"</Button></div>
        </form>
    }
    .into_any()
}

#[component]
fn Outside(about: About, may: bool, posted: Option<PlacePosted>) -> impl IntoView {
    let unit = about.experiment.unit.clone();
    let fitting: Vec<Namespace> = about.namespaces.iter().filter(|namespace| namespace.unit == unit).cloned().collect();
    let said = match about.experiment.status {
        Status::Draft if !may => "It shares its units with every other experiment.".to_owned(),
        Status::Draft if fitting.is_empty() => format!("It shares its units with every other experiment. No namespace is by {unit} yet: make one, and let it join."),
        Status::Draft => "It shares its units with every other experiment, until it joins a namespace. It joins for good: its draws are salted with the namespace’s name too.".to_owned(),
        Status::Running | Status::Concluded | Status::Archived => {
            "It shares its units with every other experiment. Only a draft joins a namespace: whoever is in a running experiment would be moved.".to_owned()
        }
    };
    let joins = may && about.experiment.status == Status::Draft && !fitting.is_empty();
    view! {
        <Panel title="In no namespace">
            <div class="stack">
                <p class="small muted">{said}</p>
                {joins.then(|| view! { <Join about fitting posted /> })}
            </div>
        </Panel>
    }
}

#[component]
fn Join(about: About, fitting: Vec<Namespace>, posted: Option<PlacePosted>) -> impl IntoView {
    let page = about.page();
    let first = fitting.iter().find(|namespace| namespace.free > 0).or(fitting.first()).map(|namespace| namespace.name.clone()).unwrap_or_default();
    let (namespace, typed, error) =
        posted.map_or_else(|| (first, "10".to_owned(), None), |posted| (posted.namespace, posted.segments, Some(posted.error)));
    let (namespace, typed) = (RwSignal::new(namespace), RwSignal::new(typed));
    let (form, toasts) = (Form::new(error), use_toasts());
    let choice = |namespace: Namespace| {
        let label = format!("{}: {} of {} free", namespace.name, namespace.free, counted(namespace.segments));
        Choice::new(namespace.name, label)
    };
    let choices: Vec<Choice> = fitting.into_iter().map(choice).collect();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        allocate(&about, form, toasts, namespace.get_untracked(), &typed.get_untracked());
    };
    view! {
        <form method="post" class="form" action=page on:submit=send novalidate=true>
            <FormError error=form.rest(&["segments"]) />
            <div class="form__row">
                <Select id="namespace" label="Namespace" value=namespace choices />
                <TextField id="segments" label="Segments" value=typed max=5 error=form.field("segments") />
            </div>
            <div><Button submit=true icon=Glyph::Plus busy=form.busy() attr:name="step" attr:value="allocate">"Add it"</Button></div>
        </form>
    }
}
