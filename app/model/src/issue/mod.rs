//! Issues: what the list and the page show, who an issue may be given to, and what happened to it.

mod fixes;
mod numeric_id;
mod search;
mod short_id;

pub use fixes::fixed_by;
pub use numeric_id::{numeric_id, parse_numeric_id};
pub use search::{Assigned, Search};
pub use short_id::{ShortId, short_id};

use crate::{
    event::Event,
    id::{AccountId, ActivityId, EventId, InvitationId, IssueId, ProjectId, TeamId},
    suspect_commit::SuspectAuthor,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The longest comment, in characters.
pub const MAX_COMMENT: usize = 20_000;
/// The most issues that one bulk action takes.
pub const MAX_BULK: usize = 200;
/// Issues on one page of the list.
pub const PAGE: usize = 50;

/// Declares an enum that is text on the wire, in addresses and in the database.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The word people read.
            pub const fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)* }
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
    /// Where an issue stands.
    Status {
        Unresolved = "unresolved", "Unresolved";
        Resolved = "resolved", "Resolved";
        Ignored = "ignored", "Ignored";
    }
}

words! {
    /// The order of the list.
    Sort {
        /// Last event first.
        Newest = "newest", "Last seen";
        Frequent = "frequent", "Most events";
        People = "people", "Most people";
        /// Youngest issue first.
        FirstSeen = "first", "First seen";
    }
}

/// Whom an issue is given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Assignee {
    Account {
        id: AccountId,
        name: String,
    },
    Team {
        id: TeamId,
        name: String,
    },
    /// Held for somebody who has not joined yet.
    Invited {
        invitation: InvitationId,
        address: String,
    },
}

impl Assignee {
    /// How it is shown, for example `ana@x.org (invited)`.
    pub fn label(&self) -> String {
        match self {
            Self::Account { name, .. } => name.clone(),
            Self::Team { name, .. } => format!("#{name}"),
            Self::Invited { address, .. } => format!("{address} (invited)"),
        }
    }

    /// What is sent to choose it.
    pub fn target(&self) -> Target {
        match self {
            Self::Account { id, .. } => Target::Account { id: id.clone() },
            Self::Team { id, .. } => Target::Team { id: id.clone() },
            Self::Invited { invitation, .. } => Target::Invited { invitation: invitation.clone() },
        }
    }
}

/// Whom to give an issue to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    Account { id: AccountId },
    Team { id: TeamId },
    Invited { invitation: InvitationId },
    Nobody,
}

/// The assignee menu for what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssigneeMenu {
    pub choices: Vec<AssigneeChoice>,
    pub invite: InviteOffer,
}

/// A row of the assignee menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssigneeChoice {
    pub assignee: Assignee,
    /// A member's address.
    pub address: Option<String>,
    /// Why it stands at the top, for example `changed shop/cart.py`.
    pub reason: Option<String>,
    /// The person who is looking.
    pub me: bool,
}

/// The menu's last row: invites whoever is missing from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteOffer {
    /// For the dialog's first chip: a whole address, or whatever was typed; may be empty.
    pub address: String,
    /// The commit author's name, where a name was typed and looked up.
    pub name: Option<String>,
}

impl InviteOffer {
    /// The row's text.
    pub fn label(&self) -> String {
        match (&self.name, self.address.as_str()) {
            (_, "") => "Invite a teammate…".to_owned(),
            (Some(name), address) => format!("Invite {name} ({address})"),
            (None, address) => format!("Invite {address}"),
        }
    }
}

/// The project an issue belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueProject {
    pub id: ProjectId,
    pub slug: String,
    pub name: String,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueSummary {
    pub id: IssueId,
    /// For people: `SHOP-4F`.
    pub short_id: String,
    pub title: String,
    pub culprit: String,
    /// `fatal`, `error`, `warning`, `info` or `debug`.
    pub level: String,
    pub platform: String,
    pub status: Status,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    pub times_seen: i64,
    pub people_seen: i64,
    pub assignee: Option<Assignee>,
    /// Events in each of the last 24 hours, the current one last.
    pub hours: Vec<i64>,
    pub project: IssueProject,
}

/// What to list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRequest {
    /// As typed; see [`Search`].
    pub query: String,
    /// A project's slug.
    pub project: Option<String>,
    pub sort: Sort,
    /// Where the page before ended: its `next`.
    pub after: Option<String>,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueList {
    pub issues: Vec<IssueSummary>,
    /// Give this as `after` for the next page; `None` at the end.
    pub next: Option<String>,
}

/// The page of an issue, without its events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueDetail {
    pub summary: IssueSummary,
    /// Made by the product to show what an issue looks like.
    pub sample: bool,
    pub first_release: Option<String>,
    pub last_release: Option<String>,
    /// Events on each of the last 30 days (UTC), today last.
    pub days: Vec<i64>,
    pub tags: Vec<Tag>,
    /// Oldest first.
    pub activity: Vec<Activity>,
}

/// A tag with its commonest values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    pub key: String,
    /// Events that carry it.
    pub total: i64,
    pub values: Vec<TagValue>,
    /// How many further values there are.
    pub more: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagValue {
    pub value: String,
    pub times_seen: i64,
}

impl TagValue {
    /// Share of `total` in whole per cent.
    pub fn share(&self, total: i64) -> i64 {
        if total <= 0 { 0 } else { (self.times_seen.saturating_mul(100) / total).clamp(0, 100) }
    }
}

/// Which event of an issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "which", rename_all = "snake_case")]
pub enum Which {
    Newest,
    First,
    Id { event: EventId },
}

/// The events around one, for walking through them; `None` where there is none further.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbours {
    pub first: Option<EventId>,
    pub previous: Option<EventId>,
    pub next: Option<EventId>,
    pub newest: Option<EventId>,
}

/// An event of an issue and what lies around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventView {
    pub event: Event,
    pub received_at: Timestamp,
    pub around: Neighbours,
    pub attachments: Vec<Attachment>,
}

/// A file that came with an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub project: ProjectId,
    /// Among the event's files, from 0.
    pub position: i64,
    pub name: String,
    /// As the sender has it; not to be believed.
    pub content_type: String,
    pub bytes: i64,
}

impl Attachment {
    /// Its size as people read it.
    pub fn size(&self) -> String {
        match self.bytes {
            bytes if bytes < 1_000 => format!("{bytes} B"),
            bytes if bytes < 1_000_000 => format!("{} KB", (bytes + 500) / 1_000),
            bytes => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        }
    }
}

/// Everything on the page of an issue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssuePage {
    pub detail: IssueDetail,
    /// `None` when none is kept any more.
    pub event: Option<EventView>,
    pub suspects: Vec<SuspectAuthor>,
}

/// An entry of an issue's activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub id: ActivityId,
    /// Who did it; `None`: Muster by itself.
    pub who: Option<Actor>,
    pub at: Timestamp,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub id: AccountId,
    pub name: String,
}

/// What happened to an issue; kept as JSON, with names as they were then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// `html` is made from `text` when it is read: safe, from a small set of elements.
    Comment {
        text: String,
        #[serde(default)]
        html: String,
    },
    Resolved,
    /// A commit said that it fixes this.
    ResolvedByCommit {
        /// The commit's whole id.
        commit: String,
        /// As the commit has it.
        author: String,
        /// The release that it came with.
        version: String,
    },
    Reopened,
    Ignored,
    /// An event came after it was resolved.
    Regressed,
    Assigned {
        to: Assignee,
    },
    /// By an ownership rule.
    AssignedByRule {
        to: Assignee,
        /// What the rule is about, for example `path:shop/*`.
        rule: String,
    },
    Unassigned {
        /// How the former assignee was shown.
        was: String,
        why: Unassigned,
    },
    /// The invited person it was held for, or who was invited for it, arrived.
    Joined {
        address: String,
        name: String,
    },
    /// Somebody who was mentioned by address, and invited for it, arrived.
    Mentioned {
        address: String,
        name: String,
    },
    /// Written by a newer version.
    #[serde(other)]
    Other,
}

impl What {
    /// The word in the database.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Comment { .. } => "comment",
            Self::Resolved => "resolved",
            Self::ResolvedByCommit { .. } => "resolved_by_commit",
            Self::Reopened => "reopened",
            Self::Ignored => "ignored",
            Self::Regressed => "regressed",
            Self::Assigned { .. } => "assigned",
            Self::AssignedByRule { .. } => "assigned_by_rule",
            Self::Unassigned { .. } => "unassigned",
            Self::Joined { .. } => "joined",
            Self::Mentioned { .. } => "mentioned",
            Self::Other => "other",
        }
    }
}

/// Why an issue lost its assignee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unassigned {
    ByHand,
    /// The invitation was taken back.
    Revoked,
    /// The invitation lapsed.
    Lapsed,
    /// The request for the invitation was denied.
    Denied,
    /// Whoever asked for the invitation took that back.
    Withdrawn,
    /// The member left or was removed.
    Left,
    /// The team was deleted.
    TeamDeleted,
}
