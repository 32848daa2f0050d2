//! The line that a note is about, with a mark under the place.

/// Characters that are shown before and after the place: both fit on a phone, so that the mark is in sight.
const AROUND: usize = 16;

/// The line, cut around the place where it is long, and beneath it a mark. Nothing where there is no such line.
pub fn excerpt(source: &str, line: u32, column: u32) -> Option<String> {
    let text: Vec<char> = source.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?).unwrap_or_default().chars().collect();
    let at = usize::try_from(column).ok()?.saturating_sub(1).min(text.len());
    let from = at.saturating_sub(AROUND);
    let to = (at + AROUND).min(text.len());
    let before = if from > 0 { "…" } else { "" };
    let after = if to < text.len() { "…" } else { "" };
    // A tab is one place here, as it is one column of the note.
    let shown: String = text.get(from..to)?.iter().map(|&letter| if letter == '\t' { ' ' } else { letter }).collect();
    Some(format!("{before}{shown}{after}\n{}^", " ".repeat(at - from + before.chars().count())))
}

/// Where the place is in the text, counted as browsers count: in UTF-16.
pub fn offset(source: &str, line: u32, column: u32) -> u32 {
    let length = |text: &str| text.encode_utf16().count();
    let (line, column) = (line.saturating_sub(1) as usize, column.saturating_sub(1) as usize);
    let before: usize = source.split('\n').take(line).map(|text| length(text) + 1).sum();
    let within: String = source.split('\n').nth(line).unwrap_or_default().chars().take(column).collect();
    u32::try_from((before + length(&within)).min(length(source))).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{excerpt, offset};

    #[test]
    fn the_mark_stands_under_the_place() {
        assert_eq!(excerpt("x = 1;\ny = [1, ;", 2, 9).as_deref(), Some("y = [1, ;\n        ^"));
        assert_eq!(excerpt("x = 1;", 2, 1).as_deref(), Some("\n^"), "the end of the script may be beneath it");
        assert_eq!(excerpt("x", 0, 0), None);
        let long = format!("{}!{}", "a".repeat(100), "b".repeat(100));
        let shown = excerpt(&long, 1, 101).expect("a line");
        let (text, mark) = shown.split_once('\n').expect("two lines");
        assert_eq!(text.chars().nth(mark.chars().count() - 1), Some('!'));
        assert!(text.starts_with('…') && text.ends_with('…'));
    }

    #[test]
    fn places_count_as_browsers_do() {
        assert_eq!(offset("ab\ncd", 2, 2), 4);
        assert_eq!(offset("'😀';x", 1, 5), 5);
        assert_eq!(offset("ab", 7, 7), 2);
    }
}
