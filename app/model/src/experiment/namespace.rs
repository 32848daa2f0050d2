//! A namespace while it is typed.

use crate::error::ApiError;
use serde::{Deserialize, Serialize};

/// A new namespace, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceDraft {
    pub name: String,
    pub unit: String,
    pub segments: String,
    /// The experiment whose parameters everybody has who is in none; empty for none.
    pub fallback: String,
}

/// A number of segments, as it was typed.
///
/// # Errors
/// Invalid `segments`: no whole number.
pub fn segments(typed: &str) -> Result<u32, ApiError> {
    typed.trim().parse().map_err(|_| ApiError::invalid("segments", "Use a whole number, such as 10."))
}

impl NamespaceDraft {
    /// What is wrong with a field of the namespace, by the name that the field has in the form: `new_name` and so on.
    pub fn placed(error: ApiError) -> ApiError {
        match error {
            ApiError::Invalid { field, reason } if !field.is_empty() => ApiError::Invalid { field: format!("new_{field}"), reason },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiError, NamespaceDraft, segments};

    #[test]
    fn only_a_whole_number_is_one() {
        assert_eq!(segments(" 12 "), Ok(12));
        for typed in ["", "1.5", "-3", "many", "99999999999"] {
            let placed = NamespaceDraft::placed(segments(typed).expect_err(typed));
            assert!(matches!(placed, ApiError::Invalid { ref field, .. } if field == "new_segments"), "{placed:?}");
        }
    }
}
