//! A new project, with its first key.

use super::store;
use crate::{Error, Result, access::Access, analytics, audit_log, clock::Clock, db::Tx, slugs};
use model::{
    account::ProjectLink,
    id::{OrganizationId, ProjectId, TeamId},
    live::Change,
    permission::Action,
    product_event::ProductEvent,
    project::{NewProject, PLATFORMS},
};
use serde_json::json;

/// A project that was just made.
#[derive(Clone, Debug)]
pub struct CreatedProject {
    pub id: ProjectId,
    pub slug: String,
    pub name: String,
    pub platform: String,
    pub public_key: String,
}

/// Makes a project.
///
/// # Errors
/// Forbidden by the settings; invalid `project`, `platform`; not found for a team that isn't there.
pub async fn create(access: &Access, new: &NewProject) -> Result<ProjectLink> {
    access.require(Action::CreateProject, "In this organization, admins, managers and owners create projects.")?;
    known_teams(access, &new.teams)?;
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    let made = create_in(&mut tx, &backend.clock, &access.organization.id, &new.name, &new.platform, &new.teams).await?;
    let subject = made.id.to_string();
    let after = Some(json!({ "name": made.name, "platform": made.platform, "teams": new.teams }));
    audit_log::record(&mut tx, access, audit_log::Entry { action: "project.created", subject: &subject, before: None, after }).await?;
    let properties = json!({ "platform": made.platform });
    analytics::track(&mut tx, &backend.clock, &access.organization.id, Some(&access.actor.account), ProductEvent::ProjectCreated, properties).await?;
    tx.commit().await?;
    backend.live.tell(&access.organization.id, Change::Projects);
    Ok(ProjectLink { id: made.id, slug: made.slug, name: made.name, platform: made.platform, has_events: false, teams: new.teams.clone() })
}

/// Refuses teams of other organizations.
pub(super) fn known_teams(access: &Access, teams: &[TeamId]) -> Result<()> {
    let known = teams.iter().all(|team| access.teams.iter().any(|link| link.id == *team));
    if known { Ok(()) } else { Err(Error::not_found()) }
}

pub(super) fn clean_platform(platform: &str) -> Result<&str> {
    let known = PLATFORMS.iter().any(|(word, _)| *word == platform);
    if known { Ok(platform) } else { Err(Error::invalid("platform", "Choose a platform from the list.")) }
}

/// Makes a project with one key, inside the caller's transaction. The teams are of the same organization.
///
/// # Errors
/// Invalid `project` or `platform`.
pub async fn create_in(
    tx: &mut Tx,
    clock: &Clock,
    organization: &OrganizationId,
    name: &str,
    platform: &str,
    teams: &[TeamId],
) -> Result<CreatedProject> {
    let name = model::name::clean(name).map_err(|reason| Error::invalid("project", reason))?;
    let platform = clean_platform(platform)?;
    let id = store::next_id(tx).await?;
    for slug in slugs::candidates(&name, "project") {
        if store::insert(tx, organization, id, &slug, &name, platform, clock.now()).await? {
            store::set_teams(tx, id, teams).await?;
            let public_key = store::insert_key(tx, id, "Default", clock.now()).await?;
            return Ok(CreatedProject { id, slug, name, platform: platform.to_owned(), public_key });
        }
    }
    Err(Error::invalid("project", "There are very many projects with this name. Choose another one."))
}
