//! Which other experiments exclude this one: its namespace, how much of it it holds, and how it gets there.

pub mod bar;
mod fallback;
mod make;
mod place;

use crate::{
    api::{
        CallError,
        experiments::list_experiments,
        namespaces::{PlacePosted, list_namespaces},
    },
    components::{Choice, Crumb, Page, PageHeader, Skeleton},
    organization::{use_shell, use_slug},
    pages::problem::Problem,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use make::Make;
use model::{
    error::ApiError,
    experiment::{Allocation, Experiment, Listed, Namespace, Status},
    permission::{Action, allows},
};
use place::Place;

/// Everything that a namespace can give to those who are in none of its experiments.
fn fallback_choices<'a>(fallbacks: impl IntoIterator<Item = &'a Experiment>) -> Vec<Choice> {
    let those =
        fallbacks.into_iter().map(|experiment| Choice::new(experiment.name.clone(), format!("Those of {}{}", experiment.name, draft(experiment))));
    [Choice::new("", "No parameters")].into_iter().chain(those).collect()
}

/// Nobody gets anything of a draft.
const fn draft(experiment: &Experiment) -> &'static str {
    if matches!(experiment.status, Status::Draft) { bar::DRAFT } else { "" }
}

/// Where an experiment is, and what it holds there.
pub fn of<'a>(namespaces: &'a [Namespace], experiment: &str) -> Option<(&'a Namespace, &'a Allocation)> {
    let holds = |namespace: &'a Namespace| namespace.experiments.iter().find(|allocation| allocation.experiment == experiment);
    namespaces.iter().find_map(|namespace| Some((namespace, holds(namespace)?)))
}

/// What everything on the page is about.
#[derive(Clone)]
struct About {
    slug: String,
    experiment: Experiment,
    namespaces: Vec<Namespace>,
    refetch: Callback<()>,
}

impl About {
    /// The address of this page, for forms without script.
    fn page(&self) -> String {
        format!("/{}/experiments/{}/namespace", self.slug, self.experiment.name)
    }
}

type Loaded = (Vec<Listed>, Vec<Namespace>, Option<PlacePosted>);

async fn load(org: String) -> Result<Loaded, CallError> {
    let posted = use_context::<PlacePosted>();
    Ok((list_experiments(org.clone()).await?, list_namespaces(org).await?, posted))
}

#[component]
pub fn NamespaceOf() -> impl IntoView {
    let slug = use_slug();
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("experiment").unwrap_or_default()));
    let org = slug.clone();
    let found = Resource::new(|| (), move |()| load(org.clone()));
    let refetch = Callback::new(move |()| found.refetch());
    let slug = StoredValue::new(slug);
    view! {
        <Page narrow=true>
            <Transition fallback=|| view! { <Skeleton lines=6 /> }>
                {move || {
                    let name = name.get();
                    Suspend::new(async move {
                        match found.await {
                            Ok((all, namespaces, posted)) => opened(&all, &name, namespaces, posted, slug.get_value(), refetch),
                            Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </Page>
    }
}

/// The product's own are in no namespace.
fn opened(all: &[Listed], name: &str, namespaces: Vec<Namespace>, posted: Option<PlacePosted>, slug: String, refetch: Callback<()>) -> AnyView {
    let Some(listed) = all.iter().find(|listed| !listed.own && listed.experiment.name == name) else {
        return view! { <Problem error=ApiError::NotFound /> }.into_any();
    };
    let about = About { slug, experiment: listed.experiment.clone(), namespaces, refetch };
    let fallbacks = fallbacks(all, &about);
    view! { <Opened about fallbacks posted /> }.into_any()
}

/// The experiments that a namespace can fall back to: in none themselves, and neither archived nor this one.
fn fallbacks(all: &[Listed], about: &About) -> Vec<Experiment> {
    let fits = |listed: &&Listed| {
        let Experiment { name, status, .. } = &listed.experiment;
        !listed.own && *status != Status::Archived && *name != about.experiment.name && of(&about.namespaces, name).is_none()
    };
    all.iter().filter(fits).map(|listed| listed.experiment.clone()).collect()
}

#[component]
fn Opened(about: About, fallbacks: Vec<Experiment>, posted: Option<PlacePosted>) -> impl IntoView {
    let shell = use_shell();
    let may = shell.with_untracked(|shell| allows(shell.role, &shell.organization.settings, Action::ChangeSettings));
    let list = format!("/{}/experiments", about.slug);
    let crumbs =
        vec![Crumb::new("Experiments", list.clone()), Crumb::new(about.experiment.name.clone(), format!("{list}/{}", about.experiment.name))];
    let (making, placing) = match posted {
        Some(posted) if posted.step == "make" => (Some(posted), None),
        posted => (None, posted),
    };
    let free = of(&about.namespaces, &about.experiment.name).is_none() && about.experiment.status == Status::Draft;
    view! {
        <PageHeader title=format!("Namespace of {}", about.experiment.name) crumbs description="Experiments of one namespace exclude each other: every unit is in one of them at most.".to_owned() />
        <div class="stack">
            <Place about=about.clone() fallbacks=fallbacks.clone() may posted=placing />
            {(may && free).then(|| view! { <Make about fallbacks posted=making /> })}
        </div>
    }
}
