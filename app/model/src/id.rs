//! Identifiers. Opaque UUIDv7 text, except projects, whose numbers SDKs put into their DSN.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Declares opaque identifiers; separate types, so that one is never taken for another.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )* };
}

ids! {
    /// A person who can sign in.
    AccountId;
    /// An organization: the tenant everything else belongs to.
    OrganizationId;
    /// An account in an organization.
    MembershipId;
    TeamId;
    InvitationId;
    IssueId;
    /// An event's own id, 32 hexadecimal digits, chosen by the SDK.
    EventId;
    SessionId;
    TokenId;
    ReleaseId;
    ActivityId;
    JoinLinkId;
}

/// A project's number, as it stands in its DSN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProjectId(pub i64);

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
