//! Ownership rules of a project: which code, address or tag belongs to whom. One rule a line, the last one that fits wins:
//!
//! ```text
//! path:shop/cart/* ana@x.org #payments
//! module:billing.* #payments
//! url:*/checkout* ana@x.org
//! tags.browser:Safari* #web
//! ```

use crate::{email::Email, event::Event, suspect_commit::Author};
use serde::{Deserialize, Serialize};

/// The most rules of a project.
pub const MAX_RULES: usize = 500;
/// The longest text of them, in characters.
pub const MAX_TEXT: usize = 50_000;

/// A project's rules, and who in them is here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ownership {
    /// As typed.
    pub text: String,
    /// A new issue is given to the owner of the rule that fits.
    pub auto_assign: bool,
    /// Whom the rules name by address, each once.
    pub people: Vec<OwnerPerson>,
}

/// Somebody whom the rules name by address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnerPerson {
    pub address: Email,
    pub who: Author,
}

/// Who owns something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    Address(Email),
    /// A team's slug.
    Team(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// File names of the application's own frames.
    Path,
    /// Modules of the same.
    Module,
    /// The address of the request.
    Url,
    /// The tag of this name.
    Tag(String),
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    what: What,
    pattern: String,
    /// What it fits, as typed: `path:shop/*`.
    pub text: String,
    /// Never empty.
    pub owners: Vec<Owner>,
}

/// A line that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    pub reason: String,
}

/// Reads rules; what can't be read is told apart.
pub fn parse(text: &str) -> (Vec<Rule>, Vec<Problem>) {
    let (mut rules, mut problems) = (Vec::new(), Vec::new());
    for (line, number) in text.lines().zip(1..) {
        match rule(line) {
            Ok(Some(rule)) => rules.push(rule),
            Ok(None) => {}
            Err(reason) => problems.push(Problem { line: number, reason }),
        }
    }
    (rules, problems)
}

/// `None`: empty, or a remark.
fn rule(line: &str) -> Result<Option<Rule>, String> {
    let mut words = words(line).into_iter();
    let Some(text) = words.next().filter(|first| !first.starts_with('#')) else { return Ok(None) };
    let unknown = || format!("“{text}” begins with none of path:, module:, url: and tags.NAME:");
    let (kind, pattern) = text.split_once(':').ok_or_else(unknown)?;
    let what = match kind.to_ascii_lowercase().as_str() {
        "path" => What::Path,
        "module" => What::Module,
        "url" => What::Url,
        _ => What::Tag(kind.strip_prefix("tags.").filter(|name| !name.is_empty()).ok_or_else(unknown)?.to_owned()),
    };
    let pattern = pattern.trim_matches('"').to_owned();
    if pattern.is_empty() {
        return Err(format!("“{text}” says nothing after the colon"));
    }
    let owners: Vec<Owner> = words.map(|word| owner(&word)).collect::<Result<_, _>>()?;
    if owners.is_empty() {
        return Err(format!("“{text}” names no owner: an address or a #team"));
    }
    Ok(Some(Rule { what, pattern, text, owners }))
}

fn owner(word: &str) -> Result<Owner, String> {
    match word.strip_prefix('#') {
        Some(team) if !team.is_empty() => Ok(Owner::Team(team.to_lowercase())),
        _ => Email::parse(word).map(Owner::Address).map_err(|_| format!("“{word}” is neither an address nor a #team")),
    }
}

/// Cut at white space outside double quotes.
fn words(line: &str) -> Vec<String> {
    let (mut found, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars().chain([' ']) {
        quoted ^= c == '"';
        if c.is_whitespace() && (!quoted || word.is_empty()) {
            if !word.is_empty() {
                found.push(std::mem::take(&mut word));
            }
        } else {
            word.push(c);
        }
    }
    if !word.trim().is_empty() {
        found.push(word.trim().to_owned());
    }
    found
}

impl Rule {
    /// Whether an event is about what the rule says.
    pub fn fits(&self, event: &Event) -> bool {
        match &self.what {
            What::Path => event.in_app_frames().flat_map(|frame| [&frame.filename, &frame.abs_path]).flatten().any(|path| self.fits_path(path)),
            What::Module => event.in_app_frames().filter_map(|frame| frame.module.as_ref()).any(|module| glob(&self.pattern, module)),
            What::Url => event.request.as_ref().and_then(|request| request.url.as_ref()).is_some_and(|url| glob(&self.pattern, url)),
            What::Tag(name) => event.tags.iter().any(|(key, value)| key == name && glob(&self.pattern, value)),
        }
    }

    /// The whole path, or from any of its folders on.
    fn fits_path(&self, path: &str) -> bool {
        let path = path.replace('\\', "/");
        let pattern = self.pattern.trim_start_matches('/');
        let pattern = if pattern.ends_with('/') { format!("{pattern}*") } else { pattern.to_owned() };
        let tails = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
        std::iter::once(path.as_str()).chain(tails).any(|tail| glob(&pattern, tail))
    }
}

/// `*`: anything, `?`: one character; whatever the case.
fn glob(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let (mut p, mut t) = (0, 0);
    // Where the last star stood, and how far it has reached.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p).is_some_and(|c| *c == '?' || *c == text[t]) {
            (p, t) = (p + 1, t + 1);
        } else if let Some((at, reached)) = star {
            star = Some((at, reached + 1));
            (p, t) = (at + 1, reached + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Exception, Frame};

    fn event() -> Event {
        let frame =
            |filename: &str, module: &str, in_app| Frame { filename: Some(filename.into()), module: Some(module.into()), in_app, ..Frame::default() };
        let frames = vec![frame("C:\\app\\Shop\\cart\\total.py", "shop.cart.total", true), frame("lib/requests.py", "requests", false)];
        Event {
            exceptions: vec![Exception { frames, ..Exception::default() }],
            tags: vec![("browser".into(), "Safari 18".into())],
            ..Event::default()
        }
    }

    #[test]
    fn rules_fit_code_and_tags() {
        for (line, fits) in [
            ("path:shop/cart/* a@x.org", true),
            ("path:/shop/ a@x.org", true),
            ("path:cart/total.py a@x.org", true),
            ("path:*.py a@x.org", true),
            ("path:cart a@x.org", false),
            ("path:op/cart/* a@x.org", false),
            ("path:lib/* a@x.org", false),
            ("module:shop.* #web", true),
            ("module:requests #web", false),
            ("tags.browser:\"safari 1?\" #web", true),
            ("tags.os:* #web", false),
            ("url:* #web", false),
        ] {
            let (rules, problems) = parse(line);
            assert_eq!((rules.first().map(|rule| rule.fits(&event())), problems), (Some(fits), vec![]), "{line}");
        }
    }

    #[test]
    fn lines_that_cannot_be_read_say_why() {
        let (rules, problems) = parse("# remarks\n\npath:a a@x.org #Web\npath:b\nfile:c a@x.org\npath: a@x.org\ntags.:x #w\nurl:x zoe");
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].owners[1], Owner::Team("web".into()));
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [4, 5, 6, 7, 8]);
    }

    #[test]
    fn stars_reach_as_far_as_they_must() {
        for (pattern, text, fits) in
            [("*", "", true), ("a*b*c", "aXbYbZc", true), ("a*b", "ab c", false), ("**", "x", true), ("?", "", false), ("É*", "éa", true)]
        {
            assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
        }
        assert!(!glob(&"a*".repeat(200), &"a".repeat(150)));
    }
}
