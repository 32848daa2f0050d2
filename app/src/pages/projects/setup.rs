//! A project's set-up: what to paste for its platform, and waiting for the first error, which shows by itself.

use super::snippets::snippets;
use crate::{
    api::projects::load_setup,
    components::{Banner, CodeBlock, CopyField, Crumb, Glyph, Icon, LinkButton, Look, Page, PageHeader, Panel, Skeleton, Tone},
    invite::{InviteButton, InviteContext},
    live::use_live,
    organization::use_slug,
    pages::problem::Problem,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;
use model::{
    id::IssueId,
    invitation::Source,
    live::Change,
    project::{PLATFORMS, Setup as State, platform_label},
};

#[component]
pub fn Setup() -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("project").unwrap_or_default()));
    let setup = Resource::new(move || name.get(), move |name| load_setup(slug.get_value(), name));
    view! {
        <Page narrow=true>
            <Suspense fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match setup.await {
                        Ok(state) => view! { <Loaded state /> }.into_any(),
                        Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                    }
                })}
            </Suspense>
        </Page>
    }
}

#[component]
fn Loaded(state: State) -> impl IntoView {
    let slug = use_slug();
    let State { project, dsn, issue } = state;
    let crumbs =
        vec![Crumb::new("Projects", format!("/{slug}/projects")), Crumb::new(project.name.clone(), format!("/{slug}/projects/{}", project.slug))];
    let page = format!("/{slug}/projects/{}", project.slug);
    view! {
        <PageHeader title=format!("Set up {}", project.name) description="Two minutes from here to the first error." .to_owned() crumbs>
            <InviteButton context=InviteContext { about: Some(project.name.clone()), ..InviteContext::new(Source::Onboarding).teams(project.teams.clone()) }>"Invite a teammate to help"</InviteButton>
        </PageHeader>
        <div class="stack stack--loose">
            {match dsn {
                Some(dsn) => view! { <Guide platform=project.platform.clone() dsn /> }.into_any(),
                None => view! {
                    <Banner tone=Tone::Warning title="Every key of this project is disabled.">
                        <p>"Make or enable one on "<a href=page>"the project’s page"</a>", then come back."</p>
                    </Banner>
                }.into_any(),
            }}
            <Waiting project=project.slug issue />
        </div>
    }
}

#[component]
fn Guide(platform: String, dsn: String) -> impl IntoView {
    let chosen = RwSignal::new(platform);
    let address = StoredValue::new(dsn.clone());
    let tabs = PLATFORMS
        .map(|(word, label)| {
            let current = move || chosen.with(|chosen| chosen == word);
            view! { <button type="button" class="pill" aria-pressed=move || current().to_string() on:click=move |_| chosen.set(word.to_owned())>{label}</button> }
        })
        .collect_view();
    let steps = move || {
        let platform = chosen.get();
        snippets(&platform, &address.get_value())
            .into_iter()
            .map(|(title, code)| view! { <li><h3>{title}</h3><CodeBlock label=format!("{title}, {}", platform_label(&platform)) code=code /></li> })
            .collect_view()
    };
    view! {
        <Panel title="Your DSN" description="Where your program sends its errors. Not a secret.">
            <CopyField label="DSN" value=dsn />
        </Panel>
        <Panel title="Paste this">
            <div class="stack">
                <div class="cluster" role="group" aria-label="Platform">{tabs}</div>
                <ol class="guide">{steps}</ol>
            </div>
        </Panel>
    }
}

/// Waits for the first error; the page hears of it by itself.
#[component]
fn Waiting(project: String, issue: Option<(IssueId, String)>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let project = StoredValue::new(project);
    let issue = RwSignal::new(issue);
    use_live(move |change| {
        if issue.with_untracked(Option::is_none) && matches!(change, Change::Projects | Change::IssueAppeared { .. }) {
            spawn_local(async move {
                if let Ok(state) = load_setup(slug.get_value(), project.get_value()).await {
                    _ = issue.try_set(state.issue);
                }
            });
        }
    });
    view! {
        <section class=move || if issue.with(Option::is_some) { "arrival arrival--done" } else { "arrival" } aria-live="polite" aria-label="First error">
            {move || match issue.get() {
                None => view! {
                    <span class="spinner" aria-hidden="true"></span>
                    <div class="grow"><strong>"Waiting for the first error"</strong><p class="small muted">"Run the program. This page shows the error as soon as it arrives."</p></div>
                }.into_any(),
                Some((id, title)) => view! {
                    <Icon glyph=Glyph::Check large=true />
                    <div class="grow"><strong>"An error has arrived"</strong><p class="small muted wrap-anywhere">{title}</p></div>
                    <LinkButton look=Look::Primary href=format!("/{}/issues/{id}", slug.get_value())>"Open the issue"</LinkButton>
                }.into_any(),
            }}
        </section>
    }
}
