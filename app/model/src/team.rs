//! Teams, as lists and their own page show them.

use crate::{
    account::{ProjectLink, TeamLink},
    email::Email,
    id::{AccountId, MembershipId, ProjectId},
    role::Role,
};
use serde::{Deserialize, Serialize};

/// A row of the teams page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamRow {
    pub team: TeamLink,
    pub members: i64,
    pub projects: i64,
    /// Whether the signed-in person may join it by themselves.
    pub joinable: bool,
}

/// A team's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamDetail {
    pub team: TeamLink,
    pub members: Vec<TeamMember>,
    pub projects: Vec<ProjectLink>,
    /// Whether the signed-in person may add people.
    pub may_add: bool,
    /// Whether they may rename or delete it, remove people, and choose its projects.
    pub may_manage: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    pub id: MembershipId,
    pub account: AccountId,
    pub name: String,
    pub email: Email,
    pub role: Role,
    pub me: bool,
}

/// A team to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTeam {
    pub name: String,
    /// Projects that it will look after.
    pub projects: Vec<ProjectId>,
}
