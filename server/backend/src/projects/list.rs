//! The projects page, a project's own, and its set-up.

use super::store;
use crate::{Error, Result, access::Access, ownership};
use model::{
    account::ProjectLink,
    permission::Action,
    project::{ProjectDetail, Setup},
};

/// Every project of the organization, by name.
pub async fn links(access: &Access) -> Result<Vec<ProjectLink>> {
    store::links(access).await
}

/// One project by its slug.
pub(crate) async fn link(access: &Access, slug: &str) -> Result<ProjectLink> {
    links(access).await?.into_iter().find(|project| project.slug == slug).ok_or_else(Error::not_found)
}

/// A project's page.
///
/// # Errors
/// Not found.
pub async fn detail(access: &Access, slug: &str) -> Result<ProjectDetail> {
    let project = link(access, slug).await?;
    let (created_at, first_event_at) = store::times(access, project.id).await?;
    Ok(ProjectDetail {
        created_at,
        first_event_at,
        teams: access.teams.iter().filter(|team| project.teams.contains(&team.id)).cloned().collect(),
        keys: store::keys(access, project.id).await?,
        ownership: ownership::show(access, slug).await?,
        may_manage: access.may(Action::ManageProject),
        project,
    })
}

/// How far a project's set-up is.
///
/// # Errors
/// Not found.
pub async fn setup(access: &Access, slug: &str) -> Result<Setup> {
    let project = link(access, slug).await?;
    let keys = store::keys(access, project.id).await?;
    let dsn = keys.into_iter().find(|key| key.disabled_at.is_none()).map(|key| key.dsn);
    let (issue, first) =
        (store::newest_issue(access, project.id).await?, store::is_first_of(&access.backend().db, project.id, &access.actor.account).await?);
    Ok(Setup { dsn, issue, first, project })
}
