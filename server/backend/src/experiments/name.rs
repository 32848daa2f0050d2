//! What experiments, namespaces and their units are called.

use crate::{Error, Result};

/// The longest name.
const LONGEST: usize = 60;

/// # Errors
/// Invalid in this field, when nothing can have the name.
pub(super) fn checked(field: &str, name: &str) -> Result<()> {
    if possible(name) {
        return Ok(());
    }
    Err(Error::invalid(field, format!("Use 1 to {LONGEST} letters, digits, - and _.")))
}

/// Whether anything can have this name: what can't is not looked for.
pub(super) fn possible(name: &str) -> bool {
    let fine = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    !name.is_empty() && name.len() <= LONGEST && name.chars().all(fine)
}
