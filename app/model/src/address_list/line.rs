//! Lists that are text: addresses between commas, semicolons, spaces and line breaks, with or without names.

use super::{Found, clean_token};
use crate::email::Email;

/// A piece between two delimiters, as far as it was understood.
#[derive(Debug)]
enum Piece {
    Words(String),
    /// A remark in parentheses, which is the name of the address before it.
    Remark(String),
    Address {
        text: String,
        /// It stood in `<…>`, so that the words before it are surely a name.
        angle: bool,
    },
}

/// Reads every line of `text`.
pub(super) fn read(text: &str, found: &mut Found) {
    let several = text.lines().filter(|line| !line.trim().is_empty()).nth(1).is_some();
    let prose = several && text.contains('@');
    for line in text.lines() {
        let segments: Vec<Vec<Piece>> = split(line).into_iter().map(pieces).filter(|pieces| !pieces.is_empty()).collect();
        read_segments(&segments, prose, found);
    }
}

fn read_segments(segments: &[Vec<Piece>], prose: bool, found: &mut Found) {
    let addresses = segments.iter().flatten().filter(|piece| matches!(piece, Piece::Address { .. })).count();
    let mut held: Option<String> = None;
    for segment in segments {
        let only_words = !segment.iter().any(|piece| matches!(piece, Piece::Address { .. }));
        if only_words {
            give_up(held.take(), prose, found);
            held = Some(joined(segment));
            continue;
        }
        let own_name = matches!(segment.first(), Some(Piece::Words(words)) if is_name(words));
        let before = held.take_if(|held| is_name(held) && (addresses == 1 || (own_name && has_angle(segment))));
        give_up(held.take(), prose, found);
        read_segment(segment, before, prose, found);
    }
    give_up(held, prose, found);
}

/// Words that belong to no address: prose among addresses is left out, all else is an entry that says what is missing.
fn give_up(words: Option<String>, prose: bool, found: &mut Found) {
    match words {
        Some(words) if prose && words.contains(' ') => found.leave_out(),
        Some(words) => found.add(clean_token(&words), None),
        None => {}
    }
}

fn read_segment(segment: &[Piece], before: Option<String>, prose: bool, found: &mut Found) {
    let mut name = before;
    let mut after_address = false;
    for (index, piece) in segment.iter().enumerate() {
        match piece {
            Piece::Words(words) => {
                // `Lee, Ana <…>`: what stood before the comma is the family name.
                name = Some(name.take().map_or_else(|| words.clone(), |last| format!("{last}, {words}")));
            }
            Piece::Remark(remark) => name = name.or_else(|| Some(remark.clone())),
            Piece::Address { text, .. } => {
                let remark = match segment.get(index + 1) {
                    Some(Piece::Remark(remark)) => Some(remark.clone()),
                    _ => None,
                };
                found.add(text, name.take().or(remark).as_deref());
                after_address = true;
                continue;
            }
        }
        if after_address && matches!(piece, Piece::Remark(_)) {
            name = None;
        }
    }
    match name {
        // `ana@x.org – Engineering team` is a remark; `ana@x.org bob` may be a forgotten domain.
        Some(words) if words.contains(' ') || prose => found.leave_out(),
        Some(words) if after_address => found.add(clean_token(&words), None),
        _ => {}
    }
}

fn has_angle(segment: &[Piece]) -> bool {
    segment.iter().any(|piece| matches!(piece, Piece::Address { angle: true, .. }))
}

fn is_name(words: &str) -> bool {
    let starts_like_one = words.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    (starts_like_one || words.contains(' ')) && !words.contains(['.', '@', ':']) && !words.chars().any(|c| c.is_ascii_digit())
}

fn joined(segment: &[Piece]) -> String {
    let words = segment.iter().map(|piece| match piece {
        Piece::Words(text) | Piece::Remark(text) | Piece::Address { text, .. } => text.as_str(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The text between commas, semicolons, bars and tabs that are not inside quotes, angle brackets or parentheses.
fn split(line: &str) -> Vec<&str> {
    let (mut segments, mut start, mut at) = (Vec::new(), 0, 0);
    let mut closers = Closers::new(line);
    while let Some(c) = line[at..].chars().next() {
        if let Some(end) = closers.closing(at, c) {
            at = end;
            continue;
        }
        let next = at + c.len_utf8();
        if matches!(c, ',' | ';' | '|' | '\t') {
            segments.push(&line[start..at]);
            start = next;
        }
        at = next;
    }
    segments.push(&line[start..]);
    segments
}

/// Finds where a quote or bracket closes, in time proportional to the line however many stray ones it has.
struct Closers<'a> {
    line: &'a str,
    quotes_left: bool,
    parentheses_left: bool,
}

impl<'a> Closers<'a> {
    fn new(line: &'a str) -> Self {
        Self { line, quotes_left: true, parentheses_left: true }
    }

    /// The byte after what closes the `opening` at byte `at`; `None` when it opens nothing.
    fn closing(&mut self, at: usize, opening: char) -> Option<usize> {
        let rest = &self.line[at + opening.len_utf8()..];
        let found = match opening {
            '"' if self.quotes_left && self.opens_word(at) => {
                let found = rest.find('"');
                self.quotes_left = found.is_some();
                found
            }
            '(' if self.parentheses_left => {
                let found = rest.find(')');
                self.parentheses_left = found.is_some();
                found
            }
            '<' => rest.find(['<', '>']).filter(|&end| rest[end..].starts_with('>')),
            _ => None,
        };
        found.map(|end| at + 1 + end + 1)
    }

    fn opens_word(&self, at: usize) -> bool {
        self.line[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '(' | '<' | '['))
    }
}

fn pieces(segment: &str) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    let mut closers = Closers::new(segment);
    let (mut at, mut word) = (0, 0);
    while let Some(c) = segment[at..].chars().next() {
        let next = at + c.len_utf8();
        if let Some(end) = closers.closing(at, c) {
            pieces.word(&segment[word..at]);
            pieces.enclosed(c, &segment[next..end - 1]);
            (at, word) = (end, end);
            continue;
        }
        if c.is_whitespace() || matches!(c, '[' | ']') {
            pieces.word(&segment[word..at]);
            word = next;
        }
        at = next;
    }
    pieces.word(&segment[word..]);
    pieces.finish()
}

#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    words: Vec<String>,
}

impl Pieces {
    fn word(&mut self, token: &str) {
        if token.contains('@') {
            self.address(token, false);
        } else if token.ends_with(':') {
            // `To:`, `Please invite:` introduce addresses and name nobody.
            self.words.clear();
        } else if !is_decoration(token) {
            self.words.push(token.to_owned());
        }
    }

    fn enclosed(&mut self, opening: char, content: &str) {
        let address = content.contains('@');
        match opening {
            '<' if address => self.address(content, true),
            '"' if !address || content.trim().contains(' ') => self.words.push(content.to_owned()),
            '(' if !address => {
                self.flush();
                self.done.push(Piece::Remark(content.trim().to_owned()));
            }
            _ => content.split_whitespace().for_each(|token| self.word(token)),
        }
    }

    fn address(&mut self, token: &str, angle: bool) {
        self.flush();
        self.done.push(Piece::Address { text: clean_token(token).to_owned(), angle });
    }

    fn flush(&mut self) {
        if !self.words.is_empty() {
            self.done.push(Piece::Words(self.words.join(" ")));
            self.words.clear();
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.flush();
        self.done
    }
}

/// Bullets and numbering.
fn is_decoration(token: &str) -> bool {
    let numbering = token.trim_end_matches(['.', ')', ':']);
    !token.chars().any(char::is_alphanumeric)
        || (numbering.len() < token.len() && numbering.len() <= 4 && numbering.chars().all(|c| c.is_ascii_digit()))
}

/// How many bytes of `text`, which is still being typed, are complete.
pub(super) fn complete_until(text: &str) -> usize {
    let mut complete = text.rfind('\n').map_or(0, |end| end + 1);
    let line = &text[complete..];
    let offset = complete;
    let mut closers = Closers::new(line);
    let (mut at, mut word, mut open) = (0, 0, false);
    while let Some(c) = line[at..].chars().next() {
        if let Some(end) = closers.closing(at, c) {
            if c == '<' && line[at..end].contains('@') {
                complete = offset + end;
            }
            (at, word) = (end, end);
            continue;
        }
        let next = at + c.len_utf8();
        open |= matches!(c, '<' | '(') || (c == '"' && closers.opens_word(at));
        let ends = match c {
            ',' | ';' => !open,
            c if c.is_whitespace() => !open && Email::parse(clean_token(&line[word..at])).is_ok(),
            _ => false,
        };
        if ends {
            complete = offset + next;
        }
        if ends || c.is_whitespace() {
            word = next;
        }
        at = next;
    }
    complete
}
