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
    /// Id of what was changed.
    pub subject: String,
    /// JSON.
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
    /// People who were invited or asked for.
    pub sent: i64,
    /// People who joined.
    pub accepted: i64,
    /// People who triaged, assigned or commented on an issue within 30 days of joining.
    pub active: i64,
}

/// What the invite dialog tells of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialogMoment {
    Opened,
    Closed,
}
