//! The audit log as managers and owners read it, and how invitations fare.

use crate::{id::AccountId, invitation::Source, time::Timestamp};
use serde::{Deserialize, Serialize};

/// What of the log is wanted. Empty: everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// `object.verb`, or an object alone for all its verbs.
    pub action: String,
    /// Who did it: an account's id.
    pub person: String,
    /// A part of the name or address of whom or what it is about: a person, a team, a project.
    #[serde(default)]
    pub about: String,
    /// First and last day, `YYYY-MM-DD` in UTC.
    pub from: String,
    pub to: String,
    /// Where the page before ended; see [`AuditPage::next`].
    pub after: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub id: String,
    pub at: Timestamp,
    /// `None`: somebody outside, or the system itself.
    pub actor: Option<(AccountId, String)>,
    /// The address the request came from; empty for the system.
    pub client_address: String,
    pub action: String,
    /// The rest of a sentence that begins with who did it: "invited bo@x.example as member".
    pub said: String,
    /// What else changed, value by value.
    pub details: Vec<AuditDetail>,
}

/// One value that changed, in words. `None`: there was none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditDetail {
    pub label: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    pub rows: Vec<AuditRow>,
    /// For [`AuditFilter::after`]; `None`: this is the end.
    pub next: Option<String>,
    /// Every action that is in the log.
    pub actions: Vec<String>,
    /// Everybody who is in the log.
    pub people: Vec<(AccountId, String)>,
}

/// How invitations from one doorway fare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelRow {
    pub source: Source,
    /// How often the dialog (or the form) was opened from there.
    pub opened: i64,
    /// Addresses that were invited or asked for from there; an address of which a request still waits counts here and nowhere else.
    pub asked: i64,
    /// Invitations that went out: sent at once, or after somebody approved.
    pub sent: i64,
    /// People who joined by one of those.
    pub accepted: i64,
    /// Those of them who looked at, triaged, assigned or commented on an issue within 30 days of joining.
    pub active: i64,
}

/// What the invite dialog tells of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialogMoment {
    Opened,
    Closed,
}
