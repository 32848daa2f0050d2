//! Short ids that people can say and type: `SHOP-4F`.

/// Digits without I, L, O and U, which are mistaken for others or spell words.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The short id of a project's issue number (1 and up).
pub fn short_id(project_slug: &str, number: i64) -> String {
    let mut rest = number.unsigned_abs();
    let mut digits = Vec::new();
    loop {
        digits.push(char::from(DIGITS[usize::try_from(rest % 32).unwrap_or(0)]));
        rest /= 32;
        if rest == 0 {
            break;
        }
    }
    format!("{}-{}", project_slug.to_ascii_uppercase(), digits.into_iter().rev().collect::<String>())
}

/// A short id taken apart again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortId {
    pub project_slug: String,
    pub number: i64,
}

impl ShortId {
    /// Reads what a person typed: any case, and O, I, L taken for the digits they look like. `None` when it is no short id.
    pub fn parse(text: &str) -> Option<Self> {
        let (slug, digits) = text.trim().rsplit_once('-')?;
        let slug_fine = !slug.is_empty() && slug.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !slug_fine || digits.is_empty() || digits.len() > 12 {
            return None;
        }
        let number = digits.bytes().try_fold(0_i64, |sum, byte| Some(sum * 32 + digit(byte)?))?;
        (number > 0).then(|| Self { project_slug: slug.to_ascii_lowercase(), number })
    }
}

fn digit(byte: u8) -> Option<i64> {
    let byte = match byte.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    DIGITS.iter().position(|digit| *digit == byte).and_then(|at| i64::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (slug, number, text) in
            [("shop", 1, "SHOP-1"), ("shop", 143, "SHOP-4F"), ("web-app", 32, "WEB-APP-10"), ("a", i64::MAX >> 4, "A-FZZZZZZZZZZZ")]
        {
            assert_eq!(short_id(slug, number), text);
            assert_eq!(ShortId::parse(text), Some(ShortId { project_slug: slug.to_owned(), number }), "{text}");
        }
    }

    #[test]
    fn typed_by_hand() {
        assert_eq!(ShortId::parse(" shop-iO "), Some(ShortId { project_slug: "shop".to_owned(), number: 32 }));
        for wrong in ["", "-", "shop", "shop-", "-4F", "shop-0", "shop-4U", "sh op-4F", "shop-ZZZZZZZZZZZZZ", "größe-1"] {
            assert_eq!(ShortId::parse(wrong), None, "{wrong}");
        }
    }
}
