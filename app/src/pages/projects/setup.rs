//! A project's set-up: what to paste for its platform, and waiting for the first error, which shows by itself.

use super::snippets::snippets;
use crate::{
    api::projects::{load_setup, see_sample_event},
    components::{Banner, Button, CodeBlock, CopyField, Crumb, Glyph, Icon, LinkButton, Look, Page, PageHeader, Panel, Skeleton, Tone},
    exposures::expose,
    invite::{InviteButton, InviteContext, meet_doorway},
    live::use_live,
    organization::{use_shell, use_slug},
    pages::{
        form::{Form, FormError},
        problem::Problem,
    },
};
use leptos::{ev::MouseEvent, html, prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
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
    let State { project, dsn, issue, first } = state;
    let crumbs =
        vec![Crumb::new("Projects", format!("/{slug}/projects")), Crumb::new(project.name.clone(), format!("/{slug}/projects/{}", project.slug))];
    let page = format!("/{slug}/projects/{}", project.slug);
    let issue = RwSignal::new(issue);
    let variant = use_shell().with_untracked(|shell| shell.assigned("sample_event").and_then(|sample| sample.text("variant")).map(str::to_owned));
    let offer = RwSignal::new(variant.unwrap_or_default());
    let offered = move |here: &str| issue.with(Option::is_none) && offer.with(|offer| offer == here);
    // The guide is there in every arm. The offer is not, and a link at the bottom is seen by fewer people than a button at the top.
    // It is about who sends a first error: whoever made the project, if it is their first one.
    let guide = NodeRef::<html::Div>::new();
    expose("sample_event", guide, move || first && issue.with(Option::is_none), "");
    meet_doorway(Source::Onboarding, guide, || true);
    let form = Form::new(None);
    let name = StoredValue::new(project.slug.clone());
    let (home, navigate) = (StoredValue::new(slug.clone()), StoredValue::new(use_navigate()));
    let see = Callback::new(move |_: MouseEvent| {
        form.send(see_sample_event(home.get_value(), name.get_value()), move |issue| {
            navigate.with_value(|navigate| navigate(&format!("/{}/issues/{issue}", home.get_value()), NavigateOptions::default()));
        });
    });
    view! {
        <PageHeader title=format!("Set up {}", project.name) description="Two minutes from here to the first error." .to_owned() crumbs>
            {move || offered("button").then(|| view! { <Button busy=form.busy() on_click=see>"See a sample event"</Button> })}
            <InviteButton context=InviteContext { about: Some(project.name.clone()), ..InviteContext::new(Source::Onboarding).teams(project.teams.clone()) }>"Invite a teammate to help"</InviteButton>
        </PageHeader>
        <div class="stack stack--loose" node_ref=guide>
            <FormError error=form.rest(&[]) />
            {match dsn {
                Some(dsn) => view! { <Guide platform=project.platform.clone() dsn /> }.into_any(),
                None => view! {
                    <Banner tone=Tone::Warning title="Every key of this project is disabled.">
                        <p>"Make or enable one on "<a href=page>"the project’s page"</a>", then come back."</p>
                    </Banner>
                }.into_any(),
            }}
            <Waiting project=project.slug issue />
            {move || offered("link").then(|| view! {
                <p class="small muted">"Nothing to report yet? "<button type="button" class="link" aria-busy=move || form.busy().get().then_some("true") on:click=move |event| see.run(event)>"See a sample event"</button></p>
            })}
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
fn Waiting(project: String, issue: RwSignal<Option<(IssueId, String)>>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let project = StoredValue::new(project);
    use_live(move |change| {
        if issue.with_untracked(Option::is_none) && matches!(change, Change::Projects | Change::IssueAppeared { .. } | Change::Anything) {
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
