//! The teams page, and a team's own.

use super::store;
use crate::{Error, Result, access::Access, projects};
use model::{
    permission::Action,
    team::{TeamDetail, TeamRow},
};

/// Every team, by name.
pub async fn list(access: &Access) -> Result<Vec<TeamRow>> {
    let counts = store::counts(access).await?;
    Ok(access
        .teams
        .iter()
        .map(|team| {
            let (members, projects) = counts.get(&team.id).copied().unwrap_or_default();
            TeamRow { joinable: !team.own && access.may(Action::AddToTeam { own: false }), team: team.clone(), members, projects }
        })
        .collect())
}

/// One team by its slug.
///
/// # Errors
/// Not found.
pub async fn detail(access: &Access, slug: &str) -> Result<TeamDetail> {
    let team = access.teams.iter().find(|link| link.slug == slug).ok_or_else(Error::not_found)?.clone();
    let projects = projects::links(access).await?.into_iter().filter(|project| project.teams.contains(&team.id)).collect();
    Ok(TeamDetail {
        members: store::members(access, &team.id).await?,
        projects,
        may_add: access.may(Action::AddToTeam { own: team.own }),
        may_manage: access.may(Action::ManageTeam { own: team.own }),
        team,
    })
}
