//! Whom an issue is given to: the button that shows it, and the one menu of the page behind all such buttons.

use super::{
    doorway::{About, Doorway, use_doorway},
    parts::AssigneeFace,
};
use crate::{
    api::issues::{assign_issues, assignee_choices},
    components::{ComboAction, ComboOption, Combobox, Glyph, use_toasts},
    invite::meet_doorway,
    organization::{use_shell, use_slug},
};
use leptos::{html, prelude::*, task::spawn_local};
use model::{
    id::{IssueId, TeamId},
    invitation::Source,
    invite_mode::InviteMode,
    issue::{Assignee, AssigneeChoice, AssigneeMenu as Choices, InviteOffer, IssueSummary, Target},
    permission::dialog_mode,
};

const MENU: &str = "assignee-menu";
const FIELD: &str = "assignee-search";

/// What the menu was opened for.
#[derive(Clone, Debug, Default)]
struct Subject {
    issues: Vec<IssueId>,
    /// The only one of them, for whoever is invited.
    about: Option<About>,
    current: Option<Assignee>,
    /// Teams of the project, for whoever is invited.
    teams: Vec<TeamId>,
}

/// The page's assignee menu, for its buttons.
#[derive(Clone, Copy)]
pub struct Menu(RwSignal<Subject>);

impl Menu {
    /// Made once by the page that shows [`AssigneeMenu`].
    pub fn provide() -> Self {
        let menu = Self(RwSignal::new(Subject::default()));
        provide_context(menu);
        menu
    }

    /// Says that the menu is about to be opened for one issue; the button's `popovertarget` opens it.
    fn aim(self, issue: &IssueSummary, teams: Vec<TeamId>) {
        self.0.set(Subject { issues: vec![issue.id.clone()], about: Some(issue.into()), current: issue.assignee.clone(), teams });
    }

    /// Says that it is about to be opened for several.
    fn aim_at_many(self, issues: Vec<IssueId>) {
        self.0.set(Subject { issues, ..Subject::default() });
    }
}

/// The id of an issue's button.
pub fn button_id(issue: &IssueId) -> String {
    format!("assign-{issue}")
}

/// Shows the assignee; opens the menu.
#[component]
pub fn AssigneeButton(
    issue: Signal<IssueSummary>,
    teams: Signal<Vec<TeamId>>,
    /// With the name beside the face.
    #[prop(optional)]
    named: bool,
) -> impl IntoView {
    let menu = expect_context::<Menu>();
    let id = issue.with_untracked(|issue| button_id(&issue.id));
    let assignee = Memo::new(move |_| issue.with(|issue| issue.assignee.clone()));
    let said = move || assignee.with(|assignee| assignee.as_ref().map_or_else(|| "Unassigned".to_owned(), Assignee::label));
    let aim = move |_| issue.with_untracked(|issue| menu.aim(issue, teams.get_untracked()));
    view! {
        <button type="button" class="button button--quiet button--small assignee" id=id popovertarget=MENU title=said aria-label=move || format!("Assignee: {}", said()) on:click=aim>
            {move || view! { <AssigneeFace assignee=assignee.get() /> }}
            {named.then(|| view! { <span class="truncate">{said}</span> })}
        </button>
    }
}

/// Opens the menu for several issues.
#[component]
pub fn AssignMany(#[prop(into)] issues: Signal<Vec<IssueId>>) -> impl IntoView {
    let menu = expect_context::<Menu>();
    view! {
        <button type="button" class="button button--secondary button--small" id="assign-selected" popovertarget=MENU on:click=move |_| menu.aim_at_many(issues.get_untracked())>
            "Assign"
        </button>
    }
}

/// The menu: type a name, a team or an address; the last row invites whoever is missing. `changed` hears that issues were given to somebody.
#[component]
pub fn AssigneeMenu(#[prop(into)] changed: Callback<()>) -> impl IntoView {
    let Menu(subject) = expect_context::<Menu>();
    let organization = StoredValue::new(use_slug());
    let (query, choices) = (RwSignal::new(String::new()), RwSignal::new(Choices::default()));
    let (latest, open) = (StoredValue::new(0_u32), RwSignal::new(false));
    let popover = NodeRef::<html::Div>::new();
    let field = NodeRef::<html::Input>::new();
    // The menu is there for everybody, its last row is not.
    meet_doorway(Source::AssigneeMenu, popover, move || open.get());
    let load = move |typed: String| {
        latest.update_value(|number| *number += 1);
        let number = latest.get_value();
        let issue = subject.with_untracked(|subject| match subject.issues.as_slice() {
            [one] => Some(one.clone()),
            _ => None,
        });
        spawn_local(async move {
            let found = assignee_choices(organization.get_value(), issue, typed).await;
            if let Ok(found) = found
                && latest.try_get_value() == Some(number)
            {
                choices.set(found);
            }
        });
    };
    Effect::new(move |_| {
        let typed = query.get();
        if open.get() {
            load(typed);
        }
    });
    let toggled = move |_| {
        let shown = popover.get_untracked().is_some_and(|popover| popover.matches(":popover-open").unwrap_or(false));
        query.set(String::new());
        open.set(shown);
        if shown && let Some(field) = field.get_untracked() {
            // Only fails for elements that are gone.
            _ = field.focus();
        }
    };
    let close = move || {
        if let Some(popover) = popover.get_untracked() {
            // Already closed is as wanted.
            _ = popover.hide_popover();
        }
    };
    let toasts = use_toasts();
    let pick = move |key: String| {
        close();
        let Ok(target) = serde_json::from_str::<Target>(&key) else { return };
        let issues = subject.with_untracked(|subject| subject.issues.clone());
        spawn_local(async move {
            match assign_issues(organization.get_value(), issues, target).await {
                Ok(()) => drop(changed.try_run(())),
                Err(error) => toasts.fail(error.to_string()),
            }
        });
    };
    let doorway = use_doorway();
    let invite = move |typed: String| {
        close();
        let offer = choices.with_untracked(|choices| choices.invite.clone());
        // A commit author stands for the name that was typed; what was typed since then stands for itself.
        let offer = if offer.name.is_some() || offer.address == typed { offer } else { InviteOffer { address: typed, name: None } };
        let Subject { about, teams, .. } = subject.get_untracked();
        doorway(Doorway { source: Source::AssigneeMenu, issue: about, assign: true, address: offer.address, name: offer.name, teams });
    };
    let options = Memo::new(move |_| {
        let current = subject.with(|subject| subject.current.as_ref().map(Assignee::target));
        choices.with(|choices| options(choices, current.as_ref(), query.with(|query| query.trim().is_empty())))
    });
    let shell = use_shell();
    let action = Signal::derive(move || {
        // Nobody is sent into a dialog that can only say no.
        let closed = shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings)) == InviteMode::Closed;
        (!closed).then(|| ComboAction { label: choices.with(|choices| choices.invite.label()), glyph: Glyph::UserPlus })
    });
    view! {
        <div class="menu menu--panel menu--end" id=MENU popover="auto" role="dialog" aria-label="Assign" node_ref=popover on:toggle=toggled>
            <Combobox
                id=FIELD label="Assign to" placeholder="Name, team or address" query=query options=options on_pick=pick action=action on_action=Callback::new(invite)
                none="Nobody here has that name" inline=true node_ref=field
            />
        </div>
    }
}

fn options(choices: &Choices, current: Option<&Target>, untyped: bool) -> Vec<ComboOption> {
    let nobody = (current.is_some() && untyped).then(|| ComboOption {
        key: key(&Target::Nobody),
        label: "Nobody".to_owned(),
        faceless: true,
        ..ComboOption::default()
    });
    nobody.into_iter().chain(choices.choices.iter().map(|choice| option(choice, current))).collect()
}

fn option(choice: &AssigneeChoice, current: Option<&Target>) -> ComboOption {
    let target = choice.assignee.target();
    let (label, more) = match &choice.assignee {
        Assignee::Account { name, .. } => {
            (name.clone(), choice.address.as_ref().map(|address| if choice.me { format!("You, {address}") } else { address.clone() }))
        }
        Assignee::Team { name, .. } => (format!("#{name}"), None),
        Assignee::Invited { address, .. } => (address.clone(), Some("Invited".to_owned())),
    };
    ComboOption {
        key: key(&target),
        label,
        more,
        why: choice.reason.clone(),
        group: choice.reason.is_some().then(|| "Suggested".to_owned()),
        selected: current == Some(&target),
        invited: matches!(choice.assignee, Assignee::Invited { .. }),
        square: matches!(choice.assignee, Assignee::Team { .. }),
        faceless: false,
    }
}

fn key(target: &Target) -> String {
    serde_json::to_string(target).unwrap_or_default()
}
