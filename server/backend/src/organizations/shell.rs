//! What every page of an organization knows without asking.

use crate::{
    Result,
    access::{Access, Actor},
    db::query,
};
use model::{
    account::{Me, OrganizationLink, ProjectLink, Shell},
    id::{ProjectId, TeamId},
    permission::Action,
};

/// The signed-in person with their organizations.
pub async fn me(actor: &Actor) -> Result<Me> {
    Ok(Me { id: actor.account.clone(), name: actor.name.clone(), email: actor.email.clone(), organizations: of_account(actor).await? })
}

/// The organizations that the account is a member of, by name.
pub async fn of_account(actor: &Actor) -> Result<Vec<OrganizationLink>> {
    let rows: Vec<(String, String, String)> = query(
        "SELECT o.slug, o.name, m.role FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE m.account_id = $1 ORDER BY o.name, o.slug",
    )
    .bind(&actor.account)
    .all(&actor.backend.db)
    .await?;
    Ok(rows.into_iter().filter_map(|(slug, name, role)| Some(OrganizationLink { slug, name, role: role.parse().ok()? })).collect())
}

/// The sidebar, the dialog and the menus are made of it.
pub async fn shell(access: &Access) -> Result<Shell> {
    let backend = access.backend();
    let requests_waiting = if access.may(Action::SeeAllInvitations) { requests_waiting(access).await? } else { 0 };
    Ok(Shell {
        me: me(&access.actor).await?,
        organization: access.organization.clone(),
        membership: access.membership.clone(),
        role: access.role,
        teams: access.teams.clone(),
        projects: projects(access).await?,
        requests_waiting,
        mail_configured: backend.settings.mail_configured(),
        demo: backend.settings.demo,
    })
}

async fn requests_waiting(access: &Access) -> Result<i64> {
    let (count,): (i64,) = query("SELECT CAST(COUNT(*) AS BIGINT) FROM invitations WHERE organization_id = $1 AND state = 'requested'")
        .bind(&access.organization.id)
        .one(&access.backend().db)
        .await?;
    Ok(count)
}

async fn projects(access: &Access) -> Result<Vec<ProjectLink>> {
    let db = &access.backend().db;
    let rows: Vec<(i64, String, String, String, Option<i64>)> =
        query("SELECT id, slug, name, platform, first_event_at FROM projects WHERE organization_id = $1 ORDER BY name, slug")
            .bind(&access.organization.id)
            .all(db)
            .await?;
    let teams: Vec<(i64, String)> =
        query("SELECT pt.project_id, pt.team_id FROM project_teams pt JOIN projects p ON p.id = pt.project_id WHERE p.organization_id = $1")
            .bind(&access.organization.id)
            .all(db)
            .await?;
    let teams_of = |project: i64| teams.iter().filter(|(id, _)| *id == project).map(|(_, team)| TeamId(team.clone())).collect();
    Ok(rows
        .into_iter()
        .map(|(id, slug, name, platform, first)| ProjectLink {
            id: ProjectId(id),
            slug,
            name,
            platform,
            has_events: first.is_some(),
            teams: teams_of(id),
        })
        .collect())
}
