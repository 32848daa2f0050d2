//! Projects: what reports errors, and with which keys.

use crate::{
    account::{ProjectLink, TeamLink},
    id::{IssueId, ProjectId, TeamId},
    ownership::Ownership,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// Platforms with a set-up guide: the word in the database and the name people read.
pub const PLATFORMS: [(&str, &str); 10] = [
    ("python", "Python"),
    ("node", "Node.js"),
    ("javascript", "Browser JavaScript"),
    ("rust", "Rust"),
    ("go", "Go"),
    ("java", "Java"),
    ("php", "PHP"),
    ("ruby", "Ruby"),
    ("csharp", ".NET"),
    ("other", "Something else"),
];

/// The name people read for a platform.
pub fn platform_label(platform: &str) -> &str {
    PLATFORMS.iter().find(|(word, _)| *word == platform).map_or(platform, |(_, label)| label)
}

/// What SDKs are configured with: `scheme://KEY@host[:port][/path]/ID`, from the server's base URL without a trailing slash.
pub fn dsn(base_url: &str, public_key: &str, project: ProjectId) -> String {
    let (scheme, rest) = base_url.split_once("://").unwrap_or(("http", base_url));
    format!("{scheme}://{public_key}@{rest}/{project}")
}

/// A project to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProject {
    pub name: String,
    /// One of [`PLATFORMS`].
    pub platform: String,
    /// Teams that will look after it.
    pub teams: Vec<TeamId>,
}

/// A project's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectDetail {
    pub project: ProjectLink,
    pub created_at: Timestamp,
    pub first_event_at: Option<Timestamp>,
    pub teams: Vec<TeamLink>,
    /// Newest last.
    pub keys: Vec<ProjectKey>,
    pub ownership: Ownership,
    /// Whether the signed-in person may change settings and keys.
    pub may_manage: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectKey {
    pub public_key: String,
    pub label: String,
    pub dsn: String,
    pub created_at: Timestamp,
    /// Events sent with it are refused since then.
    pub disabled_at: Option<Timestamp>,
}

/// How far a project's set-up is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    pub project: ProjectLink,
    /// The oldest working key's DSN; `None` when every key is disabled.
    pub dsn: Option<String>,
    /// The newest issue, once something has arrived; a sample is none.
    pub issue: Option<(IssueId, String)>,
    /// Whoever asks made it, and none before it.
    pub first: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dsn_keeps_port_and_path() {
        assert_eq!(dsn("http://127.0.0.1:8000", "ab", ProjectId(7)), "http://ab@127.0.0.1:8000/7");
        assert_eq!(dsn("https://x.example/muster", "ab", ProjectId(7)), "https://ab@x.example/muster/7");
    }
}
