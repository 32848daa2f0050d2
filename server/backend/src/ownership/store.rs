//! All SQL of ownership rules.

use crate::{
    Result,
    db::{Db, On, Tx, query},
    events::payload,
};
use model::{
    event::Event,
    id::{AccountId, InvitationId, IssueId, OrganizationId, ProjectId, TeamId},
    issue::Target,
    time::Timestamp,
};

/// The text, and whether new issues are assigned by it.
pub async fn rules(on: impl Into<On<'_>>, organization: &OrganizationId, project: ProjectId) -> Result<Option<(String, bool)>> {
    let row: Option<(String, i64)> = query(
        "SELECT r.rules, r.auto_assign FROM ownership_rules r JOIN projects p ON p.id = r.project_id WHERE r.project_id = $1 AND p.organization_id = $2",
    )
    .bind(project)
    .bind(organization)
    .optional(on)
    .await?;
    Ok(row.map(|(rules, auto)| (rules, auto != 0)))
}

pub async fn save(tx: &mut Tx, project: ProjectId, rules: &str, auto_assign: bool, by: &AccountId, now: Timestamp) -> Result<()> {
    query(
        "INSERT INTO ownership_rules (project_id, rules, auto_assign, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (project_id) DO UPDATE SET rules = excluded.rules, auto_assign = excluded.auto_assign, updated_by = excluded.updated_by,
           updated_at = excluded.updated_at",
    )
    .bind(project)
    .bind(rules)
    .bind(i64::from(auto_assign))
    .bind(by)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

pub async fn first_event(db: &Db, project: ProjectId, issue: &IssueId) -> Result<Option<Event>> {
    let row: Option<(Vec<u8>,)> = query("SELECT payload FROM events WHERE issue_id = $2 AND project_id = $1 ORDER BY sequence LIMIT 1")
        .bind(project)
        .bind(issue)
        .optional(db)
        .await?;
    row.map(|(bytes,)| payload::unpack(&bytes)).transpose()
}

pub async fn team(tx: &mut Tx, organization: &OrganizationId, slug: &str) -> Result<Option<Target>> {
    let row: Option<(String,)> =
        query("SELECT id FROM teams WHERE organization_id = $1 AND slug = $2").bind(organization).bind(slug).optional(tx).await?;
    Ok(row.map(|(id,)| Target::Team { id: TeamId(id) }))
}

/// The member with this address, or whoever is invited by it.
pub async fn person(tx: &mut Tx, organization: &OrganizationId, key: &str, now: Timestamp) -> Result<Option<Target>> {
    let member: Option<(String,)> = query(
        "SELECT e.account_id FROM account_emails e JOIN memberships m ON m.account_id = e.account_id AND m.organization_id = $1
         WHERE e.email_key = $2 AND e.verified_at IS NOT NULL",
    )
    .bind(organization)
    .bind(key)
    .optional(&mut *tx)
    .await?;
    if let Some((id,)) = member {
        return Ok(Some(Target::Account { id: AccountId(id) }));
    }
    let invited: Option<(String,)> =
        query("SELECT id FROM invitations WHERE organization_id = $1 AND email_key = $2 AND state = 'pending' AND expires_at > $3")
            .bind(organization)
            .bind(key)
            .bind(now)
            .optional(tx)
            .await?;
    Ok(invited.map(|(id,)| Target::Invited { invitation: InvitationId(id) }))
}
