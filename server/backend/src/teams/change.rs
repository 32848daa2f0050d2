//! A team gets another name or other projects, or goes.

use super::store;
use crate::{Error, Result, access::Access, audit_log, issues};
use model::{
    account::TeamLink,
    id::{ProjectId, TeamId},
    live::Change,
    permission::Action,
};
use serde_json::json;

const WHO: &str = "Managers and owners change any team, admins their own.";

/// The team, if it is in this organization and the actor may manage it.
fn manageable<'a>(access: &'a Access, team: &TeamId) -> Result<&'a TeamLink> {
    let link = access.teams.iter().find(|link| link.id == *team).ok_or_else(Error::not_found)?;
    access.require(Action::ManageTeam { own: link.own }, WHO)?;
    Ok(link)
}

/// Gives a team another name; its slug stays, so that links keep working.
///
/// # Errors
/// Not found; forbidden; invalid `name`.
pub async fn rename(access: &Access, team: &TeamId, name: &str) -> Result<()> {
    let link = manageable(access, team)?;
    let name = model::name::clean(name).map_err(|reason| Error::invalid("name", reason))?;
    let mut tx = access.backend().db.begin().await?;
    store::rename(&mut tx, access, team, &name).await?;
    let entry = audit_log::Entry {
        action: "team.renamed",
        subject: team.as_str(),
        before: Some(json!({ "name": link.name })),
        after: Some(json!({ "name": name })),
    };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    access.backend().live.tell(&access.organization.id, Change::Members);
    Ok(())
}

/// Deletes a team. Its members stay in the organization; issues assigned to it are unassigned again.
///
/// # Errors
/// Not found; forbidden.
pub async fn delete(access: &Access, team: &TeamId) -> Result<()> {
    let link = manageable(access, team)?;
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    let by = Some(&access.actor.account);
    let issues = issues::assign::on_team_deleted(&mut tx, &backend.clock, &access.organization.id, team, &link.name, by).await?;
    store::delete(&mut tx, access, team).await?;
    let before = Some(json!({ "name": link.name }));
    audit_log::record(&mut tx, access, audit_log::Entry { action: "team.deleted", subject: team.as_str(), before, after: None }).await?;
    tx.commit().await?;
    backend.live.tell(&access.organization.id, Change::Members);
    for issue in issues {
        backend.live.tell(&access.organization.id, Change::Issue { issue });
    }
    Ok(())
}

/// Sets which projects a team looks after.
///
/// # Errors
/// Not found (team or project); forbidden.
pub async fn link_projects(access: &Access, team: &TeamId, projects: &[ProjectId]) -> Result<()> {
    manageable(access, team)?;
    let mut tx = access.backend().db.begin().await?;
    store::unlink_projects(&mut tx, access, team).await?;
    store::link_projects(&mut tx, access, team, projects).await?;
    let after = Some(json!({ "projects": projects }));
    audit_log::record(&mut tx, access, audit_log::Entry { action: "team.projects_changed", subject: team.as_str(), before: None, after }).await?;
    tx.commit().await?;
    access.backend().live.tell(&access.organization.id, Change::Projects);
    Ok(())
}
