//! Every team.

use crate::{
    api::teams::{join_team, leave_team, list_teams},
    components::{Avatar, Badge, Button, Empty, Glyph, LinkButton, Look, Page, PageHeader, Panel, Skeleton, Tone, use_toasts},
    live::use_live,
    organization::{refresh_shell, use_shell, use_slug},
    pages::problem::Problem,
};
use leptos::{prelude::*, task::spawn_local};
use model::{
    live::Change,
    permission::{Action, allows},
    team::TeamRow,
};

#[component]
pub fn Teams() -> impl IntoView {
    let (slug, shell) = (use_slug(), use_shell());
    let teams = Resource::new(|| (), move |()| list_teams(slug.clone()));
    use_live(move |change| {
        if matches!(change, Change::Members | Change::Projects | Change::Anything) {
            teams.refetch();
        }
    });
    let new = Signal::derive(move || format!("/{}/teams/new", shell.with(|shell| shell.organization.slug.clone())));
    let may = Memo::new(move |_| shell.with(|shell| allows(shell.role, &shell.organization.settings, Action::CreateTeam)));
    view! {
        <Page>
            <PageHeader title="Teams" description="Groups of people who look after projects. Issues can be assigned to them.".to_owned()>
                {move || may.get().then(|| view! { <LinkButton look=Look::Primary icon=Glyph::Plus href=new>"Create team"</LinkButton> })}
            </PageHeader>
            <Transition fallback=|| view! { <Skeleton lines=4 /> }>
                {move || Suspend::new(async move {
                    match teams.await {
                        Ok(rows) if rows.is_empty() => view! { <NoTeams new may=may.into() /> }.into_any(),
                        Ok(rows) => view! { <Rows rows refetch=Callback::new(move |()| teams.refetch()) /> }.into_any(),
                        Err(error) => view! { <Problem error=error.0 /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn NoTeams(new: Signal<String>, may: Signal<bool>) -> impl IntoView {
    view! {
        <Panel flush=true>
            <Empty glyph=Glyph::Teams title="No teams yet">
                <p>"A team looks after projects and gets issues assigned. Make one and invite its people in the same go."</p>
                <div class="buttons">{move || may.get().then(|| view! { <LinkButton look=Look::Primary icon=Glyph::Plus href=new>"Create team"</LinkButton> })}</div>
            </Empty>
        </Panel>
    }
}

#[component]
fn Rows(rows: Vec<TeamRow>, refetch: Callback<()>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| view! { <Row row refetch /> }).collect_view();
    view! { <Panel flush=true><ul class="list">{rows}</ul></Panel> }
}

#[component]
fn Row(row: TeamRow, refetch: Callback<()>) -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let TeamRow { team, members, projects, joinable } = row;
    let busy = RwSignal::new(false);
    let toasts = use_toasts();
    let (id, own) = (team.id.clone(), team.own);
    let turn = move |_| {
        let id = id.clone();
        busy.set(true);
        spawn_local(async move {
            let answer = if own { leave_team(slug.get_value(), id).await } else { join_team(slug.get_value(), id).await };
            _ = busy.try_set(false);
            match answer {
                Ok(()) => refetch.run(()),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
        refresh_shell();
    };
    let label = format!("{} {}", if own { "Leave" } else { "Join" }, team.name);
    let href = format!("/{}/teams/{}", slug.get_value(), team.slug);
    view! {
        <li>
            <Avatar name=team.name.clone() square=true />
            <div class="grow">
                <div class="row"><a class="plain-link strong truncate" href=href>{team.name.clone()}</a>{own.then(|| view! { <Badge tone=Tone::Accent>"Yours"</Badge> })}</div>
                <div class="tiny faint">{counted(members, "member")}" · "{counted(projects, "project")}</div>
            </div>
            {(own || joinable).then(|| view! { <Button small=true look=Look::Quiet busy on_click=turn attr:aria-label=label>{if own { "Leave" } else { "Join" }}</Button> })}
        </li>
    }
}

pub(super) fn counted(count: i64, of: &str) -> String {
    match count {
        0 => format!("No {of}s"),
        1 => format!("1 {of}"),
        n => format!("{n} {of}s"),
    }
}
