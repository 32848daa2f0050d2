//! A team's page: its members and projects.

use super::{ProjectChoice, list::counted};
use crate::{
    api::{
        members::list_members,
        teams::{add_team_member, delete_team, link_team_projects, load_team, remove_team_member, rename_team},
    },
    components::{
        Badge, Button, ComboOption, Combobox, Confirm, Crumb, Dialog, DialogBody, DialogFoot, DialogSize, Empty, Glyph, Look, Menu, MenuButton,
        MenuItem, Page, PageHeader, Panel, Skeleton, TextField, Who, use_toasts,
    },
    invite::{InviteButton, InviteContext, meet_doorway},
    live::use_live,
    organization::{refresh_shell, use_slug},
    pages::{
        form::{Form, FormError},
        problem::Problem,
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use leptos_router::hooks::{use_navigate, use_params_map};
use model::{
    id::{MembershipId, ProjectId},
    invitation::Source,
    live::Change,
    member::Member,
    team::{TeamDetail, TeamMember},
};

#[component]
pub fn Team() -> impl IntoView {
    let slug = use_slug();
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("team").unwrap_or_default()));
    let team = Resource::new(
        move || name.get(),
        move |name| {
            let slug = slug.clone();
            async move { Ok::<_, crate::api::CallError>((load_team(slug.clone(), name).await?, list_members(slug).await?)) }
        },
    );
    use_live(move |change| {
        if matches!(change, Change::Members | Change::Projects | Change::Anything) {
            team.refetch();
        }
    });
    let refetch = Callback::new(move |()| {
        team.refetch();
        refresh_shell();
    });
    view! {
        <Page>
            <Transition fallback=|| view! { <Skeleton lines=6 /> }>
                {move || Suspend::new(async move {
                    match team.await {
                        Ok((detail, everyone)) => view! { <Loaded detail everyone refetch /> }.into_any(),
                        Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Loaded(detail: TeamDetail, everyone: Vec<Member>, refetch: Callback<()>) -> impl IntoView {
    let slug = use_slug();
    let TeamDetail { team, members, projects, may_add, may_manage } = detail;
    let context = InviteContext { about: Some(team.name.clone()), ..InviteContext::new(Source::TeamMembers).teams([team.id.clone()]) };
    let crumbs = vec![Crumb::new("Teams", format!("/{slug}/teams"))];
    let description = format!(
        "{} · {}",
        counted(i64::try_from(members.len()).unwrap_or(0), "member"),
        counted(i64::try_from(projects.len()).unwrap_or(0), "project")
    );
    let id = StoredValue::new(team.id.clone());
    let others: Vec<ComboOption> = everyone
        .into_iter()
        .filter(|one| !members.iter().any(|member| member.id == one.id))
        .map(|one| ComboOption { key: one.id.0, label: one.name, more: Some(one.email.to_string()), ..ComboOption::default() })
        .collect();
    let rows = members.into_iter().map(|member| view! { <MemberRow member team=id may_manage refetch /> }).collect_view();
    let people = NodeRef::<html::Div>::new();
    meet_doorway(Source::TeamMembers, people, move || may_add);
    view! {
        <PageHeader title=team.name.clone() description crumbs>
            {may_add.then(|| view! { <InviteButton look=Look::Primary context=context.clone()>"Add member"</InviteButton> })}
            {may_manage.then(|| view! { <Manage name=team.name.clone() team=id refetch /> })}
        </PageHeader>
        <div class="halves" node_ref=people>
            <Panel title="Members" flush=true>
                {may_add.then(|| view! { <AddMember others team=id refetch /> })}
                <ul class="list list--ruled">{rows}</ul>
            </Panel>
            <Projects projects=projects.into_iter().map(|project| (project.id, project.name, project.slug)).collect() team=id may_manage refetch />
        </div>
    }
}

type TeamKey = StoredValue<model::id::TeamId>;

/// Somebody who is in the organization already.
#[component]
fn AddMember(others: Vec<ComboOption>, team: TeamKey, refetch: Callback<()>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let toasts = use_toasts();
    let add = move |key: String| {
        spawn_local(async move {
            match add_team_member(slug.get_value(), team.get_value(), MembershipId(key)).await {
                Ok(()) => refetch.run(()),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let everybody = others.is_empty();
    view! {
        <div class="panel__body">
            {if everybody {
                view! { <p class="faint small">"Everybody of the organization is in this team."</p> }.into_any()
            } else {
                view! { <Combobox id="add-member" label="Add somebody from the organization" placeholder="Add somebody from the organization" options=others on_pick=add none="Nobody of this name. “Add member” invites somebody new." /> }.into_any()
            }}
        </div>
    }
}

#[component]
fn MemberRow(member: TeamMember, team: TeamKey, may_manage: bool, refetch: Callback<()>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let toasts = use_toasts();
    let id = member.id.clone();
    let remove = move |_| {
        let id = id.clone();
        spawn_local(async move {
            match remove_team_member(slug.get_value(), team.get_value(), id).await {
                Ok(()) => refetch.run(()),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let verb = if member.me { "Leave" } else { "Remove" };
    let label = if member.me { "Leave this team".to_owned() } else { format!("Remove {} from this team", member.name) };
    let email = if member.me { format!("{} · you", member.email) } else { member.email.to_string() };
    view! {
        <li>
            <div class="grow"><Who name=member.name more=email /></div>
            <Badge>{member.role.label()}</Badge>
            {(may_manage || member.me).then(|| view! { <Button small=true look=Look::Quiet on_click=remove attr:aria-label=label>{verb}</Button> })}
        </li>
    }
}

#[component]
fn Projects(projects: Vec<(ProjectId, String, String)>, team: TeamKey, may_manage: bool, refetch: Callback<()>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(projects.iter().map(|(id, ..)| *id).collect::<Vec<_>>());
    let form = Form::new(None);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(link_team_projects(slug.get_value(), team.get_value(), chosen.get_untracked()), move |()| {
            open.set(false);
            refetch.run(());
        });
    };
    let empty = projects.is_empty();
    let rows = projects
        .into_iter()
        .map(|(_, name, project)| {
            let href = format!("/{}/projects/{project}", slug.get_value());
            view! { <li><span class="grow"><a class="plain-link strong" href=href>{name}</a></span></li> }
        })
        .collect_view();
    let actions = view! { {may_manage.then(|| view! { <Button small=true icon=Glyph::Pencil on_click=move |_| open.set(true)>"Choose"</Button> })} };
    view! {
        <Panel title="Projects" flush=true actions=actions.into_any()>
            {if empty {
                view! { <Empty glyph=Glyph::Projects title="No projects" small=true><p>"This team looks after no project yet."</p></Empty> }.into_any()
            } else {
                view! { <ul class="list">{rows}</ul> }.into_any()
            }}
        </Panel>
        {may_manage.then(|| view! {
            <Dialog id="team-projects" open title="Projects of this team" size=DialogSize::Narrow>
                <form method="post" on:submit=send>
                    <DialogBody><FormError error=form.rest(&[]) /><ProjectChoice id="team-project" chosen /></DialogBody>
                    <DialogFoot>
                        <Button on_click=move |_| open.set(false)>"Cancel"</Button>
                        <Button look=Look::Primary submit=true busy=form.busy()>"Save"</Button>
                    </DialogFoot>
                </form>
            </Dialog>
        })}
    }
}

/// Rename and delete.
#[component]
fn Manage(name: String, team: TeamKey, refetch: Callback<()>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let (renaming, deleting) = (RwSignal::new(false), RwSignal::new(false));
    let title = format!("Delete “{name}”?");
    let name = RwSignal::new(name);
    let (rename, delete) = (Form::new(None), Form::new(None));
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        rename.send(rename_team(slug.get_value(), team.get_value(), name.get_untracked()), move |()| {
            renaming.set(false);
            refetch.run(());
        });
    };
    let navigate = StoredValue::new(use_navigate());
    let confirm = move |()| {
        delete.send(delete_team(slug.get_value(), team.get_value()), move |()| {
            refresh_shell();
            navigate.with_value(|navigate| navigate(&format!("/{}/teams", slug.get_value()), Default::default()));
        });
    };
    view! {
        <MenuButton menu="team-menu" label="More about this team" look=Look::Secondary />
        <Menu id="team-menu" label="This team" end=true>
            <MenuItem icon=Glyph::Pencil on_click=move |()| renaming.set(true)>"Rename"</MenuItem>
            <MenuItem icon=Glyph::Trash danger=true on_click=move |()| deleting.set(true)>"Delete team"</MenuItem>
        </Menu>
        <Dialog id="rename-team" open=renaming title="Rename the team" size=DialogSize::Narrow>
            <form method="post" on:submit=send novalidate=true>
                <DialogBody>
                    <div class="form">
                        <FormError error=rename.rest(&["name"]) />
                        <TextField id="name" label="Name" value=name required=true error=rename.field("name") />
                    </div>
                </DialogBody>
                <DialogFoot>
                    <Button on_click=move |_| renaming.set(false)>"Cancel"</Button>
                    <Button look=Look::Primary submit=true busy=rename.busy()>"Rename"</Button>
                </DialogFoot>
            </form>
        </Dialog>
        <Confirm id="delete-team" open=deleting title text="Its members stay in the organization. Issues assigned to it are unassigned." verb="Delete team" busy=delete.busy() error=delete.rest(&[]) on_confirm=confirm />
    }
}
