//! How a doorway opens the dialog, and what it hands in.

use super::state::Form;
use crate::organization::use_shell;
use leptos::prelude::*;
use model::{
    id::{IssueId, TeamId},
    invitation::{Context, Intent, Invitee, Source},
    invite_mode::InviteMode,
    role::Role,
};
use serde::{Deserialize, Serialize};

/// Where the dialog is opened from, and what it is prefilled with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteContext {
    pub source: Source,
    pub invitees: Vec<Invitee>,
    /// `None`: what the organization proposes.
    pub role: Option<Role>,
    pub teams: Vec<TeamId>,
    pub issue: Option<IssueId>,
    pub intent: Option<Intent>,
    /// Same-origin path where the invitee is to land; `None`: the issue, the team, or the issue list.
    pub wanted_url: Option<String>,
    /// What it is about, in words: an issue's short id and title, a team's name.
    pub about: Option<String>,
    /// What stands in the field: a name to look for.
    #[serde(default)]
    pub typing: Option<String>,
}

impl InviteContext {
    pub fn new(source: Source) -> Self {
        Self { source, invitees: Vec::new(), role: None, teams: Vec::new(), issue: None, intent: None, wanted_url: None, about: None, typing: None }
    }

    /// With somebody filled in.
    #[must_use]
    pub fn person(mut self, address: impl Into<String>, name: Option<String>) -> Self {
        self.invitees.push(Invitee { address: address.into(), name });
        self
    }

    /// With this in the field, where it narrows the suggestions.
    #[must_use]
    pub fn typing(mut self, text: impl Into<String>) -> Self {
        self.typing = Some(text.into());
        self
    }

    /// Into these teams.
    #[must_use]
    pub fn teams(mut self, teams: impl IntoIterator<Item = TeamId>) -> Self {
        self.teams.extend(teams);
        self
    }

    /// About an issue; `about` is its short id and title.
    #[must_use]
    pub fn issue(mut self, issue: IssueId, intent: Intent, about: impl Into<String>) -> Self {
        (self.issue, self.intent, self.about) = (Some(issue), Some(intent), Some(about.into()));
        self
    }

    /// What the server is told.
    pub fn wire(&self) -> Context {
        Context { source: self.source, issue: self.issue.clone(), intent: self.intent, wanted_url: self.wanted_url.clone() }
    }

    /// What the dialog says it is about. `several`: more than one address stands in it; `mode`: how it opens.
    pub fn sentence(&self, several: bool, mode: InviteMode) -> Option<String> {
        let about = self.about.as_ref()?;
        // From the assignee menu a direct invitation takes the issue over; everything else waits whether it is free then.
        let at_once = self.source == Source::AssigneeMenu && mode == InviteMode::Direct;
        let who = if several { "The first of them" } else { "They" };
        Some(match (&self.issue, self.intent) {
            _ if mode == InviteMode::Closed => return None,
            (Some(_), Some(Intent::Assign)) if at_once => format!("{who} will be assigned to {about}."),
            (Some(_), Some(Intent::Assign)) => format!("{who} will be assigned to {about}, unless somebody else is by then."),
            (Some(_), Some(Intent::Watch)) => format!("They’ll hear of {about}."),
            (Some(_), _) => format!("About {about}."),
            (None, _) => format!("For {about}."),
        })
    }
}

/// The one dialog, as doorways see it.
#[derive(Clone, Copy)]
pub struct Invite {
    pub(super) form: Form,
    pub(super) shown: RwSignal<bool>,
    /// The question whether what is typed may go.
    pub(super) asking: RwSignal<bool>,
}

impl Invite {
    /// Opens the dialog over the page. Nothing is fetched. A draft that is still there stays, and what is handed in joins it.
    pub fn open(self, context: InviteContext) {
        if self.shown.get_untracked() {
            return;
        }
        self.form.begin(context);
        self.asking.set(false);
        self.shown.set(true);
    }

    /// Counts up with every send that invited or requested somebody; pages that show invitations refetch on it.
    pub fn sent(self) -> Signal<u32> {
        self.form.sent.into()
    }
}

/// Makes the dialog's state; once, where the organization is opened, beside `<InviteDialog/>`.
pub fn provide_invite() {
    provide_context(Invite { form: Form::new("invite", use_shell()), shown: RwSignal::new(false), asking: RwSignal::new(false) });
}

/// The dialog.
///
/// # Panics
/// Outside an organization's pages.
pub fn use_invite() -> Invite {
    expect_context()
}
