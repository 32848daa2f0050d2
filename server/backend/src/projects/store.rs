//! All SQL of projects.

use crate::{
    Error, Result,
    access::Access,
    db::{On, Tx, query},
};
use model::{
    account::ProjectLink,
    id::{AccountId, IssueId, OrganizationId, ProjectId, TeamId},
    project::{ProjectKey, dsn},
    time::Timestamp,
};
use rand::{TryRng, rngs::SysRng};

pub async fn next_id(tx: &mut Tx) -> Result<ProjectId> {
    let (id,): (i64,) = query("UPDATE counters SET value = value + 1 WHERE name = 'project' RETURNING value").one(tx).await?;
    Ok(ProjectId(id))
}

/// False when the slug is taken.
pub async fn insert(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: ProjectId,
    slug: &str,
    name: &str,
    platform: &str,
    now: Timestamp,
) -> Result<bool> {
    let row: Option<(i64,)> = query(
        "INSERT INTO projects (id, organization_id, slug, name, platform, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organization_id, slug) DO NOTHING RETURNING id",
    )
    .bind(id)
    .bind(organization)
    .bind(slug)
    .bind(name)
    .bind(platform)
    .bind(now)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// Whether this account made it, and none before it anywhere.
pub async fn is_first_of(on: impl Into<On<'_>>, project: ProjectId, account: &AccountId) -> Result<bool> {
    let made: Option<(i64,)> = query(
        "SELECT p.id FROM projects p WHERE p.id = $1
           AND EXISTS (SELECT 1 FROM audit_log a WHERE a.organization_id = p.organization_id AND a.created_at >= p.created_at
             AND a.action = 'project.created' AND a.subject = $2 AND a.actor_id = $3)
           AND NOT EXISTS (SELECT 1 FROM analytics_events e WHERE e.account_id = $3 AND e.name = 'project.created' AND e.created_at < p.created_at)",
    )
    .bind(project)
    .bind(project.to_string())
    .bind(account)
    .optional(on)
    .await?;
    Ok(made.is_some())
}

pub async fn set_teams(tx: &mut Tx, project: ProjectId, teams: &[TeamId]) -> Result<()> {
    crate::teams::bounded(teams)?;
    query("DELETE FROM project_teams WHERE project_id = $1").bind(project).execute(&mut *tx).await?;
    for team in teams {
        query("INSERT INTO project_teams (project_id, team_id) VALUES ($1, $2) ON CONFLICT (project_id, team_id) DO NOTHING")
            .bind(project)
            .bind(team)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// A new public key: 16 random bytes.
pub async fn insert_key(tx: &mut Tx, project: ProjectId, label: &str, now: Timestamp) -> Result<String> {
    let mut bytes = [0_u8; 16];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| Error::Fault(format!("randomness: {error}")))?;
    let key = hex::encode(bytes);
    query("INSERT INTO project_keys (public_key, project_id, label, created_at) VALUES ($1, $2, $3, $4)")
        .bind(&key)
        .bind(project)
        .bind(label)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(key)
}

pub async fn set_disabled(tx: &mut Tx, project: ProjectId, key: &str, at: Option<Timestamp>) -> Result<bool> {
    let touched = query("UPDATE project_keys SET disabled_at = $1 WHERE public_key = $2 AND project_id = $3")
        .bind(at)
        .bind(key)
        .bind(project)
        .execute(tx)
        .await?;
    Ok(touched > 0)
}

pub async fn keys(access: &Access, project: ProjectId) -> Result<Vec<ProjectKey>> {
    let rows: Vec<(String, String, i64, Option<i64>)> = query(
        "SELECT k.public_key, k.label, k.created_at, k.disabled_at FROM project_keys k JOIN projects p ON p.id = k.project_id
         WHERE k.project_id = $1 AND p.organization_id = $2 ORDER BY k.created_at, k.public_key",
    )
    .bind(project)
    .bind(&access.organization.id)
    .all(&access.backend().db)
    .await?;
    let base = &access.backend().settings.base_url;
    Ok(rows
        .into_iter()
        .map(|(public_key, label, created, disabled)| ProjectKey {
            dsn: dsn(base, &public_key, project),
            public_key,
            label,
            created_at: Timestamp(created),
            disabled_at: disabled.map(Timestamp),
        })
        .collect())
}

pub async fn links(access: &Access) -> Result<Vec<ProjectLink>> {
    let db = &access.backend().db;
    let rows: Vec<(i64, String, String, String, i64)> = query(
        "SELECT id, slug, name, platform, CAST(CASE WHEN first_event_at IS NULL THEN 0 ELSE 1 END AS BIGINT)
         FROM projects WHERE organization_id = $1 ORDER BY LOWER(name), id",
    )
    .bind(&access.organization.id)
    .all(db)
    .await?;
    let teams: Vec<(i64, String)> = query(
        "SELECT pt.project_id, pt.team_id FROM project_teams pt JOIN projects p ON p.id = pt.project_id WHERE p.organization_id = $1 ORDER BY pt.team_id",
    )
    .bind(&access.organization.id)
    .all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, slug, name, platform, has_events)| ProjectLink {
            id: ProjectId(id),
            slug,
            name,
            platform,
            has_events: has_events != 0,
            teams: teams.iter().filter(|(project, _)| *project == id).map(|(_, team)| TeamId(team.clone())).collect(),
        })
        .collect())
}

/// When it was made, and when its first event arrived.
pub async fn times(access: &Access, project: ProjectId) -> Result<(Timestamp, Option<Timestamp>)> {
    let (created, first): (i64, Option<i64>) = query("SELECT created_at, first_event_at FROM projects WHERE id = $1 AND organization_id = $2")
        .bind(project)
        .bind(&access.organization.id)
        .optional(&access.backend().db)
        .await?
        .ok_or_else(Error::not_found)?;
    Ok((Timestamp(created), first.map(Timestamp)))
}

pub async fn newest_issue(access: &Access, project: ProjectId) -> Result<Option<(IssueId, String)>> {
    let row: Option<(String, String)> =
        query("SELECT id, title FROM issues WHERE project_id = $1 AND organization_id = $2 AND sample = 0 ORDER BY last_seen DESC, id DESC LIMIT 1")
            .bind(project)
            .bind(&access.organization.id)
            .optional(&access.backend().db)
            .await?;
    Ok(row.map(|(id, title)| (IssueId(id), title)))
}

pub async fn update(tx: &mut Tx, access: &Access, project: ProjectId, name: &str, platform: &str) -> Result<()> {
    query("UPDATE projects SET name = $1, platform = $2 WHERE id = $3 AND organization_id = $4")
        .bind(name)
        .bind(platform)
        .bind(project)
        .bind(&access.organization.id)
        .execute(tx)
        .await?;
    Ok(())
}

/// Issues, keys and links go with the project; events have no reference that would take them along.
pub async fn delete(tx: &mut Tx, access: &Access, project: ProjectId) -> Result<()> {
    for sql in [
        "DELETE FROM event_attachments WHERE project_id = $1",
        "DELETE FROM events WHERE project_id = $1",
        "DELETE FROM issue_fingerprints WHERE project_id = $1",
    ] {
        query(sql).bind(project).execute(&mut *tx).await?;
    }
    query("DELETE FROM projects WHERE id = $1 AND organization_id = $2").bind(project).bind(&access.organization.id).execute(tx).await?;
    Ok(())
}
