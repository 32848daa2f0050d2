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

/// "20 Nov 2026, 21:04 UTC".
pub fn absolute(at: Timestamp) -> String {
    let of_day = at.0.rem_euclid(DAY);
    format!("{}, {:02}:{:02} UTC", day(at), of_day / HOUR, of_day % HOUR / MINUTE)
}

/// "20 Nov 2026".
pub fn day(at: Timestamp) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = civil(at.0.div_euclid(DAY));
    format!("{day} {} {year}", usize::try_from(month - 1).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&""))
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar. Years start in March, so that the odd day is the last.
pub fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, of_year - (153 * from_march + 2) / 5 + 1)
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
