//! Makes what people typed safe to stand in a message.

/// The longest name or title a message repeats, in characters.
const MAX: usize = 120;

/// A name or title in a message's body: one line, bounded, and nothing that a mail program would turn into a link.
pub(super) fn name(text: &str) -> String {
    unlink(&line(text))
}

/// A name or title in a subject, where nothing becomes a link: one line, bounded.
pub(super) fn line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let visible: String = line.chars().filter(|c| !is_invisible(*c)).collect();
    if visible.chars().count() > MAX { visible.chars().take(MAX - 1).chain(['…']).collect() } else { visible }
}

/// A personal note: as [`name`], but keeping its lines; indented lines would look like ours, so they are not.
pub(super) fn note(text: &str) -> Vec<String> {
    text.lines().map(|line| unlink(&line.trim().chars().filter(|c| !is_invisible(*c)).collect::<String>())).collect()
}

/// Control characters, and those that reorder or hide text.
fn is_invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Mail programs make links of whatever looks like an address. A zero-width space between the parts keeps them from it.
fn unlink(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if matches!(c, '.' | ':' | '@' | '/') && chars.peek().is_some_and(|next| !next.is_whitespace()) {
            out.push('\u{200B}');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line_of_text() {
        for (typed, shown) in [
            ("Ana Souza", "Ana Souza"),
            ("Ana\r\nBcc: x@y.org", "Ana Bcc: x@\u{200B}y.\u{200B}org"),
            ("https://evil.example", "https:\u{200B}/\u{200B}/\u{200B}evil.\u{200B}example"),
            ("\u{202E}live\u{0007}", "live"),
            ("Dr. Ana", "Dr. Ana"),
        ] {
            assert_eq!(name(typed), shown);
        }
        assert_eq!(name(&"x".repeat(500)).chars().count(), MAX);
    }
}
