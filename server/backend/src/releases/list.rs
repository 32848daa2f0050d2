//! Looking at releases.

use super::{release::Release, store};
use crate::{Error, Result, access::Access};
use model::permission::Action;

/// Which releases, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Slug or number.
    pub project: Option<String>,
    /// A part of the version.
    pub query: String,
    /// `None`: archived ones as well.
    pub archived: Option<bool>,
    pub offset: i64,
    /// At most 101.
    pub limit: i64,
}

/// Where a client's own log has to begin for the next release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousCommit {
    pub version: String,
    pub commit_id: String,
    pub repository: String,
}

/// Releases, newest first.
///
/// # Errors
/// Not found: the project.
pub async fn list(access: &Access, filter: &Filter) -> Result<Vec<Release>> {
    access.require(Action::WorkOnIssues, "Only members see releases.")?;
    let db = &access.backend().db;
    let project = match &filter.project {
        Some(project) => Some(store::project(db, &access.organization.id, project).await?.ok_or_else(Error::not_found)?),
        None => None,
    };
    store::list(db, &access.organization.id, project, filter).await
}

/// One release by its version.
///
/// # Errors
/// Not found.
pub async fn find(access: &Access, version: &str) -> Result<Release> {
    access.require(Action::WorkOnIssues, "Only members see releases.")?;
    store::find(&access.backend().db, &access.organization.id, version).await?.ok_or_else(Error::not_found)
}

/// The newest commit of the release before this one that has any.
///
/// # Errors
/// Not found: the release.
pub async fn previous_with_commits(access: &Access, version: &str) -> Result<Option<PreviousCommit>> {
    let release = find(access, version).await?;
    store::previous(&access.backend().db, &access.organization.id, &release).await
}
