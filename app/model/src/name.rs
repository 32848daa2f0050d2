//! Names that people give to themselves, organizations, teams and projects.

/// The longest name, in characters.
pub const MAX_LENGTH: usize = 80;

/// The name without surrounding white space, or a sentence that says what is wrong with it.
///
/// Control characters and the invisible marks that turn text around are refused: names stand in messages, headers and lists.
pub fn clean(name: &str) -> Result<String, &'static str> {
    let name = name.trim();
    if name.is_empty() {
        return Err("Type a name.");
    }
    if name.chars().count() > MAX_LENGTH {
        return Err("Names have at most 80 characters.");
    }
    if name.chars().any(|c| c.is_control() || turns_text(c)) {
        return Err("There is an invisible character in this name. Type it by hand instead of pasting it.");
    }
    if !name.chars().any(char::is_alphanumeric) {
        return Err("A name needs at least one letter or digit.");
    }
    Ok(name.to_owned())
}

const fn turns_text(c: char) -> bool {
    matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{200b}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(clean("  Ana Lovelace "), Ok("Ana Lovelace".to_owned()));
        assert_eq!(clean("李"), Ok("李".to_owned()));
        for bad in ["", "   ", "--", "Ana\r\nBcc: x", "Ana\u{202e}gpj", "a\u{0}b"] {
            assert!(clean(bad).is_err(), "{bad:?}");
        }
        assert!(clean(&"é".repeat(80)).is_ok());
        assert!(clean(&"é".repeat(81)).is_err());
    }
}
