//! All SQL of teams.

use crate::{
    Error, Result,
    access::Access,
    db::{Tx, query},
};
use model::{
    email::Email,
    id::{AccountId, MembershipId, OrganizationId, ProjectId, TeamId},
    invitation::MAX_TEAMS,
    team::TeamMember,
    time::Timestamp,
};
use std::collections::HashMap;

/// The most projects that one team is linked to at once.
const MOST_PROJECTS: usize = 500;

/// Refuses lists of teams that nobody chose by hand: each is a statement.
///
/// # Errors
/// Invalid `teams`.
pub fn bounded(teams: &[TeamId]) -> Result<()> {
    if teams.len() > MAX_TEAMS {
        return Err(Error::invalid("teams", format!("At most {MAX_TEAMS} teams can be named. Nothing was changed.")));
    }
    Ok(())
}

/// False when the slug is taken.
pub async fn insert(tx: &mut Tx, organization: &OrganizationId, id: &TeamId, slug: &str, name: &str, now: Timestamp) -> Result<bool> {
    let row: Option<(String,)> = query(
        "INSERT INTO teams (id, organization_id, slug, name, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organization_id, slug) DO NOTHING RETURNING id",
    )
    .bind(id)
    .bind(organization)
    .bind(slug)
    .bind(name)
    .bind(now)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// Puts a member into a team. Whoever calls has seen that both are of one organization. False when they were in it.
pub async fn put_in(tx: &mut Tx, team: &TeamId, member: &MembershipId) -> Result<bool> {
    let row: Option<(String,)> =
        query("INSERT INTO team_members (team_id, membership_id) VALUES ($1, $2) ON CONFLICT (team_id, membership_id) DO NOTHING RETURNING team_id")
            .bind(team)
            .bind(member)
            .optional(tx)
            .await?;
    Ok(row.is_some())
}

pub async fn take_out(tx: &mut Tx, access: &Access, team: &TeamId, member: &MembershipId) -> Result<bool> {
    let touched =
        query("DELETE FROM team_members WHERE team_id = $1 AND membership_id = $2 AND team_id IN (SELECT id FROM teams WHERE organization_id = $3)")
            .bind(team)
            .bind(member)
            .bind(&access.organization.id)
            .execute(tx)
            .await?;
    Ok(touched > 0)
}

pub async fn is_member(tx: &mut Tx, access: &Access, member: &MembershipId) -> Result<bool> {
    let row: Option<(String,)> =
        query("SELECT id FROM memberships WHERE id = $1 AND organization_id = $2").bind(member).bind(&access.organization.id).optional(tx).await?;
    Ok(row.is_some())
}

/// # Errors
/// Not found when a project is not of this organization.
pub async fn link_projects(tx: &mut Tx, access: &Access, team: &TeamId, projects: &[ProjectId]) -> Result<()> {
    if projects.len() > MOST_PROJECTS {
        return Err(Error::invalid("projects", format!("A team looks after at most {MOST_PROJECTS} projects.")));
    }
    for project in projects {
        let found: Option<(i64,)> = query("SELECT id FROM projects WHERE id = $1 AND organization_id = $2")
            .bind(*project)
            .bind(&access.organization.id)
            .optional(&mut *tx)
            .await?;
        if found.is_none() {
            return Err(Error::not_found());
        }
        query("INSERT INTO project_teams (project_id, team_id) VALUES ($1, $2) ON CONFLICT (project_id, team_id) DO NOTHING")
            .bind(*project)
            .bind(team)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

pub async fn unlink_projects(tx: &mut Tx, access: &Access, team: &TeamId) -> Result<()> {
    query("DELETE FROM project_teams WHERE team_id = $1 AND team_id IN (SELECT id FROM teams WHERE organization_id = $2)")
        .bind(team)
        .bind(&access.organization.id)
        .execute(tx)
        .await?;
    Ok(())
}

pub async fn rename(tx: &mut Tx, access: &Access, team: &TeamId, name: &str) -> Result<()> {
    query("UPDATE teams SET name = $1 WHERE id = $2 AND organization_id = $3")
        .bind(name)
        .bind(team)
        .bind(&access.organization.id)
        .execute(tx)
        .await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, access: &Access, team: &TeamId) -> Result<()> {
    query("DELETE FROM teams WHERE id = $1 AND organization_id = $2").bind(team).bind(&access.organization.id).execute(tx).await?;
    Ok(())
}

/// Members and projects of each team.
pub async fn counts(access: &Access) -> Result<HashMap<TeamId, (i64, i64)>> {
    let rows: Vec<(String, i64, i64)> = query(
        "SELECT t.id, (SELECT CAST(COUNT(*) AS BIGINT) FROM team_members tm WHERE tm.team_id = t.id),
           (SELECT CAST(COUNT(*) AS BIGINT) FROM project_teams pt WHERE pt.team_id = t.id) FROM teams t WHERE t.organization_id = $1",
    )
    .bind(&access.organization.id)
    .all(&access.backend().db)
    .await?;
    Ok(rows.into_iter().map(|(id, members, projects)| (TeamId(id), (members, projects))).collect())
}

pub async fn members(access: &Access, team: &TeamId) -> Result<Vec<TeamMember>> {
    let rows: Vec<(String, String, String, String, String)> = query(
        "SELECT m.id, m.account_id, a.name, e.address, m.role FROM team_members tm JOIN memberships m ON m.id = tm.membership_id
         JOIN accounts a ON a.id = m.account_id JOIN account_emails e ON e.account_id = a.id AND e.is_primary = 1
         WHERE tm.team_id = $1 AND m.organization_id = $2 ORDER BY LOWER(a.name), m.id",
    )
    .bind(team)
    .bind(&access.organization.id)
    .all(&access.backend().db)
    .await?;
    rows.into_iter()
        .map(|(id, account, name, address, role)| {
            Ok(TeamMember {
                me: id == access.membership.0,
                id: MembershipId(id),
                name,
                email: Email::parse(&address).map_err(|_| Error::Fault(format!("account {account} has an unreadable address")))?,
                account: AccountId(account),
                role: role.parse().map_err(|()| Error::Fault(format!("unknown role {role}")))?,
            })
        })
        .collect()
}
