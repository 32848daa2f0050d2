//! What a release, a commit and a deploy are.

use model::{
    id::{ProjectId, ReleaseId},
    time::Timestamp,
};

/// A version of the organization's programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub id: ReleaseId,
    pub version: String,
    pub url: Option<String>,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    /// When it was finalized.
    pub released_at: Option<Timestamp>,
    /// Out of the way in lists.
    pub archived: bool,
    pub projects: Vec<Project>,
    pub commit_count: i64,
    pub deploy_count: i64,
    /// Issues that were first seen in it.
    pub new_issues: i64,
    /// Id of the newest commit.
    pub last_commit: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    pub slug: String,
    pub name: String,
    pub platform: String,
}

/// What a client wants a release to be; what it doesn't mention stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    pub url: Option<String>,
    pub started_at: Option<Timestamp>,
    pub released_at: Option<Timestamp>,
    /// Whether it is out of the way in lists.
    pub archived: Option<bool>,
    /// Slugs or numbers; added to those that it has.
    pub projects: Vec<String>,
    /// Newest first; replaces the commits that it has.
    pub commits: Option<Vec<NewCommit>>,
}

/// A commit as a client tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewCommit {
    pub id: String,
    pub repository: String,
    pub author_name: String,
    pub author_email: String,
    pub message: String,
    /// `None`: not said; the moment of arrival is taken.
    pub committed_at: Option<Timestamp>,
    /// Path and kind of change (`A`, `M`, `D`).
    pub files: Vec<(String, String)>,
}

/// A commit of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    pub id: String,
    pub repository: String,
    pub author_name: String,
    pub author_email: String,
    pub message: String,
    pub committed_at: Timestamp,
}

/// A release that reached an environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deploy {
    pub id: String,
    pub environment: String,
    pub name: Option<String>,
    pub url: Option<String>,
    pub started_at: Option<Timestamp>,
    pub finished_at: Timestamp,
}

/// A deploy as a client tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDeploy {
    pub environment: String,
    pub name: Option<String>,
    pub url: Option<String>,
    pub started_at: Option<Timestamp>,
    /// `None`: now.
    pub finished_at: Option<Timestamp>,
}
