//! The four roles, ordered.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a member may do, from least to most. The order is the ceiling rule: nobody gives more than they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Member,
    Admin,
    Manager,
    Owner,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Member, Role::Admin, Role::Manager, Role::Owner];

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::Admin => "admin",
            Role::Manager => "manager",
            Role::Owner => "owner",
        }
    }

    /// The name people read.
    /// "an owner", "a manager".
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Member => "a member",
            Self::Admin => "an admin",
            Self::Manager => "a manager",
            Self::Owner => "an owner",
        }
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Role::Member => "Member",
            Role::Admin => "Admin",
            Role::Manager => "Manager",
            Role::Owner => "Owner",
        }
    }

    /// One line that says what the role is for.
    pub const fn explanation(self) -> &'static str {
        match self {
            Role::Member => "Sees and works on issues",
            Role::Admin => "Also creates teams and projects",
            Role::Manager => "Also invites people and reviews requests",
            Role::Owner => "Everything, including giving this role",
        }
    }

    /// May invite directly and decide requests.
    pub const fn is_approver(self) -> bool {
        matches!(self, Role::Manager | Role::Owner)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or(())
    }
}
