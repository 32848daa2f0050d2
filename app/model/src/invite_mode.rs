//! Whether an invitation goes out at once or is a request first. Decided by the permission table; worded by the dialog.

use serde::{Deserialize, Serialize};

/// What pressing the dialog's button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteMode {
    /// Sent at once.
    Direct,
    /// An approver decides first.
    Request,
    /// This organization lets neither happen for this role.
    Closed,
}

impl InviteMode {
    /// The dialog's title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Direct => "Invite teammates",
            Self::Request => "Request invitations",
            Self::Closed => "Inviting is up to managers",
        }
    }

    /// The sentence beneath it.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Direct => "They get a message with a link and can start right away.",
            Self::Request => "A manager or owner reviews each request. You’ll hear what they decide.",
            Self::Closed => "Only managers and owners invite people here. Ask one of them.",
        }
    }

    /// The button, for `count` addresses.
    pub fn button(self, count: usize) -> String {
        let verb = match self {
            Self::Request => "Request",
            Self::Direct | Self::Closed => "Send",
        };
        match count {
            0 => format!("{verb} invitations"),
            1 => format!("{verb} 1 invitation"),
            n => format!("{verb} {n} invitations"),
        }
    }
}
