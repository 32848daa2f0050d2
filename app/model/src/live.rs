//! What open pages hear of at once: that something changed, never its content. The page asks again for what it shows.

use crate::id::{IssueId, ProjectId};
use serde::{Deserialize, Serialize};

/// A change in an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// A new issue, or one that came back.
    IssueAppeared { project: ProjectId, issue: IssueId },
    /// Status, assignee, activity or events of an issue.
    Issue { issue: IssueId },
    /// Who is a member, with which role, in which teams.
    Members,
    /// An invitation or request changed its state or delivery.
    Invitations,
    /// Projects, keys, first event.
    Projects,
    /// Releases and the commits in them: who is suspected may be somebody else.
    Releases,
    /// Something may have changed that was not heard of, for example while the connection was down: whatever is shown is read again.
    Anything,
}
