//! A project's settings change, or it goes.

use super::{
    create::{clean_platform, known_teams},
    list, store,
};
use crate::{Error, Result, access::Access, audit_log};
use model::{live::Change, permission::Action, project::NewProject};
use serde_json::json;

pub(super) const WHO: &str = "Admins, managers and owners change projects.";

/// Sets name, platform and teams; the slug stays, so that links keep working.
///
/// # Errors
/// Not found; forbidden; invalid `project`, `platform`.
pub async fn update(access: &Access, slug: &str, to: &NewProject) -> Result<()> {
    let project = list::link(access, slug).await?;
    access.require(Action::ManageProject, WHO)?;
    known_teams(access, &to.teams)?;
    let name = model::name::clean(&to.name).map_err(|reason| Error::invalid("project", reason))?;
    let platform = clean_platform(&to.platform)?;
    let mut tx = access.backend().db.begin().await?;
    store::update(&mut tx, access, project.id, &name, platform).await?;
    store::set_teams(&mut tx, project.id, &to.teams).await?;
    let entry = audit_log::Entry {
        action: "project.changed",
        subject: &project.id.to_string(),
        before: serde_json::to_value(&project).ok(),
        after: Some(json!({ "name": name, "platform": platform, "teams": to.teams })),
    };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    access.backend().live.tell(&access.organization.id, Change::Projects);
    Ok(())
}

/// Deletes a project with its issues and events. `name` is typed again, so that it is not an accident.
///
/// # Errors
/// Not found; forbidden; invalid `confirm`.
pub async fn delete(access: &Access, slug: &str, name: &str) -> Result<()> {
    let project = list::link(access, slug).await?;
    access.require(Action::ManageProject, WHO)?;
    if name.trim() != project.name {
        return Err(Error::invalid("confirm", format!("Type “{}” to delete it.", project.name)));
    }
    let mut tx = access.backend().db.begin().await?;
    store::delete(&mut tx, access, project.id).await?;
    let entry =
        audit_log::Entry { action: "project.deleted", subject: &project.id.to_string(), before: serde_json::to_value(&project).ok(), after: None };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    access.backend().live.tell(&access.organization.id, Change::Projects);
    Ok(())
}
