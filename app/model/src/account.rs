//! The signed-in person, and what every page of an organization knows without asking.

use crate::{
    email::Email,
    experiment::Assigned,
    id::{AccountId, MembershipId, ProjectId, SessionId, TeamId, TokenId},
    organization::Organization,
    role::Role,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub id: AccountId,
    pub name: String,
    pub email: Email,
    pub organizations: Vec<OrganizationLink>,
}

/// An organization in the switcher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationLink {
    pub slug: String,
    pub name: String,
    pub role: Role,
}

/// What every page of an organization is given: the sidebar, the dialog and the menus are made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shell {
    pub me: Me,
    pub organization: Organization,
    pub membership: MembershipId,
    pub role: Role,
    pub teams: Vec<TeamLink>,
    pub projects: Vec<ProjectLink>,
    /// Open requests that wait for this person's decision.
    pub requests_waiting: i64,
    /// Whether messages leave by themselves.
    pub mail_configured: bool,
    /// Demo mode: the mailbox can be read at `/mailbox`.
    pub demo: bool,
    /// What the product's own experiments decided, so that a page needs no request of its own to know.
    pub assignments: Arc<Vec<Assigned>>,
}

impl Shell {
    /// What an experiment of the product decided here.
    pub fn assigned(&self, experiment: &str) -> Option<&Assigned> {
        self.assignments.iter().find(|assigned| assigned.experiment == experiment)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamLink {
    pub id: TeamId,
    pub slug: String,
    pub name: String,
    /// Whether the signed-in person is in it.
    pub own: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectLink {
    pub id: ProjectId,
    pub slug: String,
    pub name: String,
    pub platform: String,
    /// Whether an event has ever arrived.
    pub has_events: bool,
    /// Teams that look after it.
    pub teams: Vec<TeamId>,
}

/// The first run: who owns this server, their organization, and optionally the first project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstRun {
    pub name: String,
    pub email: String,
    pub password: String,
    /// The organization's name.
    pub organization: String,
    /// Its short name in addresses; `None`: made from the name.
    pub slug: Option<String>,
    /// Name and platform of the first project.
    pub project: Option<(String, String)>,
}

impl FirstRun {
    /// Everything that can be seen to be wrong before it is sent, field by field.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let name = |field, text: &str| crate::name::clean(text).err().map(|reason| (field, reason.to_owned()));
        let email = Email::parse(&self.email).err().map(|why| ("email", why.to_string()));
        let short = self.password.chars().count() < MIN_PASSWORD;
        let password = short.then(|| ("password", format!("Use at least {MIN_PASSWORD} characters. A few words in a row are fine.")));
        let project = self.project.as_ref().and_then(|(project, _)| name("project", project));
        [name("name", &self.name), email, password, name("organization", &self.organization), project].into_iter().flatten().collect()
    }
}

/// Characters of the shortest password.
pub const MIN_PASSWORD: usize = 8;

/// What the first run shows, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    pub organization_slug: String,
    /// The first project, if one was asked for.
    pub project: Option<StartedProject>,
    /// For `sentry-cli` and scripts; not shown again.
    pub api_token: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartedProject {
    pub id: ProjectId,
    pub slug: String,
    pub name: String,
    pub dsn: String,
}

/// A place where the person is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    pub id: SessionId,
    pub created_at: Timestamp,
    /// To the hour.
    pub seen_at: Timestamp,
    /// What the browser says of itself.
    pub user_agent: String,
    pub client_address: String,
    /// The one that asks.
    pub current: bool,
}

/// An API token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiTokenRow {
    pub id: TokenId,
    pub name: String,
    pub created_at: Timestamp,
    /// To the hour.
    pub last_used_at: Option<Timestamp>,
}

/// A token that was just made; its secret is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApiToken {
    pub token: ApiTokenRow,
    pub secret: String,
}
