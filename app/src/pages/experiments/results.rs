//! What came of an experiment: first whether the figures can be believed, then what can be said, then everything behind it.

use super::{
    arms::Arms,
    decision::{Actions, Decided},
    exposures::ExposuresPanel,
    health::{Alarms, HealthPanel},
    metric::MetricPanel,
    namespace,
    versions::{Past, ShownVersion, Versions},
    wording,
};
use crate::{
    api::{
        CallError,
        experiments::{ChangePosted, experiment_results},
        namespaces::list_namespaces,
    },
    components::{Badge, Banner, Button, Crumb, Empty, Glyph, LinkButton, Look, Page, PageHeader, Panel, Skeleton, Time, Tone},
    organization::use_slug,
    pages::{form::catch_focus, problem::Problem},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::{
    experiment::{Experiment, Namespace, Status, results},
    time::Timestamp,
};

#[component]
pub fn Results() -> impl IntoView {
    let slug = use_slug();
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("experiment").unwrap_or_default()));
    let org = slug.clone();
    let version = version_in_address();
    let found = Resource::new(move || (name.get(), version.get()), move |(name, version)| load(slug.clone(), name, version));
    let namespaces = Resource::new(|| (), move |()| list_namespaces(org.clone()));
    // What was pressed goes away with the page that held it.
    let pressed = StoredValue::new(false);
    let refetch = Callback::new(move |()| {
        pressed.set_value(true);
        found.refetch();
    });
    view! {
        <Page>
            <Transition fallback=|| view! { <Skeleton lines=6 /> }>
                {move || Suspend::new(async move {
                    let namespaces = namespaces.await.unwrap_or_default();
                    match found.await {
                        Ok((results, posted)) => view! { <Loaded results posted namespaces pressed refetch /> }.into_any(),
                        Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

/// What came of it, and what became of a form without script.
async fn load(org: String, name: String, version: Option<i64>) -> Result<(results::Results, Option<ChangePosted>), CallError> {
    let posted = use_context::<ChangePosted>();
    Ok((experiment_results(org, name, version).await?, posted))
}

/// `?version=2`: an earlier one.
fn version_in_address() -> Memo<Option<i64>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("version").and_then(|version| version.parse().ok())))
}

#[component]
fn Loaded(
    results: results::Results,
    posted: Option<ChangePosted>,
    namespaces: Vec<Namespace>,
    pressed: StoredValue<bool>,
    refetch: Callback<()>,
) -> impl IntoView {
    Effect::new(move |_| pressed.get_value().then(|| catch_focus("main")));
    let slug = use_slug();
    let results::Results {
        at,
        experiment,
        present,
        simulated,
        started_at,
        ended_at,
        version,
        versions,
        arms,
        left_out,
        days,
        health,
        metrics,
        may_decide,
    } = results;
    let crumbs = vec![Crumb::new("Experiments", format!("/{slug}/experiments"))];
    let alarm = health.mismatch.as_ref().is_some_and(|mismatch| mismatch.alarm);
    let (unit, flag) = (experiment.unit.clone(), metrics.is_empty());
    let earlier = !versions.is_empty();
    let nobody = arms.iter().all(|arm| arm.units == 0);
    let found = metrics.first().map(|measured| wording::found(measured, alarm)).unwrap_or_default();
    let panels = metrics.into_iter().enumerate();
    let panels =
        panels.map(|(at, measured)| view! { <MetricPanel at measured arms=arms.clone() unit=unit.clone() alarm nobody over={ended_at.is_some()} simulated /> }).collect_view();
    let rows = format!("/{slug}/experiments/{}/rows?version={version}", experiment.name);
    let shown = ShownVersion { page: format!("/{slug}/experiments/{}", experiment.name), version, present };
    let (deciding, choices) = (experiment.clone(), arms.clone());
    let placed = experiment.clone();
    let (chosen, refused) = posted.map(|ChangePosted { arm, error }| (arm, error)).unzip();
    view! {
        <PageHeader title=experiment.name.clone() crumbs>
            <Actions experiment=deciding.clone() arms=choices.clone() found=found.clone() chosen=chosen.clone().flatten() may_decide refetch />
        </PageHeader>
        <div class="stack">
            {refused.map(|error| view! { <Banner tone=Tone::Danger><p>{error.to_string()}</p></Banner> })}
            <Alarms health=health.clone() arms=arms.clone() />
            {simulated.then(|| view! {
                <Banner tone=Tone::Warning title="Simulated">
                    <p>"Whoever is counted here was invented, by “muster simulate” or for the demo. Nobody real is among them."</p>
                </Banner>
            })}
            <Past shown=shown.clone() ended_at />
            <Standing experiment=experiment.clone() started_at ended_at at past=version != present refetch>
                <InNamespace experiment=placed namespaces may_decide />
                <Versions shown versions />
            </Standing>
            <Decided experiment=experiment.clone() arms=arms.clone() />
            <Warnings warnings=experiment.warnings.clone() />
            {(!arms.is_empty()).then(|| view! { <Arms arms=arms.clone() left_out unit=unit.clone() simulated /> })}
            {(flag && !nobody).then(|| view! {
                <Panel title="A flag">
                    <p class="muted small">"It has no metric, so nothing is compared. Give it one to make it an experiment: everything that was reported counts from the beginning."</p>
                </Panel>
            })}
            {nobody.then(|| view! { <Nobody experiment=experiment.clone() earlier mixed=health.mixed may_decide /> })}
            {panels}
            {(!nobody).then(|| view! { <ExposuresPanel days arms=arms.clone() left_out unit=unit.clone() simulated /> })}
            <HealthPanel health arms=arms.clone() />
            {(!nobody).then(|| view! {
                <Panel title="The rows behind it" description="Every exposure, and what those who met one arm did from then on." actions=super::metric::simulated_badge(simulated)>
                    <div class="buttons">
                        <LinkButton href=rows icon=Glyph::Download attr:download="" attr:rel="external">"Download as CSV"</LinkButton>
                    </div>
                </Panel>
            })}
        </div>
    }
}

/// Where it stands, in a line. Figures never move under whoever reads them: there is a button for newer ones.
#[component]
fn Standing(
    experiment: Experiment,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    at: Timestamp,
    /// A version that is no longer decided.
    past: bool,
    refetch: Callback<()>,
    children: Children,
) -> impl IntoView {
    let (tone, word) = match experiment.status {
        _ if past => (Tone::Plain, "Earlier version"),
        Status::Running if ended_at.is_some() => (Tone::Plain, "Over"),
        Status::Running => (Tone::Accent, wording::status(experiment.status)),
        // One of the product's own that nobody decided about here.
        Status::Concluded if experiment.version == 0 => (Tone::Plain, "Not started"),
        Status::Draft | Status::Concluded | Status::Archived => (Tone::Plain, wording::status(experiment.status)),
    };
    view! {
        <div class="cluster small muted">
            <Badge tone>{word}</Badge>
            <span>{format!("by {}", experiment.unit)}</span>
            {started_at.map(|at| view! { <span>"started "<Time at /></span> })}
            {ended_at.map(|at| view! { <span>"ended "<Time at /></span> })}
            {ended_at.is_none().then(|| view! {
                <span>"figures of "<Time at /></span>
                <Button look=Look::Quiet small=true on_click=move |_| refetch.run(())>"Refresh"</Button>
            })}
            {children()}
        </div>
    }
}

/// What excludes it; a draft may still join a namespace. The product's own are in none.
#[component]
fn InNamespace(experiment: Experiment, namespaces: Vec<Namespace>, may_decide: bool) -> impl IntoView {
    let said = match namespace::of(&namespaces, &experiment.name) {
        Some((namespace, held)) => format!("in {}, {} of {} segments", namespace.name, held.segments, namespace.segments),
        None if may_decide && experiment.status == Status::Draft => "in no namespace".to_owned(),
        None => return None,
    };
    let href = format!("/{}/experiments/{}/namespace", use_slug(), experiment.name);
    (!experiment.source.is_empty()).then(|| view! { <a href=href>{said}</a> })
}

#[component]
fn Warnings(warnings: Vec<String>) -> impl IntoView {
    (!warnings.is_empty()).then(|| {
        let lines = warnings.into_iter().map(|warning| view! { <li>{warning}</li> }).collect_view();
        view! { <Banner tone=Tone::Warning title="The script compiles, and probably does not mean what it says"><ul class="bullets">{lines}</ul></Banner> }
    })
}

/// What to do until somebody meets it.
#[component]
fn Nobody(
    experiment: Experiment,
    /// Somebody met an earlier version.
    earlier: bool,
    mixed: u64,
    may_decide: bool,
) -> impl IntoView {
    // The product's own have no script.
    let own = experiment.source.is_empty();
    let (title, text) = match experiment.status {
        _ if mixed > 0 => (
            "Nobody can be counted",
            "Everybody who met it met more than one arm. Draws hang on something that changes for the same unit: look at what the script asks for.",
        ),
        Status::Draft if own => ("Nobody gets it yet", "Start it, and it is decided with every page."),
        Status::Running if own => ("Nobody has met it yet", "It is being decided, but nobody has come to where it shows."),
        Status::Concluded if own && experiment.version == 0 => {
            ("It has not run here", "Everybody has what was found best. Start it to compare the arms among those who use this server.")
        }
        Status::Draft if !may_decide => ("Nobody gets it yet", "Once a manager or owner starts it, your services get its parameters."),
        Status::Draft => ("Nobody gets it yet", "Start it, and your services get its parameters. Until then you can change everything."),
        Status::Running if earlier => (
            "Nobody has met this version yet",
            "Each version counts by itself. No exposure to this one was reported; services report one when somebody really meets the treatment.",
        ),
        Status::Running => (
            "Nobody has met it yet",
            "It is being decided, but no exposure was reported. Services report one when somebody really meets the treatment.",
        ),
        Status::Concluded | Status::Archived => ("Nobody met it", "It ended without an exposure, so there is nothing to compare."),
    };
    view! { <Panel flush=true><Empty glyph=Glyph::Experiments title small=true><p>{text}</p></Empty></Panel> }
}
