//! An invitation: its states, where it was asked from, and what a send says and answers.

use crate::{
    email::Email,
    id::{AccountId, InvitationId, IssueId, TeamId},
    role::Role,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The most addresses in one send.
pub const MAX_ADDRESSES: usize = 500;
/// The most teams that one group names.
pub const MAX_TEAMS: usize = 50;
/// The longest personal message, in characters.
pub const MAX_MESSAGE: usize = 500;

/// Declares an enum that is text on the wire and in the database.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                match text { $($text => Ok($name::$variant),)* _ => Err(()) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// Where an invitation stands. `unconfirmed`, `requested` and `pending` are live: one of them per organization and address.
    State {
        /// A join request whose address is not proved yet.
        Unconfirmed = "unconfirmed",
        /// Waits for an approver.
        Requested = "requested",
        /// Sent; waits for the invitee.
        Pending = "pending",
        Accepted = "accepted",
        Denied = "denied",
        Withdrawn = "withdrawn",
        Revoked = "revoked",
        Expired = "expired",
    }
}

words! {
    /// The doorway from which the dialog was opened.
    Source {
        SuspectCommit = "suspect_commit",
        AssigneeMenu = "assignee_menu",
        TeamCreate = "team_create",
        TeamMembers = "team_members",
        CommentMention = "comment_mention",
        OwnershipRule = "ownership_rule",
        MembersPage = "members_page",
        Sidebar = "sidebar",
        Onboarding = "onboarding",
        CommandPalette = "command_palette",
        JoinRequest = "join_request",
        /// A reusable link.
        JoinLink = "join_link",
        /// A proved address at one of the organization’s domains.
        VerifiedDomain = "verified_domain",
        Api = "api",
    }
}

impl Source {
    /// The doorway is about who is in a team, so members are put into it.
    pub const fn is_about_a_team(self) -> bool {
        matches!(self, Self::TeamCreate | Self::TeamMembers)
    }

    /// The doorway as people read it in lists.
    pub const fn label(self) -> &'static str {
        match self {
            Self::SuspectCommit => "Suspect commit",
            Self::AssigneeMenu => "Assignee menu",
            Self::TeamCreate => "New team",
            Self::TeamMembers => "Team page",
            Self::CommentMention => "Mention in a comment",
            Self::OwnershipRule => "Ownership rule",
            Self::MembersPage => "Members page",
            Self::Sidebar => "Sidebar",
            Self::Onboarding => "Project set-up",
            Self::CommandPalette => "Command palette",
            Self::JoinRequest => "Request to join",
            Self::JoinLink => "Reusable link",
            Self::VerifiedDomain => "Verified domain",
            Self::Api => "API",
        }
    }
}

words! {
    /// What is to happen to the issue when the invitee arrives.
    Intent {
        Assign = "assign",
        Mention = "mention",
        Watch = "watch",
    }
}

words! {
    /// How the message fares.
    Delivery {
        /// No mail server is configured, or the message was not asked for: the link is handed over by hand.
        None = "none",
        Queued = "queued",
        Sent = "sent",
        Failed = "failed",
        /// The message no longer applied when its turn came.
        Cancelled = "cancelled",
    }
}

/// What an invitation carries along from the place it was asked from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    pub source: Source,
    pub issue: Option<IssueId>,
    pub intent: Option<Intent>,
    /// Same-origin path where the invitee lands; `None`: the issue, the team, or the issue list.
    pub wanted_url: Option<String>,
}

impl Context {
    pub fn new(source: Source) -> Self {
        Self { source, issue: None, intent: None, wanted_url: None }
    }
}

/// One press of the dialog's button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Idempotency key, chosen by the browser: the same key does nothing twice and answers as it did the first time.
    pub key: String,
    pub context: Context,
    pub groups: Vec<Group>,
    /// Plain text, at most [`MAX_MESSAGE`] characters.
    pub message: Option<String>,
}

/// Invitees that share a role and teams: one row of the dialog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub invitees: Vec<Invitee>,
    pub role: Role,
    pub teams: Vec<TeamId>,
}

/// An address as typed (it may be wrong) and the name that came with it, if any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitee {
    pub address: String,
    pub name: Option<String>,
}

/// What became of one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// As it was sent.
    pub address: String,
    pub outcome: Outcome,
}

/// The answers a send can give for one address. None of them is a failure of the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// `link` is there for direct inviters, shown this once.
    Invited {
        invitation: InvitationId,
        link: Option<String>,
    },
    Requested {
        invitation: InvitationId,
    },
    AlreadyMember {
        name: String,
    },
    /// A member who was put into the teams: from a team's page and while creating one, that is what was meant.
    AddedToTeams {
        name: String,
    },
    AlreadyInvited {
        by: String,
        at: Timestamp,
    },
    AlreadyRequested {
        by: String,
        at: Timestamp,
    },
    RoleNotAllowed {
        reason: String,
    },
    TeamNotAllowed {
        reason: String,
    },
    InvalidAddress {
        reason: String,
    },
    DomainNotAllowed {
        allowed: Vec<String>,
    },
    RateLimited {
        retry_at: Timestamp,
    },
    CoolingDown {
        until: Timestamp,
    },
}

impl Outcome {
    /// Done: the row leaves the form.
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Invited { .. } | Self::Requested { .. } | Self::AddedToTeams { .. })
    }
}

/// The answer to a send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchResult {
    /// In the order sent.
    pub rows: Vec<Row>,
    /// Whether messages leave by themselves; if not, the links have to be handed over.
    pub mail_configured: bool,
}

/// What the dialog learns about an address while it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "standing", rename_all = "snake_case")]
pub enum Standing {
    Free,
    Member {
        name: String,
    },
    Invited {
        by: String,
        at: Timestamp,
    },
    Requested {
        by: String,
        at: Timestamp,
    },
    DomainNotAllowed {
        allowed: Vec<String>,
    },
    /// A request for it was denied not long ago: whoever only may ask has to wait.
    CoolingDown {
        until: Timestamp,
    },
}

/// What the dialog learns while addresses are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lookup {
    /// In the order asked; `None` for a text that is no address.
    pub standings: Vec<Option<Standing>>,
    /// How many more this person may send today.
    pub left_today: usize,
    /// When one more is possible, if none is now.
    pub more_at: Option<Timestamp>,
}

/// Somebody who commits here and is no member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    pub address: Email,
    pub name: String,
    /// For example "12 commits, last one 2 days ago".
    pub commits: i64,
    pub last_commit_at: Timestamp,
}

/// A row of the pending list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingInvitation {
    pub id: InvitationId,
    pub address: Email,
    pub name: Option<String>,
    pub role: Role,
    pub teams: Vec<(TeamId, String)>,
    pub state: State,
    pub source: Source,
    /// Account and name of who invited; `None` for join requests.
    pub inviter: Option<(AccountId, String)>,
    pub created_at: Timestamp,
    /// When the link stops working.
    pub expires_at: Timestamp,
    pub delivery: Delivery,
    /// The mail server's answer, when delivery failed.
    pub delivery_error: Option<String>,
    /// When the last reminder left.
    pub reminded_at: Option<Timestamp>,
    /// When the next one is due; `None` after the last, or when no message leaves by itself.
    pub next_reminder: Option<Timestamp>,
    /// Whether the person looking may resend, copy the link, revoke.
    pub manageable: bool,
}

/// What the holder of a link sees before doing anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub organization_slug: String,
    pub organization_name: String,
    pub inviter: String,
    /// Nobody invited them: they asked to join, and `inviter` let them in.
    pub asked_themselves: bool,
    pub role: Role,
    pub address: Email,
    pub name: Option<String>,
    pub teams: Vec<String>,
    pub message: Option<String>,
    /// Title of the issue that it is about.
    pub issue_title: Option<String>,
    pub expires_at: Timestamp,
    pub viewer: Viewer,
}

/// How the person who opened the link relates to the invited address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "viewer", rename_all = "snake_case")]
pub enum Viewer {
    /// Signed out, and nobody has an account with this address: create one.
    NewAccount,
    /// Signed out, and there is an account with this address: sign in.
    HasAccount,
    /// Signed in with this address verified: join.
    Match { name: String },
    /// Signed in as somebody else. `asked`: they have asked for the invitation to be moved to their address. `member`: they are in already.
    Mismatch { signed_in_as: Email, asked: bool, member: bool },
    /// A member already: go where it points.
    AlreadyMember { destination: String },
}

/// A link that cannot be accepted any more, and which of the ways it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadLink {
    /// No such token.
    Unknown,
    Used,
    Revoked,
    Lapsed,
    /// A newer message was sent, whose link works.
    Replaced,
    /// Whoever invited can't give this role any more; managers and owners decide now.
    InReview,
}

impl DeadLink {
    /// 404 for what never was, 410 for what is over.
    pub const fn status(self) -> u16 {
        match self {
            Self::Unknown => 404,
            Self::Used | Self::Revoked | Self::Lapsed | Self::Replaced | Self::InReview => 410,
        }
    }
}

/// Somebody has joined, or was a member already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    pub account: AccountId,
    pub organization_slug: String,
    pub organization_name: String,
    /// Names of the teams they are in by it.
    pub teams: Vec<String>,
    /// Whether issues were waiting for them, and are theirs now.
    pub assigned: bool,
    /// Same-origin path where they land: the issue, the team or the issue list.
    pub destination: String,
}
