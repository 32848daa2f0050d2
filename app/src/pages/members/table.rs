//! The table of members: roles, teams, removal.

use crate::{
    api::members::{change_role, leave_organization, remove_member},
    components::{Badge, Choice, Confirm, Glyph, Menu, MenuButton, MenuItem, Panel, Select, Table, Time, Who, use_toasts},
    organization::use_slug,
    pages::form::{Form, go},
};
use leptos::{prelude::*, task::spawn_local};
use model::{id::MembershipId, member::Member, role::Role};

/// What the rows share: who is asked about, and how to see the list anew.
#[derive(Clone, Copy)]
struct Desk {
    slug: StoredValue<String>,
    refetch: Callback<()>,
    going: RwSignal<Option<Member>>,
    open: RwSignal<bool>,
}

#[component]
pub fn Members(members: RwSignal<Vec<Member>>, refetch: Callback<()>) -> impl IntoView {
    let desk = Desk { slug: StoredValue::new(use_slug()), refetch, going: RwSignal::new(None), open: RwSignal::new(false) };
    // A row is drawn anew when anything in it changed, and only then.
    let key = |member: &Member| format!("{member:?}");
    let count = move || members.with(|members| if members.len() == 1 { "1 member".to_owned() } else { format!("{} members", members.len()) });
    view! {
        <Panel title="Members" actions=view! { <span class="faint small">{count}</span> }.into_any() flush=true>
            <Table label="Members">
                <thead>
                    <tr><th scope="col">"Name"</th><th scope="col">"Role"</th><th scope="col">"Teams"</th><th scope="col">"Joined"</th><th scope="col"><span class="visually-hidden">"Actions"</span></th></tr>
                </thead>
                <tbody>
                    <For each=move || members.get() key=key children=move |member| view! { <Row member desk /> } />
                </tbody>
            </Table>
        </Panel>
        <Going desk />
    }
}

#[component]
fn Row(member: Member, desk: Desk) -> impl IntoView {
    let teams = member.teams.clone().into_iter().map(|(_, name)| view! { <Badge>{name}</Badge> }).collect_view();
    let none = member.teams.is_empty().then(|| view! { <span class="faint">"None"</span> });
    let (name, joined_at) = (member.name.clone(), member.joined_at);
    let email = if member.me { format!("{} · you", member.email) } else { member.email.to_string() };
    let role = view! { <RoleCell member=member.clone() desk /> };
    view! {
        <tr>
            <th scope="row"><Who name=name more=email /></th>
            <td data-label="Role">{role}</td>
            <td data-label="Teams"><span class="cluster">{teams}{none}</span></td>
            <td data-label="Joined"><Time at=joined_at date=true /></td>
            <td class="actions shrink"><Actions member desk /></td>
        </tr>
    }
}

#[component]
fn RoleCell(member: Member, desk: Desk) -> impl IntoView {
    if member.roles.len() < 2 {
        return view! { <span title=member.role.explanation()>{member.role.label()}</span> }.into_any();
    }
    let value = RwSignal::new(member.role.as_str().to_owned());
    let choices: Vec<Choice> = Role::ALL
        .into_iter()
        .map(|role| Choice::new(role.as_str(), role.label()).refused((!member.roles.contains(&role)).then_some("only owners give it")))
        .collect();
    let toasts = use_toasts();
    let (id, name, before) = (member.id.clone(), member.name.clone(), member.role);
    let change = move |chosen: String| {
        let (Ok(role), id, name) = (chosen.parse::<Role>(), id.clone(), name.clone()) else { return };
        spawn_local(async move {
            match change_role(desk.slug.get_value(), id, role).await {
                Ok(_) => toasts.say(format!("{name} is {} now", article(role))),
                Err(error) => {
                    _ = value.try_set(before.as_str().to_owned());
                    toasts.fail(error.to_string());
                }
            }
            desk.refetch.run(());
        });
    };
    let label = format!("Role of {}", member.name);
    let field = format!("role-{}", member.id);
    view! { <Select id=field label=label value=value choices=choices bare=true small=true on_change=change /> }.into_any()
}

const fn article(role: Role) -> &'static str {
    match role {
        Role::Member => "a member",
        Role::Admin => "an admin",
        Role::Manager => "a manager",
        Role::Owner => "an owner",
    }
}

#[component]
fn Actions(member: Member, desk: Desk) -> impl IntoView {
    let offered = member.removable || (member.me && !member.roles.is_empty()) || (member.me && member.role < Role::Owner);
    if !offered {
        return ().into_any();
    }
    let menu = format!("member-{}", member.id);
    let label = format!("Actions for {}", member.name);
    let verb = if member.me { "Leave the organization" } else { "Remove from the organization" };
    let ask = move |()| {
        desk.going.set(Some(member.clone()));
        desk.open.set(true);
    };
    view! {
        <MenuButton menu=menu.clone() label=label.clone() small=true />
        <Menu id=menu label=label end=true>
            <MenuItem icon=Glyph::Logout danger=true on_click=ask>{verb}</MenuItem>
        </Menu>
    }
    .into_any()
}

/// Asks before somebody goes, and says what becomes of their work.
#[component]
fn Going(desk: Desk) -> impl IntoView {
    let form = Form::new(None);
    let toasts = use_toasts();
    let me = move || desk.going.with(|going| going.as_ref().is_some_and(|member| member.me));
    let name = move || desk.going.with(|going| going.as_ref().map_or_else(String::new, |member| member.name.clone()));
    let title = Signal::derive(move || if me() { "Leave the organization?".to_owned() } else { format!("Remove {}?", name()) });
    let text = Signal::derive(move || {
        if me() {
            "You lose access at once. Issues assigned to you are unassigned. To come back you need an invitation.".to_owned()
        } else {
            format!("{} loses access at once. Issues assigned to them are unassigned; their comments stay.", name())
        }
    });
    let verb = Signal::derive(move || if me() { "Leave".to_owned() } else { "Remove".to_owned() });
    let confirm = move |()| {
        let Some(member) = desk.going.get_untracked() else { return };
        let slug = desk.slug.get_value();
        form.send(end(slug, member.me, member.id.clone()), move |()| {
            desk.open.set(false);
            if member.me {
                go("/");
            } else {
                toasts.say(format!("{} is removed", member.name));
                desk.refetch.run(());
            }
        });
    };
    view! { <Confirm id="member-going" open=desk.open title text verb busy=form.busy() error=form.rest(&[]) on_confirm=confirm /> }
}

async fn end(slug: String, me: bool, member: MembershipId) -> Result<(), crate::api::CallError> {
    if me { leave_organization(slug).await } else { remove_member(slug, member).await }
}
