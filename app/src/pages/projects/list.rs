//! Every project.

use crate::{
    components::{Avatar, Badge, Dot, Empty, Glyph, LinkButton, Look, Page, PageHeader, Panel, Tone},
    organization::use_shell,
};
use leptos::prelude::*;
use model::{
    account::{ProjectLink, Shell},
    permission::{Action, allows},
    project::platform_label,
};

#[component]
pub fn Projects() -> impl IntoView {
    let shell = use_shell();
    let new = Signal::derive(move || format!("/{}/projects/new", shell.with(|shell| shell.organization.slug.clone())));
    let may = Memo::new(move |_| shell.with(|shell| allows(shell.role, &shell.organization.settings, Action::CreateProject)));
    let projects = Memo::new(move |_| shell.with(|shell| shell.projects.clone()));
    let create = move || may.get().then(|| view! { <LinkButton look=Look::Primary icon=Glyph::Plus href=new>"Create project"</LinkButton> });
    view! {
        <Page>
            <PageHeader title="Projects" description="A project is a program that reports its errors with a DSN of its own.".to_owned()>{create}</PageHeader>
            <Panel flush=true>
                {move || if projects.with(Vec::is_empty) {
                    view! {
                        <Empty glyph=Glyph::Projects title="No projects yet">
                            <p>"Make one for your program; its first error shows up seconds after you paste the DSN."</p>
                            <div class="buttons">{create}</div>
                        </Empty>
                    }.into_any()
                } else {
                    let rows = projects.get().into_iter().map(|project| shell.with(|shell| row(project, shell))).collect_view();
                    view! { <ul class="list">{rows}</ul> }.into_any()
                }}
            </Panel>
        </Page>
    }
}

fn row(project: ProjectLink, shell: &Shell) -> impl IntoView + use<> {
    let base = format!("/{}/projects/{}", shell.organization.slug, project.slug);
    let teams: Vec<String> = shell.teams.iter().filter(|team| project.teams.contains(&team.id)).map(|team| team.name.clone()).collect();
    let teams = teams.into_iter().map(|name| view! { <Badge>{name}</Badge> }).collect_view();
    let issues = format!("/{}/issues?project={}", shell.organization.slug, project.slug);
    view! {
        <li>
            <Avatar name=project.name.clone() square=true />
            <div class="grow">
                <div><a class="plain-link strong" href=base.clone()>{project.name.clone()}</a></div>
                <div class="tiny faint">{platform_label(&project.platform).to_owned()}</div>
            </div>
            <span class="cluster">{teams}</span>
            {if project.has_events {
                view! { <Dot tone=Tone::Success>"Reporting"</Dot><LinkButton small=true look=Look::Quiet href=issues>"Issues"</LinkButton> }.into_any()
            } else {
                view! { <Dot tone=Tone::Warning>"Waiting for the first error"</Dot><LinkButton small=true href=format!("{base}/setup")>"Set up"</LinkButton> }.into_any()
            }}
        </li>
    }
}
