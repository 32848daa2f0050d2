//! Making a release, changing it, finalizing it, taking it away.

use super::{
    commits,
    list::find,
    release::{Change, Release},
    store,
};
use crate::{Error, Result, access::Access, db::Tx, issues, new_id};
use model::{
    id::{IssueId, ReleaseId},
    live,
    permission::Action,
};

/// The longest version, in characters.
const MAX_VERSION: usize = 250;
const MAX_URL: usize = 2_000;

/// Makes the release, or changes it where it is there already; the second part says whether it is new.
///
/// # Errors
/// Invalid: the version, a project that doesn't exist, too many commits.
pub async fn create(access: &Access, version: &str, change: Change) -> Result<(Release, bool)> {
    access.require(Action::WorkOnIssues, "Only members can create releases.")?;
    let version = check_version(version)?;
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    let with_commits = change.commits.is_some();
    let new = store::insert(&mut tx, &access.organization.id, &new_id(&backend.clock), version, backend.clock.now()).await?;
    let id = store::id_of(&mut tx, &access.organization.id, version).await?.ok_or_else(Error::not_found)?;
    let resolved = apply(access, &mut tx, &id, version, change).await?;
    tx.commit().await?;
    for issue in resolved {
        backend.live.tell(&access.organization.id, live::Change::Issue { issue });
    }
    if with_commits {
        backend.live.tell(&access.organization.id, live::Change::Releases);
    }
    Ok((find(access, version).await?, new))
}

/// Changes a release. One that isn't there yet is made: clients finalize and set commits without asking first.
///
/// # Errors
/// As [`create`].
pub async fn update(access: &Access, version: &str, change: Change) -> Result<Release> {
    Ok(create(access, version, change).await?.0)
}

/// Takes a release away, with its deploys. Its commits stay known, issues keep its name.
///
/// # Errors
/// Not found.
pub async fn delete(access: &Access, version: &str) -> Result<()> {
    access.require(Action::WorkOnIssues, "Only members can delete releases.")?;
    let mut tx = access.backend().db.begin().await?;
    if !store::delete(&mut tx, &access.organization.id, version).await? {
        return Err(Error::not_found());
    }
    tx.commit().await?;
    Ok(())
}

/// Answers the issues that its commits resolved.
async fn apply(access: &Access, tx: &mut Tx, id: &ReleaseId, version: &str, change: Change) -> Result<Vec<IssueId>> {
    if change.url.as_ref().is_some_and(|url| url.len() > MAX_URL) {
        return Err(Error::invalid("url", format!("An address can be {MAX_URL} characters long at most.")));
    }
    store::update(tx, id, &change, access.backend().clock.now()).await?;
    for project in &change.projects {
        let project = store::project(&mut *tx, &access.organization.id, project)
            .await?
            .ok_or_else(|| Error::invalid("projects", format!("There is no project “{project}” in this organization.")))?;
        store::add_project(tx, id, project).await?;
    }
    let Some(new) = change.commits else { return Ok(Vec::new()) };
    let kept = commits::replace(access, tx, id, new).await?;
    issues::on_commits(access, tx, version, &kept).await
}

fn check_version(version: &str) -> Result<&str> {
    let version = version.trim();
    let fine = !version.is_empty()
        && version.chars().count() <= MAX_VERSION
        && !version.chars().any(char::is_control)
        && !matches!(version, "." | ".." | "latest");
    if fine {
        Ok(version)
    } else {
        Err(Error::invalid("version", format!("A version is 1 to {MAX_VERSION} characters on one line, and not “.”, “..” or “latest”.")))
    }
}
