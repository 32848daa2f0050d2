//! Time as it crosses the wire.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// This moment plus `milliseconds`, which may be negative.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }
}

/// How long ago `then` was, as it stands in a sentence: "just now", "2 minutes ago", "3 days ago".
pub fn ago(now: Timestamp, then: Timestamp) -> String {
    let passed = now.0.saturating_sub(then.0);
    let (count, unit) = match passed {
        ..MINUTE => return "just now".to_owned(),
        MINUTE..HOUR => (passed / MINUTE, "minute"),
        HOUR..DAY => (passed / HOUR, "hour"),
        DAY.. => (passed / DAY, "day"),
    };
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago() {
        let now = Timestamp(10 * DAY);
        for (passed, text) in [(-1, "just now"), (0, "just now"), (MINUTE, "1 minute ago"), (2 * HOUR, "2 hours ago"), (3 * DAY, "3 days ago")] {
            assert_eq!(ago(now, now.plus(-passed)), text);
        }
    }
}
