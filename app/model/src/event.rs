//! An event as it is kept and shown: normalised, trimmed, scrubbed. Every string in it is a stranger's: text, never markup.
//!
//! How long each part may be is decided in one place, [`limit`]; what had to be trimmed or repaired is listed in [`Event::changes`].

use crate::{id::EventId, time::Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{fmt, str::FromStr};

/// Upper bounds of what is kept of an event. Lengths are in characters.
pub mod limit {
    pub const MESSAGE: usize = 8_192;
    pub const TITLE: usize = 256;
    pub const CULPRIT: usize = 200;
    pub const NAME: usize = 200;
    pub const PATH: usize = 512;
    pub const TAG_KEY: usize = 64;
    pub const TAG_VALUE: usize = 200;
    pub const TAGS: usize = 100;
    pub const EXCEPTIONS: usize = 50;
    pub const FRAMES: usize = 250;
    pub const CONTEXT_LINE: usize = 512;
    pub const CONTEXT_LINES: usize = 10;
    pub const VARIABLES: usize = 50;
    pub const BREADCRUMBS: usize = 100;
    pub const THREADS: usize = 100;
    pub const IMAGES: usize = 500;
    pub const FINGERPRINT: usize = 32;
    pub const CHANGES: usize = 50;
    /// Text inside variables, contexts, extra data and the request's body.
    pub const VALUE: usize = 8_192;
    /// Entries of one list or object inside those.
    pub const ENTRIES: usize = 200;
    /// How deep those may nest.
    pub const DEPTH: usize = 12;
}

/// How bad it is, worst last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Debug,
    Info,
    Warning,
    #[default]
    Error,
    Fatal,
}

impl Level {
    pub const ALL: [Self; 5] = [Self::Fatal, Self::Error, Self::Warning, Self::Info, Self::Debug];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Fatal => "fatal",
        }
    }
}

impl FromStr for Level {
    type Err = ();

    /// Takes what SDKs send as well: `warn`, `critical`, any case.
    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text.trim().to_ascii_lowercase().as_str() {
            "debug" | "trace" => Self::Debug,
            "info" | "log" | "notice" | "sample" => Self::Info,
            "warning" | "warn" => Self::Warning,
            "error" | "err" => Self::Error,
            "fatal" | "critical" | "crit" | "emergency" | "alert" | "panic" => Self::Fatal,
            _ => return Err(()),
        })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Name and JSON value, in the order they were sent.
pub type Pairs = Vec<(String, Value)>;

/// A normalised event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    pub id: EventId,
    /// When it happened, by the sender's clock; never later than `received`.
    pub timestamp: Timestamp,
    pub received: Timestamp,
    pub level: Level,
    /// `python`, `javascript`, `native`, …; `other` where none was sent.
    pub platform: String,
    /// First line of what the issue list shows: `TypeError: …`, or the message.
    pub title: String,
    /// Where: the transaction, else the newest in-app frame; may be empty.
    pub culprit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logger: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dist: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sdk: Option<Sdk>,
    /// The chain, oldest (innermost cause) first as sent; the last one is what was raised.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// Frames of an event without an exception (a message with a stack), oldest call first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<Frame>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub threads: Vec<Thread>,
    /// Oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breadcrumbs: Vec<Breadcrumb>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Request>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<User>,
    /// `os`, `runtime`, `browser`, `device`, `trace`, …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contexts: Pairs,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extra: Pairs,
    /// Installed packages and their versions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Image>,
    /// What the sender wants it grouped by; may hold `{{ default }}`. Empty: nothing was said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fingerprint: Vec<String>,
    /// What was repaired, trimmed or scrubbed on arrival.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

impl Event {
    /// Frames of the exception that was raised, else of the event itself, oldest call first.
    pub fn frames(&self) -> &[Frame] {
        self.exceptions.iter().rev().map(|exception| &exception.frames).find(|frames| !frames.is_empty()).unwrap_or(&self.frames)
    }

    /// In-app frames over the whole chain, newest call of the raised exception first.
    pub fn in_app_frames(&self) -> impl Iterator<Item = &Frame> {
        let chain = self.exceptions.iter().rev().flat_map(|exception| exception.frames.iter().rev());
        chain.chain(self.frames.iter().rev()).filter(|frame| frame.in_app)
    }

    /// The value of a tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sdk {
    pub name: String,
    pub version: String,
}

/// One link of the exception chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Exception {
    /// `TypeError`; may be empty.
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mechanism: Option<Mechanism>,
    /// Oldest call first, as sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<Frame>,
}

/// How the exception was caught.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mechanism {
    #[serde(rename = "type")]
    pub kind: String,
    /// False: nothing in the program caught it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handled: Option<bool>,
    /// True: the exception was made up by the SDK to carry a stack; its type says nothing.
    #[serde(skip_serializing_if = "is_false")]
    pub synthetic: bool,
}

/// One call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Frame {
    /// As short as the SDK could make it: `shop/cart.py`, `app:///main.js`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abs_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Library or crate it belongs to (native code).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lineno: Option<u32>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colno: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pre_context: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_line: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub post_context: Vec<String>,
    /// Local variables.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vars: Pairs,
    /// The program's own code, not a library's.
    #[serde(skip_serializing_if = "is_false")]
    pub in_app: bool,
    /// Leads to the source map, in lower case with hyphens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug_id: Option<String>,
}

impl Frame {
    /// The file to show and to match: `filename`, else `abs_path`, else the module.
    pub fn file(&self) -> Option<&str> {
        self.filename.as_deref().or(self.abs_path.as_deref()).or(self.module.as_deref())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thread {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub crashed: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub current: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<Frame>,
}

/// Something that happened before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Breadcrumb {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// `default`, `http`, `navigation`, `query`, …
    #[serde(rename = "type")]
    pub kind: String,
    pub category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data: Pairs,
}

/// The HTTP request that was being served.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cookies: Vec<(String, String)>,
    /// The body: text, or JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub env: Pairs,
}

/// Who was using the program.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other: Pairs,
}

impl User {
    /// What tells people apart, for counting them: `id:…`, else `email:…`, `username:…`, `ip:…`.
    pub fn key(&self) -> Option<String> {
        let named = [("id", &self.id), ("email", &self.email), ("username", &self.username), ("ip", &self.ip_address)];
        named.into_iter().find_map(|(kind, value)| value.as_ref().map(|value| format!("{kind}:{value}")))
    }
}

/// A source map or binary that frames may be looked up in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Image {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub debug_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_file: Option<String>,
}

/// Something that is not as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Where: `exception.0.value`, `extra.environ.TOKEN`.
    pub path: String,
    pub what: Changed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// Longer, deeper or more than is kept.
    Trimmed,
    /// Not what belongs there: read as what it most likely means, or left out.
    Repaired,
    /// Looks like a secret; its value was never stored.
    Scrubbed,
}

impl Changed {
    /// What happened, in a word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Trimmed => "trimmed",
            Self::Repaired => "repaired",
            Self::Scrubbed => "hidden: looks like a secret",
        }
    }
}

/// An attachment, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub position: i64,
    pub filename: String,
    /// As the sender claims; never sent back as such.
    pub content_type: String,
    /// In bytes.
    pub size: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_as_sdks_write_them() {
        for (text, level) in
            [("warn", Level::Warning), ("WARNING", Level::Warning), ("fatal", Level::Fatal), ("critical", Level::Fatal), ("log", Level::Info)]
        {
            assert_eq!(text.parse(), Ok(level));
        }
        assert_eq!("".parse::<Level>(), Err(()));
    }

    #[test]
    fn an_old_payload_with_fields_missing_still_reads() {
        let event: Event =
            serde_json::from_str(r#"{"id":"a","exceptions":[{"type":"E","frames":[{"function":"f","in_app":true}]}]}"#).expect("reads");
        assert_eq!(event.in_app_frames().count(), 1);
        assert_eq!(event.exceptions[0].kind, "E");
        let again: Event = serde_json::from_str(&serde_json::to_string(&event).expect("writes")).expect("reads");
        assert_eq!(event, again);
    }
}
