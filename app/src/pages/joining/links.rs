//! Reusable links, in the settings.

use crate::{
    api::joining::{create_join_link, load_ways, revoke_join_link},
    components::{Badge, Banner, Button, Checkbox, Choice, Confirm, CopyField, Glyph, Look, Panel, Select, TextField, Time, Tone, use_toasts},
    organization::{use_shell, use_slug},
    pages::form::{Form, FormError},
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::{
    id::TeamId,
    joining::{JoinLink, NewJoinLink},
    permission,
    role::Role,
};

#[derive(Clone, Copy)]
struct State {
    slug: StoredValue<String>,
    rows: RwSignal<Vec<JoinLink>>,
    made: RwSignal<Option<String>>,
    revoking: RwSignal<Option<JoinLink>>,
    open: RwSignal<bool>,
}

impl State {
    /// The list again, as the server has it.
    fn refresh(self) {
        spawn_local(async move {
            if let Ok(ways) = load_ways(self.slug.get_value()).await {
                self.rows.set(ways.links);
            }
        });
    }
}

#[component]
pub(super) fn Links(links: Vec<JoinLink>) -> impl IntoView {
    let state = State {
        slug: StoredValue::new(use_slug()),
        rows: RwSignal::new(links),
        made: RwSignal::new(None),
        revoking: RwSignal::new(None),
        open: RwSignal::new(false),
    };
    view! {
        <Panel title="Reusable links" description="One link for several people, such as a new team. Everybody proves their own address." flush=true>
            <div class="panel__body stack">
                <New state />
                {move || state.made.get().map(|link| view! {
                    <Banner tone=Tone::Success title="The link is made. Copy it now: it is not shown again.">
                        <CopyField label="New link" value=link />
                    </Banner>
                })}
            </div>
            <ul class="list list--ruled">
                <For each=move || state.rows.get() key=|row| (row.id.clone(), row.over.clone(), row.uses) children=move |row| view! { <Row state row /> } />
            </ul>
        </Panel>
        <Revoking state />
    }
}

#[component]
fn New(state: State) -> impl IntoView {
    let shell = use_shell();
    let (own, settings) = shell.with_untracked(|shell| (shell.role, shell.organization.settings.clone()));
    let roles = Role::ALL.map(|role| Choice::new(role.as_str(), role.label()).refused(permission::role_refusal(own, &settings, role))).to_vec();
    let teams = shell.with_untracked(|shell| shell.teams.clone());
    let chosen = RwSignal::new(Vec::<TeamId>::new());
    let role = RwSignal::new(Role::Member.as_str().to_owned());
    let (uses, days) = (RwSignal::new("10".to_owned()), RwSignal::new("7".to_owned()));
    let ends = vec![Choice::new("1", "1 day"), Choice::new("7", "7 days"), Choice::new("30", "30 days"), Choice::new("", "Until it is revoked")];
    let form = Form::new(None);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = uses.with_untracked(|uses| uses.trim().to_owned());
        let link = NewJoinLink {
            role: role.get_untracked().parse().unwrap_or(Role::Member),
            teams: chosen.get_untracked(),
            // What is no number is refused by the server, as 0 is.
            max_uses: (!typed.is_empty()).then(|| typed.parse().unwrap_or(0)),
            days: days.get_untracked().parse().ok(),
        };
        form.send(create_join_link(state.slug.get_value(), link), move |made| {
            state.made.set(Some(made.link));
            state.refresh();
        });
    };
    view! {
        <form method="post" class="form" on:submit=send novalidate=true>
            <FormError error=form.rest(&["role", "max_uses", "days"]) />
            <div class="form__row">
                <Select id="link-role" label="Role" value=role choices=roles error=form.field("role") />
                <TextField id="max_uses" label="For how many people" value=uses optional=true hint="Empty: without limit." error=form.field("max_uses") />
                <Select id="link-days" label="Works for" value=days choices=ends error=form.field("days") />
            </div>
            {(!teams.is_empty()).then(|| view! {
                <fieldset class="field">
                    <legend class="field__label">"Teams "<span class="field__optional">"(optional)"</span></legend>
                    {teams.into_iter().map(|team| view! { <Team team=team.id name=team.name chosen /> }).collect_view()}
                </fieldset>
            })}
            <div><Button submit=true busy=form.busy() icon=Glyph::Plus>"Make a link"</Button></div>
        </form>
    }
}

#[component]
fn Team(team: TeamId, name: String, chosen: RwSignal<Vec<TeamId>>) -> impl IntoView {
    let checked = RwSignal::new(false);
    let id = format!("link-team-{team}");
    let change = Callback::new(move |wanted: bool| {
        chosen.update(|chosen| {
            chosen.retain(|other| *other != team);
            if wanted {
                chosen.push(team.clone());
            }
        });
    });
    view! { <Checkbox id label=name checked on_change=change /> }
}

#[component]
fn Row(state: State, row: JoinLink) -> impl IntoView {
    let target = row.clone();
    let ask = move |_| {
        state.revoking.set(Some(target.clone()));
        state.open.set(true);
    };
    let JoinLink { role, teams, maker, created_at, uses, max_uses, expires_at, over, .. } = row;
    let used = max_uses.map_or_else(|| format!("{uses} used"), |most| format!("{uses} of {most} used"));
    let label = format!("Revoke the link for the role {}", role.label());
    let works = over.is_none();
    view! {
        <li>
            <div class="grow">
                <div class="cluster">
                    <span class="strong">{role.label()}</span>
                    {(!teams.is_empty()).then(|| view! { <span class="muted">{teams.join(", ")}</span> })}
                    {over.map(|why| view! { <Badge>{why}</Badge> })}
                </div>
                <div class="tiny faint">
                    {format!("Made by {maker} ")}<Time at=created_at date=true />" · "{used}
                    {expires_at.map(|at| view! { " · until "<Time at date=true /> })}
                </div>
            </div>
            {works.then(|| view! { <Button look=Look::Quiet small=true icon=Glyph::Trash label=label on_click=ask /> })}
        </li>
    }
}

#[component]
fn Revoking(state: State) -> impl IntoView {
    let toasts = use_toasts();
    let revoke = move |()| {
        let Some(link) = state.revoking.get_untracked() else { return };
        spawn_local(async move {
            match revoke_join_link(state.slug.get_value(), link.id).await {
                Ok(()) => state.refresh(),
                Err(error) => toasts.fail(error.to_string()),
            }
            state.open.set(false);
        });
    };
    view! {
        <Confirm id="revoke-link" open=state.open title="Revoke this link?" text="Nobody comes in by it any more. Whoever has joined stays." verb="Revoke link" on_confirm=revoke />
    }
}
