//! The signed-in person, and what every page of an organization knows without asking.

use crate::{
    email::Email,
    id::{AccountId, MembershipId, ProjectId, TeamId},
    organization::Organization,
    role::Role,
};
use serde::{Deserialize, Serialize};

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
