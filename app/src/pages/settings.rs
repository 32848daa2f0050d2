//! An organization's settings.

use super::{
    audit::SettingsTabs,
    form::{Form, FormError, warn_of_leaving},
    joining::Ways,
};
use crate::{
    api::organizations::update_settings,
    components::{Banner, Button, Choice, Look, Page, PageHeader, Panel, Select, Switch, TextField, Textarea, Tone, use_toasts},
    organization::{refresh_shell, use_shell, use_slug},
};
use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    organization::{self, SettingsForm},
    permission::{Action, allows},
    role::Role,
};

#[component]
pub fn Settings() -> impl IntoView {
    let shell = use_shell();
    let may = Memo::new(move |_| shell.with(|shell| allows(shell.role, &shell.organization.settings, Action::ChangeSettings)));
    view! {
        <Page narrow=true>
            <PageHeader title="Settings" description="What holds for everybody in this organization.".to_owned() />
            {move || may.get().then(|| view! { <SettingsTabs /> })}
            {move || if may.get() {
                view! { <div class="stack stack--loose"><Editor /><Ways /></div> }.into_any()
            } else {
                view! { <Banner><p>"Managers and owners change the settings. Ask one of them."</p></Banner> }.into_any()
            }}
        </Page>
    }
}

#[derive(Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    members_request: RwSignal<bool>,
    members_invite: RwSignal<bool>,
    join_requests: RwSignal<bool>,
    open_teams: RwSignal<bool>,
    default_role: RwSignal<String>,
    invitation_days: RwSignal<String>,
    allowed_domains: RwSignal<String>,
    members_create_teams: RwSignal<bool>,
    members_create_projects: RwSignal<bool>,
    request_notices: RwSignal<String>,
}

impl Fields {
    fn new(name: String, settings: &organization::Settings) -> Self {
        Self {
            name: RwSignal::new(name),
            members_request: RwSignal::new(settings.members_request),
            members_invite: RwSignal::new(settings.members_invite),
            join_requests: RwSignal::new(settings.join_requests),
            open_teams: RwSignal::new(settings.open_teams),
            default_role: RwSignal::new(settings.default_role.to_string()),
            invitation_days: RwSignal::new(settings.invitation_days.to_string()),
            allowed_domains: RwSignal::new(settings.allowed_domains.join("\n")),
            members_create_teams: RwSignal::new(settings.members_create_teams),
            members_create_projects: RwSignal::new(settings.members_create_projects),
            request_notices: RwSignal::new(settings.request_notices.clone().into()),
        }
    }

    /// What the form holds now; heard by whatever computes with it.
    fn read(self) -> SettingsForm {
        SettingsForm {
            name: self.name.get(),
            settings: organization::Settings {
                members_request: self.members_request.get(),
                members_invite: self.members_invite.get(),
                join_requests: self.join_requests.get(),
                open_teams: self.open_teams.get(),
                default_role: self.default_role.get().parse().unwrap_or(Role::Member),
                invitation_days: self.invitation_days.get().parse().unwrap_or(0),
                allowed_domains: self.allowed_domains.get().split_whitespace().map(str::to_owned).collect(),
                members_create_teams: self.members_create_teams.get(),
                members_create_projects: self.members_create_projects.get(),
                request_notices: self.request_notices.get().try_into().unwrap_or_default(),
            },
        }
    }

    /// Puts back what was there.
    fn restore(self, form: &SettingsForm) {
        let settings = &form.settings;
        self.name.set(form.name.clone());
        self.members_request.set(settings.members_request);
        self.members_invite.set(settings.members_invite);
        self.join_requests.set(settings.join_requests);
        self.open_teams.set(settings.open_teams);
        self.default_role.set(settings.default_role.to_string());
        self.invitation_days.set(settings.invitation_days.to_string());
        self.allowed_domains.set(settings.allowed_domains.join("\n"));
        self.members_create_teams.set(settings.members_create_teams);
        self.members_create_projects.set(settings.members_create_projects);
        self.request_notices.set(settings.request_notices.clone().into());
    }
}

#[component]
fn Editor() -> impl IntoView {
    let slug = StoredValue::new(use_slug());
    let shell = use_shell();
    let fields = shell.with_untracked(|shell| Fields::new(shell.organization.name.clone(), &shell.organization.settings));
    let form = Form::new(None);
    let toasts = use_toasts();
    // What somebody else changes while this page is open stays, unless it is changed here too.
    let saved = RwSignal::new(untrack(|| fields.read()));
    let unsaved = Memo::new(move |_| saved.with(|saved| fields.read() != *saved));
    warn_of_leaving(unsaved.into());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let sent = untrack(|| fields.read());
        form.send(update_settings(slug.get_value(), sent.clone(), Some(saved.get_untracked())), move |()| {
            toasts.say("The settings are saved");
            saved.set(sent);
            refresh_shell();
        });
    };
    let discard = move |_| {
        fields.restore(&saved.get_untracked());
        form.clear();
    };
    view! {
        <form method="post" class="stack stack--loose" on:submit=send novalidate=true>
            <FormError error=form.rest(&["name", "invitation_days", "allowed_domains", "default_role", "request_notices"]) />
            <Panel title="Organization">
                <TextField id="name" label="Name" value=fields.name required=true error=form.field("name") />
            </Panel>
            <Inviting fields form />
            <Together fields />
            <div class="savebar" class:savebar--unsaved=move || unsaved.get()>
                <span class="small savebar__word" role="status">{move || unsaved.get().then_some("Unsaved changes")}</span>
                <Show when=move || unsaved.get()><Button look=Look::Quiet on_click=discard>"Discard them"</Button></Show>
                <Button look=Look::Primary submit=true busy=form.busy()>"Save settings"</Button>
            </div>
        </form>
    }
}

#[component]
fn Inviting(fields: Fields, form: Form) -> impl IntoView {
    let role = use_shell().with_untracked(|shell| shell.role);
    let only_owner = role != Role::Owner;
    let roles = Role::ALL.map(|role| Choice::new(role.as_str(), role.label())).to_vec();
    let days = [7, 14, 30].map(|days| Choice::new(days.to_string(), format!("{days} days"))).to_vec();
    let notices = use_shell().with_untracked(|shell| {
        let teams = shell.teams.iter().map(|team| Choice::new(format!("team:{}", team.id), format!("Managers and owners in {}", team.name)));
        [Choice::new("all", "All managers and owners"), Choice::new("recent", "The ten who were here last")]
            .into_iter()
            .chain(teams)
            .collect::<Vec<_>>()
    });
    let drawn = use_shell().with_untracked(|shell| shell.assigned("improved_invites").is_some_and(|assigned| assigned.counts));
    let hint = if only_owner { "Only owners change this." } else { "What an invitation proposes." };
    view! {
        <Panel title="Inviting people" description="Managers and owners always invite directly.">
            <div class="stack">
                <Switch id="members_request" label="Members may request invitations" hint="A manager or owner decides on each." checked=fields.members_request />
                <Switch id="members_invite" label="Members may invite directly" hint="As members, and to their own teams only." checked=fields.members_invite />
                <Switch id="join_requests" label="People outside may ask to join" hint="From the sign-in page of this organization." checked=fields.join_requests />
                {drawn.then(|| view! {
                    <p class="small muted">"Whether members may request and people outside may ask is decided by the experiment improved_invites, until a change of either is saved here."</p>
                })}
                <div class="form__row">
                    <Select id="default_role" label="Role to begin with" value=fields.default_role choices=roles hint=hint disabled=only_owner error=form.field("default_role") />
                    <Select id="invitation_days" label="Invitations are good for" value=fields.invitation_days choices=days error=form.field("invitation_days") />
                </div>
                <Select id="request_notices" label="Who gets messages about requests" value=fields.request_notices choices=notices hint="Every manager and owner sees and decides them, whoever is told." error=form.field("request_notices") />
                <Textarea id="allowed_domains" label="Only invite addresses at these domains" value=fields.allowed_domains optional=true rows=2 placeholder="example.com" hint="One on each line. Empty: any domain." error=form.field("allowed_domains") />
                {move || (!fields.members_request.get() && !fields.members_invite.get()).then(|| view! {
                    <Banner tone=Tone::Warning><p>"With both off, members can’t bring anybody in, and nobody hears whom they miss."</p></Banner>
                })}
            </div>
        </Panel>
    }
}

#[component]
fn Together(fields: Fields) -> impl IntoView {
    view! {
        <Panel title="Working together">
            <div class="stack">
                <Switch id="open_teams" label="Open teams" hint="Anybody may join any team, and add people to it." checked=fields.open_teams />
                <Switch id="members_create_teams" label="Members may create teams" checked=fields.members_create_teams />
                <Switch id="members_create_projects" label="Members may create projects" checked=fields.members_create_projects />
            </div>
        </Panel>
    }
}
