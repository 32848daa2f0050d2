//! The list of what was trimmed, repaired or hidden while an event was read.

use model::event::{Change, Changed, limit};
use std::{borrow::Cow, fmt};

/// Where in the event we are; costs nothing until something is noted.
#[derive(Clone, Copy, Debug)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Name(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    pub const fn root(name: &'a str) -> Self {
        Self { parent: None, step: Step::Name(name) }
    }

    pub const fn name(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Name(name) }
    }

    pub const fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}.")?;
        }
        match self.step {
            Step::Name(name) => f.write_str(name),
            Step::Index(index) => index.fmt(f),
        }
    }
}

/// Collects changes, a bounded number of them.
#[derive(Debug, Default)]
pub struct Notes {
    pub list: Vec<Change>,
}

impl Notes {
    pub fn add(&mut self, path: &Path<'_>, what: Changed) {
        if self.list.len() < limit::CHANGES {
            let path = cut(path.to_string().into(), limit::NAME).0;
            self.list.push(Change { path, what });
        }
    }

    /// The text, no longer than `limit` characters.
    pub fn text(&mut self, text: Cow<'_, str>, limit: usize, path: &Path<'_>) -> String {
        let (text, trimmed) = cut(text, limit);
        if trimmed {
            self.add(path, Changed::Trimmed);
        }
        text
    }
}

/// The text with at most `limit` characters, the last one an ellipsis where something is missing; and whether it was cut.
pub fn cut(text: Cow<'_, str>, limit: usize) -> (String, bool) {
    if text.len() <= limit {
        return (text.into_owned(), false);
    }
    let Some((_, _)) = text.char_indices().nth(limit) else { return (text.into_owned(), false) };
    let end = text.char_indices().nth(limit.saturating_sub(1)).map_or(0, |(at, _)| at);
    let mut short = String::with_capacity(end + 3);
    short.push_str(&text[..end]);
    short.push('…');
    (short, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_at_characters() {
        assert_eq!(cut("äöü".into(), 3), ("äöü".to_owned(), false));
        assert_eq!(cut("äöüß".into(), 3), ("äö…".to_owned(), true));
        let (frames, frame) = (Path::root("frames"), 7);
        assert_eq!(frames.index(frame).name("vars").to_string(), "frames.7.vars");
    }
}
