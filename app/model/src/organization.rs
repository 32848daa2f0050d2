//! An organization and its settings.

use crate::{
    id::{OrganizationId, TeamId},
    role::Role,
};
use serde::{Deserialize, Serialize};

/// What members of an organization see of it everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    pub id: OrganizationId,
    pub slug: String,
    pub name: String,
    pub settings: Settings,
}

/// What an owner can set. Every default is the product's normal state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Let members request invitations.
    pub members_request: bool,
    /// Let members invite directly, to role member and their own teams.
    pub members_invite: bool,
    /// Let outsiders request to join.
    pub join_requests: bool,
    /// Anyone may join, and add people to, any team.
    pub open_teams: bool,
    /// The role that an invitation proposes.
    pub default_role: Role,
    /// How long an invitation's link works: 7, 14 or 30 days.
    pub invitation_days: i64,
    /// Domains that may be invited; empty: all.
    pub allowed_domains: Vec<String>,
    pub members_create_teams: bool,
    pub members_create_projects: bool,
    /// Who hears about requests.
    #[serde(default)]
    pub request_notices: RequestNotices,
}

/// Which approvers get messages about requests. All of them see and decide every request, whoever is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum RequestNotices {
    #[default]
    All,
    /// The ten who were here last.
    Recent,
    /// The approvers in one team; all, if there are none in it.
    Team(TeamId),
}

impl From<RequestNotices> for String {
    fn from(notices: RequestNotices) -> Self {
        match notices {
            RequestNotices::All => "all".to_owned(),
            RequestNotices::Recent => "recent".to_owned(),
            RequestNotices::Team(team) => format!("team:{team}"),
        }
    }
}

impl TryFrom<String> for RequestNotices {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match (text.as_str(), text.strip_prefix("team:")) {
            ("all", _) => Ok(Self::All),
            ("recent", _) => Ok(Self::Recent),
            (_, Some(team)) => Ok(Self::Team(TeamId(team.to_owned()))),
            _ => Err("all, recent, or team: and a team’s id"),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            members_request: true,
            members_invite: false,
            join_requests: true,
            open_teams: true,
            default_role: Role::Member,
            invitation_days: 30,
            allowed_domains: Vec::new(),
            members_create_teams: true,
            members_create_projects: true,
            request_notices: RequestNotices::All,
        }
    }
}

/// An arm of the experiment `improved_invites`: who may ask, where no owner chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InviteArm {
    Baseline,
    InviteRequest,
    JoinRequest,
    Both,
}

impl InviteArm {
    pub const ALL: [Self; 4] = [Self::Baseline, Self::InviteRequest, Self::JoinRequest, Self::Both];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::InviteRequest => "invite_request",
            Self::JoinRequest => "join_request",
            Self::Both => "both",
        }
    }

    /// Whether members may ask for somebody to be invited.
    pub const fn members_ask(self) -> bool {
        matches!(self, Self::InviteRequest | Self::Both)
    }

    /// Whether outsiders may ask to join.
    pub const fn outsiders_ask(self) -> bool {
        matches!(self, Self::JoinRequest | Self::Both)
    }

    /// The settings of an organization whose owners chose nothing.
    pub fn settings(self) -> Settings {
        Settings { members_request: self.members_ask(), join_requests: self.outsiders_ask(), ..Settings::default() }
    }
}

impl std::str::FromStr for InviteArm {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|arm| arm.as_str() == text).ok_or(())
    }
}

/// What an organization's settings form sends: everything it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsForm {
    pub name: String,
    pub settings: Settings,
}
