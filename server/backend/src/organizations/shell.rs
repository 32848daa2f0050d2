//! What every page is given.

use super::store;
use crate::{
    Result,
    access::{Access, Actor},
    projects,
};
use model::account::{Me, Shell};

/// The signed-in person and their organizations.
pub async fn me(actor: &Actor) -> Result<Me> {
    Ok(Me { id: actor.account.clone(), name: actor.name.clone(), email: actor.email.clone(), organizations: store::of_account(actor).await? })
}

/// What every page of an organization is given.
pub async fn shell(access: &Access) -> Result<Shell> {
    let settings = &access.backend().settings;
    Ok(Shell {
        me: me(&access.actor).await?,
        organization: access.organization.clone(),
        membership: access.membership.clone(),
        role: access.role,
        teams: access.teams.clone(),
        projects: projects::links(access).await?,
        requests_waiting: if access.role.is_approver() { store::requests_waiting(access).await? } else { 0 },
        mail_configured: settings.mail_configured(),
        demo: settings.demo,
        assignments: access.decided.0.clone(),
    })
}
