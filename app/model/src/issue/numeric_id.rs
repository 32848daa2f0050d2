//! Issues as a number, for clients of the REST interface that know no other ids: `sentry-cli` refuses anything else.

use super::{IssueSummary, ShortId};
use crate::id::ProjectId;

/// Bits of the issue's number within its project; the project's number stands above them.
const BITS: u32 = 32;

/// The number of an issue on the whole server. It never changes: neither does the project's number, nor the issue's in it.
pub const fn numeric_id(project: ProjectId, number: i64) -> i64 {
    (project.0 << BITS) | number
}

/// Project and number in it, of a text that is such a number; `None` when it is none.
pub fn parse_numeric_id(text: &str) -> Option<(ProjectId, i64)> {
    let digits = text.trim();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let id: i64 = digits.parse().ok()?;
    let (project, number) = (id >> BITS, id & ((1 << BITS) - 1));
    (project > 0 && number > 0).then_some((ProjectId(project), number))
}

impl IssueSummary {
    /// Its [`numeric_id`].
    pub fn numeric_id(&self) -> i64 {
        numeric_id(self.project.id, ShortId::parse(&self.short_id).map_or(0, |short| short.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (project, number) in [(1, 1), (7, 143), (1 << 20, i64::from(u32::MAX))] {
            let id = numeric_id(ProjectId(project), number);
            assert_eq!(parse_numeric_id(&id.to_string()), Some((ProjectId(project), number)));
        }
        for wrong in ["", "0", "17", "-4294967297", "4294967296", "SHOP-1", "99999999999999999999", "0198f2c0-0000-7000-8000-000000000000"] {
            assert_eq!(parse_numeric_id(wrong), None, "{wrong}");
        }
    }
}
