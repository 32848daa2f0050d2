//! A project's settings and keys.

use super::{
    keys::Keys,
    new::{TeamChoice, platforms},
    ownership::OwnershipPanel,
};
use crate::{
    api::projects::{delete_project, load_project, update_project},
    components::{
        Badge, Button, Crumb, Dialog, DialogBody, DialogFoot, DialogSize, Dot, Glyph, LinkButton, Look, Page, PageHeader, Panel, Select, Skeleton,
        TextField, Time, Tone, use_toasts,
    },
    live::use_live,
    organization::{refresh_shell, use_slug},
    pages::{
        form::{Form, FormError},
        problem::Problem,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::{use_navigate, use_params_map};
use model::{
    live::Change,
    project::{NewProject, ProjectDetail, platform_label},
};

#[component]
pub fn Project() -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("project").unwrap_or_default()));
    let project = Resource::new(move || name.get(), move |name| load_project(slug.get_value(), name));
    use_live(move |change| {
        if matches!(change, Change::Projects | Change::Anything) {
            project.refetch();
        }
    });
    let refetch = Callback::new(move |()| {
        project.refetch();
        refresh_shell();
    });
    view! {
        <Page narrow=true>
            <Transition fallback=|| view! { <Skeleton lines=6 /> }>
                {move || Suspend::new(async move {
                    match project.await {
                        Ok(detail) => view! { <Loaded detail refetch /> }.into_any(),
                        Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Loaded(detail: ProjectDetail, refetch: Callback<()>) -> impl IntoView {
    let slug = use_slug();
    let base = format!("/{slug}/projects/{}", detail.project.slug);
    let crumbs = vec![Crumb::new("Projects", format!("/{slug}/projects"))];
    let may = detail.may_manage;
    view! {
        <PageHeader title=detail.project.name.clone() description=platform_label(&detail.project.platform).to_owned() crumbs>
            <LinkButton href=format!("{base}/setup") icon=Glyph::Terminal>"Set-up guide"</LinkButton>
        </PageHeader>
        <div class="stack stack--loose">
            {if may {
                view! { <Settings detail=detail.clone() refetch /> }.into_any()
            } else {
                view! { <Facts detail=detail.clone() /> }.into_any()
            }}
            <OwnershipPanel detail=detail.clone() />
            <Keys slug=detail.project.slug.clone() keys=detail.keys.clone() may refetch />
            {may.then(|| view! { <Delete slug=detail.project.slug.clone() name=detail.project.name.clone() /> })}
        </div>
    }
}

#[component]
fn Facts(detail: ProjectDetail) -> impl IntoView {
    let teams = detail.teams.into_iter().map(|team| view! { <Badge>{team.name}</Badge> }).collect_view();
    view! {
        <Panel title="About">
            <dl class="facts">
                <dt>"Project number"</dt><dd class="num">{detail.project.id.to_string()}</dd>
                <dt>"Teams"</dt><dd><span class="cluster">{teams}</span></dd>
                <dt>"Made"</dt><dd><Time at=detail.created_at date=true /></dd>
                <dt>"First event"</dt><dd>{detail.first_event_at.map_or_else(|| "None yet".into_any(), |at| view! { <Time at /> }.into_any())}</dd>
            </dl>
        </Panel>
    }
}

#[component]
fn Settings(detail: ProjectDetail, refetch: Callback<()>) -> impl IntoView {
    let organization = StoredValue::new(use_slug());
    let slug = StoredValue::new(detail.project.slug.clone());
    let name = RwSignal::new(detail.project.name.clone());
    let platform = RwSignal::new(detail.project.platform.clone());
    let teams = RwSignal::new(detail.project.teams.clone());
    let form = Form::new(None);
    let toasts = use_toasts();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let to = NewProject { name: name.get_untracked(), platform: platform.get_untracked(), teams: teams.get_untracked() };
        form.send(update_project(organization.get_value(), slug.get_value(), to), move |()| {
            toasts.say("The project is saved");
            refetch.run(());
        });
    };
    let state = if detail.first_event_at.is_some() {
        view! { <Dot tone=Tone::Success>"Reporting"</Dot> }.into_any()
    } else {
        view! { <Dot tone=Tone::Warning>"Waiting for the first error"</Dot> }.into_any()
    };
    view! {
        <form method="post" on:submit=send novalidate=true>
            <Panel title="Settings" actions=state foot=view! { <Button look=Look::Primary submit=true busy=form.busy()>"Save"</Button> }.into_any()>
                <div class="form">
                    <FormError error=form.rest(&["project", "platform"]) />
                    <div class="form__row">
                        <TextField id="project" label="Name" value=name required=true error=form.field("project") />
                        <Select id="platform" label="Platform" value=platform choices=platforms() error=form.field("platform") />
                    </div>
                    <TeamChoice teams />
                </div>
            </Panel>
        </form>
    }
}

/// Deleting asks for the name: with it go all issues and events.
#[component]
fn Delete(slug: String, name: String) -> impl IntoView {
    let organization = StoredValue::new(use_slug());
    let slug = StoredValue::new(slug);
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let form = Form::new(None);
    let navigate = StoredValue::new(use_navigate());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(delete_project(organization.get_value(), slug.get_value(), typed.get_untracked()), move |()| {
            refresh_shell();
            navigate.with_value(|navigate| navigate(&format!("/{}/projects", organization.get_value()), Default::default()));
        });
    };
    let actions = view! { <Button look=Look::Danger small=true on_click=move |_| open.set(true)>"Delete project"</Button> };
    view! {
        <Panel title="Delete this project" danger=true actions=actions.into_any()>
            <p class="small muted">"Its issues, events and keys go with it, for good. Programs that still report with its DSN are refused."</p>
        </Panel>
        <Dialog id="delete-project" open title=format!("Delete “{name}”?") size=DialogSize::Narrow>
            <form method="post" on:submit=send novalidate=true>
                <DialogBody>
                    <div class="form">
                        <FormError error=form.rest(&["confirm"]) />
                        <p class="small">"This can’t be taken back."</p>
                        <TextField id="confirm" label=format!("Type “{name}” to delete it") value=typed required=true error=form.field("confirm") />
                    </div>
                </DialogBody>
                <DialogFoot>
                    <Button on_click=move |_| open.set(false)>"Cancel"</Button>
                    <Button look=Look::Danger class="button--strong" submit=true busy=form.busy()>"Delete project"</Button>
                </DialogFoot>
            </form>
        </Dialog>
    }
}
