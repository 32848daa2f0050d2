//! What people type above the list: `is:unresolved assigned:me level:error release:1.2 tag:value some words`.
//!
//! Tolerant: nothing that is typed is an error. What is not understood is searched for as words.

use super::{ShortId, Status};
use std::fmt;

/// The longest query that is read, in characters.
const MAX_LENGTH: usize = 1_000;
/// The most conditions that are taken; further ones are dropped.
const MAX_TERMS: usize = 20;

/// A query taken apart. `Display` writes it in one spelling, so that tabs and filters can change a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// `None`: whatever its status.
    pub status: Option<Status>,
    pub assigned: Option<Assigned>,
    /// A project's slug.
    pub project: Option<String>,
    /// One of these.
    pub levels: Vec<String>,
    /// All of these, each a tag and its value; `release:` and `environment:` are tags as well.
    pub tags: Vec<(String, String)>,
    /// Tags that must be there with any value.
    pub has: Vec<String>,
    /// Each must be in the title, the culprit, or be the short id.
    pub words: Vec<String>,
}

/// Whom the issues are given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assigned {
    Me,
    Nobody,
    /// A team's slug.
    Team(String),
    /// A member's or an invited person's address.
    Address(String),
}

impl Search {
    /// What the list shows when nothing was asked for.
    pub fn unresolved() -> Self {
        Self { status: Some(Status::Unresolved), ..Self::default() }
    }

    /// Reads a query.
    pub fn parse(text: &str) -> Self {
        let mut search = Self::default();
        for (key, value) in terms(text).into_iter().take(MAX_TERMS) {
            if value.is_empty() {
                continue;
            }
            match key {
                Some(key) => search.condition(key, value),
                None => search.words.push(value),
            }
        }
        search
    }

    /// The same search with another status.
    #[must_use]
    pub fn with_status(&self, status: Option<Status>) -> Self {
        Self { status, ..self.clone() }
    }

    /// The short id among the words, if one of them is one.
    pub fn short_id(&self) -> Option<ShortId> {
        self.words.iter().find_map(|word| ShortId::parse(word))
    }

    fn condition(&mut self, key: String, value: String) {
        let lower = value.to_lowercase();
        match key.to_ascii_lowercase().as_str() {
            "is" if matches!(lower.as_str(), "all" | "any") => self.status = None,
            "is" if lower == "unassigned" => self.assigned = Some(Assigned::Nobody),
            "is" => match lower.parse() {
                Ok(status) => self.status = Some(status),
                Err(()) => self.words.push(format!("{key}:{value}")),
            },
            "assigned" => self.assigned = Some(Assigned::parse(&value)),
            "project" => self.project = Some(lower),
            "level" => self.levels.push(lower),
            "has" => self.has.push(value),
            _ => self.tags.push((key, value)),
        }
    }
}

impl Assigned {
    fn parse(text: &str) -> Self {
        match (text.to_lowercase().as_str(), text.strip_prefix('#')) {
            ("me", _) => Self::Me,
            ("none" | "nobody", _) => Self::Nobody,
            (_, Some(team)) => Self::Team(team.to_lowercase()),
            (_, None) => Self::Address(text.to_owned()),
        }
    }
}

/// Cuts at white space outside double quotes; `key:value` and `key:"two words"` become a pair.
fn terms(text: &str) -> Vec<(Option<String>, String)> {
    let mut found = Vec::new();
    let (mut key, mut value, mut quoted, mut was_quoted) = (None, String::new(), false, false);
    for c in text.chars().take(MAX_LENGTH).chain([' ']) {
        match c {
            '"' => {
                quoted = !quoted;
                was_quoted = true;
            }
            c if c.is_whitespace() && !quoted => finish(&mut found, &mut key, &mut value, &mut was_quoted),
            ':' if !quoted && key.is_none() && !was_quoted && is_key(&value) => key = Some(std::mem::take(&mut value)),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    // A quote that was never closed holds the rest.
    finish(&mut found, &mut key, &mut value, &mut was_quoted);
    found
}

fn finish(found: &mut Vec<(Option<String>, String)>, key: &mut Option<String>, value: &mut String, quoted: &mut bool) {
    let value = std::mem::take(value).trim().to_owned();
    let quoted = std::mem::take(quoted);
    match key.take() {
        // `https://…`, `std::vec` and `ValueError:` are words, not conditions.
        Some(key) if !quoted && (value.is_empty() || value.starts_with("//") || value.starts_with(':')) => {
            found.push((None, format!("{key}:{value}")))
        }
        key => found.push((key, value)),
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.len() <= 200 && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

impl fmt::Display for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(self.status.map(|status| format!("is:{status}")));
        parts.extend(self.assigned.as_ref().map(|assigned| match assigned {
            Assigned::Me => "assigned:me".to_owned(),
            Assigned::Nobody => "assigned:none".to_owned(),
            Assigned::Team(slug) => format!("assigned:{}", quote(&format!("#{slug}"))),
            Assigned::Address(address) => format!("assigned:{}", quote(address)),
        }));
        parts.extend(self.project.as_ref().map(|slug| format!("project:{}", quote(slug))));
        parts.extend(self.levels.iter().map(|level| format!("level:{}", quote(level))));
        parts.extend(self.tags.iter().map(|(key, value)| format!("{key}:{}", quote(value))));
        parts.extend(self.has.iter().map(|key| format!("has:{}", quote(key))));
        parts.extend(self.words.iter().map(|word| quote_word(word)));
        f.write_str(&parts.join(" "))
    }
}

fn quote(text: &str) -> String {
    let plain = !text.chars().any(char::is_whitespace) && !text.starts_with("//") && !text.starts_with(':');
    if plain { text.to_owned() } else { format!("\"{text}\"") }
}

fn quote_word(text: &str) -> String {
    let reads_as_condition = terms(text).iter().any(|(key, _)| key.is_some());
    if reads_as_condition { format!("\"{text}\"") } else { quote(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tags(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn conditions() {
        let all = Search::parse(
            "is:resolved assigned:#Shop project:Till level:Error level:fatal release:shop@1.2:3 environment:production has:user browser:\"Fire Fox\" zero division",
        );
        assert_eq!(
            all,
            Search {
                status: Some(Status::Resolved),
                assigned: Some(Assigned::Team("shop".into())),
                project: Some("till".into()),
                levels: words(&["error", "fatal"]),
                tags: tags(&[("release", "shop@1.2:3"), ("environment", "production"), ("browser", "Fire Fox")]),
                has: words(&["user"]),
                words: words(&["zero", "division"]),
            }
        );
    }

    #[test]
    fn who() {
        for (text, assigned) in [
            ("assigned:me", Assigned::Me),
            ("assigned:none", Assigned::Nobody),
            ("is:unassigned", Assigned::Nobody),
            ("assigned:ana@x.org", Assigned::Address("ana@x.org".into())),
        ] {
            assert_eq!(Search::parse(text).assigned, Some(assigned), "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_words() {
        for (text, expected) in [
            ("https://x.org/a", words(&["https://x.org/a"])),
            ("std::vec ValueError:", words(&["std::vec", "ValueError:"])),
            ("is:purple", words(&["is:purple"])),
            ("\"two words\" \"open end", words(&["two words", "open end"])),
            ("\"level:error\"", words(&["level:error"])),
            (": :: \"\"", words(&[":", "::"])),
        ] {
            assert_eq!(Search::parse(text), Search { words: expected, ..Search::default() }, "{text}");
        }
    }

    #[test]
    fn a_tab_changes_only_the_status() {
        let typed = Search::parse("level:error is:unresolved cart");
        assert_eq!(typed.with_status(Some(Status::Ignored)).to_string(), "is:ignored level:error cart");
        assert_eq!(typed.with_status(None).to_string(), "level:error cart");
        assert_eq!(Search::parse("SHOP-4F").short_id().map(|short| short.number), Some(143));
    }

    proptest! {
        #[test]
        fn writes_what_it_reads(text in "([a-z:#\"/ ._-]|[A-Z]|\\PC){0,40}") {
            let once = Search::parse(&text);
            prop_assert_eq!(Search::parse(&once.to_string()), once);
        }
    }
}
