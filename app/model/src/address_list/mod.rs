//! Reads what people type and paste where addresses are asked for.
//!
//! Mail clients, spreadsheets, chats and documents all write lists differently; every shape that is met in practice gives the same
//! entries. Nothing that may have been meant as an address is dropped: what cannot be read comes back as an entry with the reason.

mod line;
mod table;
#[cfg(test)]
mod tests;

use crate::email::{Email, InvalidEmail};
use std::collections::HashMap;

/// The longest text that is read, in bytes; what is beyond is cut off and said so.
pub const MAX_INPUT: usize = 256 * 1024;
/// The most entries that one text gives.
pub const MAX_ENTRIES: usize = 2_000;
/// The longest text that an unreadable entry keeps, in characters.
const MAX_TEXT: usize = 120;
/// The longest name, in characters.
const MAX_NAME: usize = 100;

/// One address, or what was meant as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As it was typed, without the punctuation around it.
    pub text: String,
    /// The name that stood beside it.
    pub name: Option<String>,
    pub email: Result<Email, InvalidEmail>,
}

impl Entry {
    /// Reads one address that stands alone.
    pub fn new(text: &str, name: Option<&str>) -> Self {
        let email = Email::parse(text);
        Self { text: shorten(text.trim(), MAX_TEXT.max(text.len().min(crate::email::MAX_LENGTH))), name: name.and_then(clean_name), email }
    }

    /// What decides whether two entries are the same.
    pub fn key(&self) -> String {
        self.email.as_ref().map_or_else(|_| self.text.to_lowercase(), |email| email.key().to_owned())
    }
}

/// What a text held, in its order, each address once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressList {
    pub entries: Vec<Entry>,
    /// How often an address came again.
    pub duplicates: usize,
    /// Pieces of text that are clearly no addresses: greetings, people without one.
    pub left_out: usize,
    /// The text was longer than what is read.
    pub truncated: bool,
}

impl AddressList {
    /// People who are known already, for example an issue's suspect author.
    pub fn of(people: &[crate::invitation::Invitee]) -> Self {
        let mut found = Found::default();
        people.iter().for_each(|person| found.add(&person.address, person.name.as_deref()));
        found.list
    }
}

/// What is complete of a text that is still being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub list: AddressList,
    /// Belongs in the field still.
    pub rest: String,
}

/// Reads a whole text: a paste, or what stands in the field when Enter is pressed.
pub fn parse(text: &str) -> AddressList {
    let (text, truncated) = bounded(text);
    let text = plain(text);
    let mut found = Found { list: AddressList { truncated, ..AddressList::default() }, ..Found::default() };
    if !table::read(&text, &mut found) {
        line::read(&text, &mut found);
    }
    found.list
}

/// Reads what is complete and keeps the rest: an address is complete after a comma, semicolon, line break or closing `>`; after a space only
/// when what stands before it is an address already.
pub fn typed(text: &str) -> Typed {
    let (text, _) = bounded(text);
    match line::complete_until(text) {
        0 => Typed { list: AddressList::default(), rest: text.to_owned() },
        end => Typed { list: parse(&text[..end]), rest: text[end..].trim_start().to_owned() },
    }
}

/// Whether a paste is more than one plain piece of text, so that it is read at once instead of being put into the field.
pub fn is_list(text: &str) -> bool {
    let text = text.trim();
    Email::parse(text).is_ok() || (text.contains('@') && text.contains([',', ';', '\n', '\t', '<', ' '])) || text.contains('\n')
}

/// Gathers entries, each once.
#[derive(Default)]
struct Found {
    list: AddressList,
    seen: HashMap<String, usize>,
}

impl Found {
    fn add(&mut self, text: &str, name: Option<&str>) {
        let entry = Entry::new(text, name);
        let key = entry.key();
        if let Some(&first) = self.seen.get(&key) {
            self.list.duplicates += 1;
            let first = &mut self.list.entries[first];
            first.name = first.name.take().or(entry.name);
        } else if self.list.entries.len() < MAX_ENTRIES {
            self.seen.insert(key, self.list.entries.len());
            self.list.entries.push(entry);
        } else {
            self.list.truncated = true;
        }
    }

    fn leave_out(&mut self) {
        self.list.left_out += 1;
    }
}

fn bounded(text: &str) -> (&str, bool) {
    if text.len() <= MAX_INPUT {
        return (text, false);
    }
    let mut end = MAX_INPUT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (&text[..end], true)
}

/// One kind of line break, one kind of space, and none of the invisible characters that office programs leave behind.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '\n' if previous == '\r' => {}
            '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => plain.push('\n'),
            '\t' => plain.push('\t'),
            c if is_invisible(c) => {}
            c if c.is_whitespace() => plain.push(' '),
            '，' | '、' => plain.push(','),
            '；' => plain.push(';'),
            '“' | '”' | '„' | '«' | '»' => plain.push('"'),
            c => plain.push(c),
        }
        previous = c;
    }
    plain
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A token without what people and programs put around addresses.
fn clean_token(token: &str) -> &str {
    let around = |c: char| matches!(c, '"' | '\'' | '`' | '‘' | '’' | '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}' | '*' | '•' | '·' | '‣' | '▪');
    let mut token = token.trim();
    loop {
        let before = token;
        token = token.trim_matches(around).trim();
        token = token.trim_end_matches(['.', ',', ';', ':', '!', '?', '/', '\\', '|', '…']);
        token = token.trim_start_matches(['-', '–', '—', ',', ';', ':', '.', '/', '|', '=', '…']);
        token = strip_scheme(token);
        if token == before {
            return token;
        }
    }
}

/// Without `mailto:` and its query, and without a label such as `email:`.
fn strip_scheme(token: &str) -> &str {
    let Some(at) = token.find('@') else { return token };
    if token.contains("://") {
        return token;
    }
    match token[..at].rfind(':') {
        Some(colon) => token[colon + 1..].split(['?', '&']).next().unwrap_or_default(),
        None => token,
    }
}

/// A name fit to be shown, `Last, First` turned round; `None` when it says nothing.
fn clean_name(name: &str) -> Option<String> {
    let visible: String = name.chars().filter(|&c| !is_invisible(c) || c.is_whitespace()).collect();
    let words = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = words
        .trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | '‘' | '’' | '<' | '>' | '(' | ')' | '[' | ']' | '*' | ',' | ';' | ':' | '•' | '·'));
    let name = name.trim().trim_start_matches(['-', '–', '—', '|']).trim_end_matches(['-', '–', '—', '|']).trim();
    if name.contains('@') || !name.chars().any(char::is_alphabetic) {
        return None;
    }
    Some(shorten(&turn_round(name), MAX_NAME))
}

fn turn_round(name: &str) -> String {
    const SUFFIXES: [&str; 10] = ["jr", "sr", "ii", "iii", "inc", "ltd", "llc", "gmbh", "phd", "md"];
    match name.split_once(',').map(|(last, first)| (last.trim(), first.trim())) {
        Some((last, first)) if last.is_empty() || first.is_empty() => format!("{last}{first}"),
        Some((last, first)) if !first.contains(',') && !SUFFIXES.contains(&first.to_lowercase().replace('.', "").as_str()) => {
            format!("{first} {last}")
        }
        _ => name.to_owned(),
    }
}

fn shorten(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
