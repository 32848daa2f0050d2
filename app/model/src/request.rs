//! Requests: invitations that wait for an approver, as the review page shows them, and what deciding answers.

use crate::{
    email::Email,
    error::ApiError,
    id::{AccountId, InvitationId, IssueId, TeamId},
    invitation::{Source, State},
    role::Role,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// The longest reason of a denial, in characters.
pub const MAX_REASON: usize = 500;
/// The most rows that are decided, resent or revoked at once.
pub const MAX_AT_ONCE: usize = 500;

/// Where requests are reviewed: a path on this server. Each request's row has the id `request-` and its own id.
pub fn review_path(slug: &str, request: Option<&InvitationId>) -> String {
    match request {
        Some(id) => format!("/{slug}/requests#request-{id}"),
        None => format!("/{slug}/requests"),
    }
}

/// A row of the review page: an invite request or a request to join, waiting or decided lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub id: InvitationId,
    pub address: Email,
    pub name: Option<String>,
    /// As asked; as approved once it is.
    pub role: Role,
    pub teams: Vec<(TeamId, String)>,
    /// `requested`: it waits. Anything else: `decision` says how it ended.
    pub state: State,
    pub source: Source,
    pub asker: Asker,
    pub asked_at: Timestamp,
    /// The issue that it is about, with its title.
    pub issue: Option<(IssueId, String)>,
    /// The page of this server that it was asked from.
    pub page: Option<String>,
    /// The message or note, plain text.
    pub message: Option<String>,
    /// It was sent already, by somebody who can't give this role any more.
    pub returned: bool,
    /// Why the person looking can't decide it; `None`: they can, or it is decided.
    pub refusal: Option<String>,
    /// Whether the person looking asked for it, and may take it back.
    pub withdrawable: bool,
    pub decision: Option<Decision>,
    /// They joined, and are no member any more.
    #[serde(default)]
    pub left: bool,
}

/// Who asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asker", rename_all = "snake_case")]
pub enum Asker {
    /// A member, for somebody else.
    Member { account: AccountId, name: String },
    /// Somebody outside, for themselves; the address is proved.
    Outsider,
    /// Somebody who holds the link of `from`'s invitation and wants to join with this address instead; it is proved.
    Moving { from: Email },
}

/// How a request was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub verdict: Verdict,
    /// Name of who decided.
    pub by: String,
    pub at: Timestamp,
    /// What a denial was explained with.
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Approved,
    Denied,
    Withdrawn,
}

/// One request to approve, with the role and teams that the approver saw and perhaps changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    pub request: InvitationId,
    pub role: Role,
    pub teams: Vec<TeamId>,
}

/// What became of one row of many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub request: InvitationId,
    /// Empty when there is no such request.
    pub address: String,
    pub outcome: DecisionOutcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum DecisionOutcome {
    /// Approved: the invitation is on its way. `link` is shown this once.
    Invited {
        link: Option<String>,
    },
    /// Approved, and a member at once: the address was proved and has an account.
    Joined,
    Denied,
    /// Somebody was faster; `reason` names who decided, and when. Nothing was changed.
    AlreadyDecided {
        reason: String,
    },
    /// It can't be done; nothing was changed.
    Refused {
        error: ApiError,
    },
}

impl DecisionOutcome {
    /// Done: the row leaves the list.
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Invited { .. } | Self::Joined | Self::Denied)
    }
}

/// What became of one invitation of many that were resent or revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managed {
    pub invitation: InvitationId,
    /// `None`: done.
    pub error: Option<ApiError>,
    /// The new link, where no message can leave.
    pub link: Option<String>,
}
