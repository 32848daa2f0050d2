//! Suspect commits: who last changed the files that an issue's stack trace runs through.

use crate::{
    email::Email,
    id::{AccountId, InvitationId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// An author whose commits may have caused an issue, heaviest first in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuspectAuthor {
    /// As the commits have it.
    pub name: String,
    /// `None` where the commit's address is none that mail could go to.
    pub address: Option<Email>,
    pub who: Author,
    /// Sum of the weights 5, 4, 3, 2, 1 of the frames that this author's commits touch.
    pub weight: i64,
    /// Newest first; never empty.
    pub reasons: Vec<Reason>,
}

/// Who an author is in this organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "author", rename_all = "snake_case")]
pub enum Author {
    Member {
        account: AccountId,
        name: String,
    },
    /// Has an invitation that waits for them.
    Invited {
        invitation: InvitationId,
    },
    /// Somebody asked to invite them; waits for an approver.
    Requested {
        invitation: InvitationId,
    },
    /// Nobody here knows the address: it can be invited.
    Nobody,
    /// A code host's noreply address that no member is known by: mail to it reaches no one, so it can't be invited as it is.
    Noreply,
}

impl Author {
    /// Whether the panel offers "Invite" beside the name.
    pub const fn is_invitable(&self) -> bool {
        matches!(self, Self::Nobody)
    }
}

/// Why a commit is suspected: it changed a file that is in the stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The changed file, as the commit names it.
    pub path: String,
    pub commit: CommitLink,
}

/// A commit as a panel shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitLink {
    /// The whole id.
    pub id: String,
    pub repository: String,
    /// First line of the message.
    pub title: String,
    pub committed_at: Timestamp,
    /// The release that it came with.
    pub version: String,
}

impl CommitLink {
    /// The first seven characters of the id, as git shows them.
    pub fn short_id(&self) -> &str {
        self.id.char_indices().nth(7).map_or(self.id.as_str(), |(end, _)| &self.id[..end])
    }
}

/// Words for a span of milliseconds: `2 days`, `1 hour`, `a moment`.
pub fn span(milliseconds: i64) -> String {
    use crate::time::{DAY, HOUR, MINUTE};
    let (count, unit) = match milliseconds.saturating_abs() {
        span if span >= DAY => (span / DAY, "day"),
        span if span >= HOUR => (span / HOUR, "hour"),
        span if span >= MINUTE => (span / MINUTE, "minute"),
        _ => return "a moment".to_owned(),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// The rest of "changed `shop/cart.py`, which is in the stack, …": when that was, seen from the issue's first event.
pub fn when(committed_at: Timestamp, first_seen: Timestamp) -> String {
    let before = first_seen.0.saturating_sub(committed_at.0);
    if before >= 0 { format!("{} before first seen", span(before)) } else { format!("{} after first seen", span(before)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, HOUR};

    #[test]
    fn spans_are_said_in_the_largest_whole_unit() {
        for (milliseconds, said) in [
            (0, "a moment"),
            (61_000, "1 minute"),
            (HOUR, "1 hour"),
            (2 * DAY + HOUR, "2 days"),
            (-3 * HOUR, "3 hours"),
            (i64::MIN, "106751991167 days"),
        ] {
            assert_eq!(span(milliseconds), said);
        }
        assert_eq!(when(Timestamp(0), Timestamp(2 * DAY)), "2 days before first seen");
        assert_eq!(when(Timestamp(2 * DAY), Timestamp(DAY)), "1 day after first seen");
    }

    #[test]
    fn short_ids_never_split_a_character() {
        let commit =
            |id: &str| CommitLink { id: id.into(), repository: "r".into(), title: "t".into(), committed_at: Timestamp(0), version: "1".into() };
        assert_eq!(commit("41824493a9f8c8").short_id(), "4182449");
        assert_eq!(commit("é").short_id(), "é");
    }
}
