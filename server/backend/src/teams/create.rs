//! A new team.

use super::store;
use crate::{Error, Result, access::Access, analytics, audit_log, clock::Clock, db::Tx, new_id, slugs};
use model::{
    account::TeamLink,
    id::{OrganizationId, TeamId},
    live::Change,
    permission::Action,
    product_event::ProductEvent,
    team::NewTeam,
};
use serde_json::json;

/// Makes a team with the signed-in person in it.
///
/// # Errors
/// Forbidden by the settings; invalid `name`; not found for a project that isn't there.
pub async fn create(access: &Access, new: &NewTeam) -> Result<TeamLink> {
    access.require(Action::CreateTeam, "In this organization, admins, managers and owners create teams.")?;
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    let team = create_in(&mut tx, &backend.clock, &access.organization.id, &new.name).await?;
    put_self_in(&mut tx, access, &team.id).await?;
    store::link_projects(&mut tx, access, &team.id, &new.projects).await?;
    let after = Some(json!({ "name": team.name, "projects": new.projects }));
    audit_log::record(&mut tx, access, audit_log::Entry { action: "team.created", subject: team.id.as_str(), before: None, after }).await?;
    analytics::track(&mut tx, &backend.clock, &access.organization.id, Some(&access.actor.account), ProductEvent::TeamCreated, json!({})).await?;
    tx.commit().await?;
    backend.live.tell(&access.organization.id, Change::Members);
    Ok(TeamLink { own: true, ..team })
}

async fn put_self_in(tx: &mut Tx, access: &Access, team: &TeamId) -> Result<()> {
    store::put_in(tx, team, &access.membership).await?;
    Ok(())
}

/// Makes an empty team inside the caller's transaction.
///
/// # Errors
/// Invalid `name`.
pub async fn create_in(tx: &mut Tx, clock: &Clock, organization: &OrganizationId, name: &str) -> Result<TeamLink> {
    let name = model::name::clean(name).map_err(|reason| Error::invalid("name", reason))?;
    let id = TeamId(new_id(clock));
    for slug in slugs::candidates(&name, "team") {
        if store::insert(tx, organization, &id, &slug, &name, clock.now()).await? {
            return Ok(TeamLink { id, slug, name, own: false });
        }
    }
    Err(Error::invalid("name", "There are very many teams with this name. Choose another one."))
}
