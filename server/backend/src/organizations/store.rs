//! All SQL of organizations.

use crate::{
    Error, Result,
    access::{Access, Actor},
    db::{Tx, query},
};
use model::{account::OrganizationLink, id::OrganizationId, organization::Settings, role::Role, time::Timestamp};

/// False when the slug is taken.
pub async fn insert(tx: &mut Tx, id: &OrganizationId, slug: &str, name: &str, now: Timestamp) -> Result<bool> {
    let row: Option<(String,)> =
        query("INSERT INTO organizations (id, slug, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (slug) DO NOTHING RETURNING id")
            .bind(id)
            .bind(slug)
            .bind(name)
            .bind(now)
            .optional(tx)
            .await?;
    Ok(row.is_some())
}

/// Writes the name, and each setting that differs.
pub async fn update(tx: &mut Tx, id: &OrganizationId, name: &str, before: &Settings, after: &Settings) -> Result<()> {
    let flag = |was: bool, is: bool| (was != is).then_some(is);
    query(
        "UPDATE organizations SET name = $1, members_request = COALESCE($2, members_request), members_invite = COALESCE($3, members_invite),
           join_requests = COALESCE($4, join_requests), open_teams = COALESCE($5, open_teams), default_role = COALESCE($6, default_role),
           invitation_days = COALESCE($7, invitation_days), allowed_domains = COALESCE($8, allowed_domains),
           members_create_teams = COALESCE($9, members_create_teams), members_create_projects = COALESCE($10, members_create_projects),
           request_notices = COALESCE($11, request_notices)
         WHERE id = $12",
    )
    .bind(name)
    .bind(flag(before.members_request, after.members_request))
    .bind(flag(before.members_invite, after.members_invite))
    .bind(flag(before.join_requests, after.join_requests))
    .bind(flag(before.open_teams, after.open_teams))
    .bind((before.default_role != after.default_role).then_some(after.default_role.as_str()))
    .bind((before.invitation_days != after.invitation_days).then_some(after.invitation_days))
    .bind((before.allowed_domains != after.allowed_domains).then(|| after.allowed_domains.join(" ")))
    .bind(flag(before.members_create_teams, after.members_create_teams))
    .bind(flag(before.members_create_projects, after.members_create_projects))
    .bind((before.request_notices != after.request_notices).then(|| String::from(after.request_notices.clone())))
    .bind(id)
    .execute(tx)
    .await?;
    Ok(())
}

pub async fn of_account(actor: &Actor) -> Result<Vec<OrganizationLink>> {
    let rows: Vec<(String, String, String)> = query(
        "SELECT o.slug, o.name, m.role FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE m.account_id = $1 ORDER BY o.name, o.slug",
    )
    .bind(&actor.account)
    .all(&actor.backend.db)
    .await?;
    rows.into_iter().map(|(slug, name, role)| Ok(OrganizationLink { slug, name, role: parse_role(&role)? })).collect()
}

/// Requests that this person may decide: nobody approves what they asked for themselves, or a role above their own.
pub async fn requests_waiting(access: &Access) -> Result<i64> {
    let (count,): (i64,) = query(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM invitations WHERE organization_id = $1 AND state = 'requested' AND (inviter_id IS NULL OR inviter_id <> $2)
           AND (role <> 'owner' OR $3 = 'owner')",
    )
    .bind(&access.organization.id)
    .bind(&access.actor.account)
    .bind(access.role)
    .one(&access.backend().db)
    .await?;
    Ok(count)
}

fn parse_role(text: &str) -> Result<Role> {
    text.parse().map_err(|()| Error::Fault(format!("unknown role {text}")))
}
