//! Every experiment and flag of the organization, and the product's own.

use super::{
    namespace::bar::{Bar, Fallen, counted},
    wording,
};
use crate::{
    api::{CallError, experiments::list_experiments, namespaces::list_namespaces},
    components::{Badge, Empty, Glyph, LinkButton, Look, Page, PageHeader, Panel, Skeleton, Time, Tone},
    organization::{use_shell, use_slug},
    pages::problem::Problem,
};
use leptos::prelude::*;
use model::{
    experiment::{Listed, Namespace, Status},
    permission::{Action, allows},
};

async fn load(slug: String) -> Result<(Vec<Listed>, Vec<Namespace>), CallError> {
    Ok((list_experiments(slug.clone()).await?, list_namespaces(slug).await.unwrap_or_default()))
}

#[component]
pub fn Experiments() -> impl IntoView {
    let (slug, shell) = (use_slug(), use_shell());
    let new = format!("/{slug}/experiments/new");
    let all = Resource::new(|| (), move |()| load(slug.clone()));
    let may = Memo::new(move |_| shell.with(|shell| allows(shell.role, &shell.organization.settings, Action::ChangeSettings)));
    let href = StoredValue::new(new);
    view! {
        <Page>
            <PageHeader title="Experiments" description="What is tried on a part of everybody first, and what came of it.".to_owned()>
                {move || may.get().then(|| view! { <LinkButton look=Look::Primary icon=Glyph::Plus href=href.get_value()>"Write an experiment"</LinkButton> })}
            </PageHeader>
            <Transition fallback=|| view! { <Skeleton lines=4 /> }>
                {move || Suspend::new(async move {
                    match all.await {
                        Ok((all, namespaces)) => view! { <Groups all namespaces may=may.get_untracked() /> }.into_any(),
                        Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

/// Where an experiment stands in the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Running,
    /// Simulated, and ended.
    Over,
    Drafts,
    Concluded,
    /// One of the product's own that nobody decided about here.
    NotStarted,
    Archived,
}

impl Group {
    const fn of(listed: &Listed) -> Self {
        match listed.experiment.status {
            Status::Running if listed.over => Self::Over,
            Status::Running => Self::Running,
            Status::Draft => Self::Drafts,
            Status::Concluded if listed.own && listed.experiment.version == 0 => Self::NotStarted,
            Status::Concluded => Self::Concluded,
            Status::Archived => Self::Archived,
        }
    }
}

#[component]
fn Groups(all: Vec<Listed>, namespaces: Vec<Namespace>, may: bool) -> impl IntoView {
    let slug = use_slug();
    let none = !all.iter().any(|listed| !listed.own);
    let groups = [
        (Group::Running, "Running", "Decided for every unit by a draw that always comes out the same."),
        (Group::Over, "Over", "Simulated, and their time is up: nothing more is counted."),
        (Group::Drafts, "Drafts", "Nobody gets them yet."),
        (Group::Concluded, "Concluded", "Everybody has the chosen arm."),
        (Group::NotStarted, "Not started", "Everybody has what was found best elsewhere. They can be tried here too."),
        (Group::Archived, "Archived", "Nobody gets them any more; what they found is kept."),
    ];
    let groups = groups.map(|(group, title, description)| {
        let rows: Vec<Listed> = all.iter().filter(|listed| Group::of(listed) == group).cloned().collect();
        (!rows.is_empty()).then(|| {
            let rows = rows.into_iter().map(|listed| view! { <Row slug=slug.clone() listed /> }).collect_view();
            view! { <Panel title description flush=true><ul class="list">{rows}</ul></Panel> }
        })
    });
    let groups = groups.into_iter().collect_view();
    let drafts = all.iter().filter(|listed| listed.experiment.status == Status::Draft).map(|listed| listed.experiment.name.clone()).collect();
    view! {
        <div class="stack">
            {none.then(|| view! { <NoneYet slug=slug.clone() may /> })}
            {groups}
            <Namespaces namespaces drafts />
        </div>
    }
}

/// Which experiments exclude each other. A namespace is made and changed on the page of an experiment's.
#[component]
fn Namespaces(namespaces: Vec<Namespace>, drafts: Vec<String>) -> impl IntoView {
    if namespaces.is_empty() {
        return None;
    }
    let slug = use_slug();
    let one = |namespace: Namespace| {
        let about = format!("by {}, {} · who is in none gets ", namespace.unit, counted(namespace.segments));
        view! {
            <li>
                <div class="grow stack stack--tight">
                    <div>
                        <span class="strong wrap-anywhere">{namespace.name.clone()}</span>
                        <div class="tiny faint">{about}<Fallen slug=slug.clone() draft={drafts.contains(&namespace.fallback)} to=namespace.fallback.clone() /></div>
                    </div>
                    <Bar namespace />
                </div>
            </li>
        }
    };
    let namespaces = namespaces.into_iter().map(one).collect_view();
    Some(view! {
        <Panel title="Namespaces" description="Experiments of one namespace exclude each other: every unit is in one of them at most." flush=true>
            <ul class="list">{namespaces}</ul>
        </Panel>
    })
}

#[component]
fn NoneYet(slug: String, may: bool) -> impl IntoView {
    view! {
        <Panel flush=true>
            <Empty glyph=Glyph::Experiments title="No experiments of your own yet">
                <p>
                    "An experiment gives each organization, person or session one of several treatments by a draw, counts who meets which, and compares what they do then. "
                    "A flag is an experiment without a metric: it turns something on for a part of everybody."
                </p>
                <p>"Write one as a short script. Your services then ask for its parameters with any OpenFeature provider, and report exposures and events."</p>
                <div class="buttons">
                    {may.then(|| view! { <LinkButton look=Look::Primary icon=Glyph::Plus href=format!("/{slug}/experiments/new")>"Write an experiment"</LinkButton> })}
                </div>
                {(!may).then(|| view! { <p class="faint tiny">"Managers and owners write experiments; everybody can read what came of them."</p> })}
            </Empty>
        </Panel>
    }
}

#[component]
fn Row(slug: String, listed: Listed) -> impl IntoView {
    let ended = matches!(Group::of(&listed), Group::Concluded | Group::Archived);
    let Listed { experiment, own, units, earlier, started_at, simulated, .. } = listed;
    let href = format!("/{slug}/experiments/{}", experiment.name);
    let undecided = own && experiment.version == 0;
    let arm = experiment.arm.as_ref().map(wording::params).filter(|_| experiment.status == Status::Concluded);
    let counted = if units == 0 && earlier {
        format!("Nobody has met version {} yet", experiment.version)
    } else if units == 0 && ended {
        "Nobody met it".to_owned()
    } else if units == 0 {
        "Nobody has met it yet".to_owned()
    } else {
        format!("{} met it", wording::units(units, &experiment.unit))
    };
    view! {
        <li>
            <div class="grow">
                <div class="cluster">
                    <a class="plain-link strong wrap-anywhere" href=href>{experiment.name.clone()}</a>
                    {own.then(|| view! { <Badge>"Muster’s own"</Badge> })}
                    {simulated.then(|| view! { <Badge tone=Tone::Warning>"Simulated"</Badge> })}
                    {(!experiment.warnings.is_empty()).then(|| view! { <Badge tone=Tone::Warning icon=Glyph::Alert>"Warnings"</Badge> })}
                </div>
                <div class="tiny faint">
                    {counted}
                    {started_at.map(|at| view! { " · started "<Time at /> })}
                    {arm.map(|arm| format!(" · everybody gets {arm}{}", if undecided { " until somebody starts it" } else { "" }))}
                </div>
            </div>
            <span class="tiny faint">{format!("by {}", experiment.unit)}</span>
        </li>
    }
}
