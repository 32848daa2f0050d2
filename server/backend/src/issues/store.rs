//! The SQL of issues, except the search, which `list` puts together.

use crate::{
    Error, Result,
    db::{On, Query, Tx, assembled, query},
};
use model::{
    id::{AccountId, InvitationId, IssueId, OrganizationId, ProjectId, TeamId},
    issue::{Assignee, IssueProject, IssueSummary, ShortId, Status, Target, short_id},
    time::{HOUR, Timestamp},
};
use std::collections::HashMap;

/// What a summary is read from; `i` is the issue.
pub(super) const COLUMNS: &str = "i.id, i.number, i.title, i.culprit, i.level, i.platform, i.status, i.first_seen, i.last_seen, i.first_release, i.last_release, i.times_seen,
  i.people_seen, i.assignee_kind, i.assignee_id, COALESCE(aa.name, ta.name, va.address) AS assignee_name, p.id AS project_id, p.slug AS project_slug, p.name AS project_name";
pub(super) const JOINS: &str = "JOIN projects p ON p.id = i.project_id
  LEFT JOIN accounts aa ON i.assignee_kind = 'account' AND aa.id = i.assignee_id
  LEFT JOIN teams ta ON i.assignee_kind = 'team' AND ta.id = i.assignee_id
  LEFT JOIN invitations va ON i.assignee_kind = 'invitation' AND va.id = i.assignee_id";

#[derive(sqlx::FromRow)]
pub(super) struct IssueRow {
    pub id: String,
    number: i64,
    title: String,
    culprit: String,
    level: String,
    platform: String,
    status: String,
    pub first_seen: i64,
    pub last_seen: i64,
    pub first_release: Option<String>,
    pub last_release: Option<String>,
    pub times_seen: i64,
    pub people_seen: i64,
    assignee_kind: Option<String>,
    assignee_id: Option<String>,
    assignee_name: Option<String>,
    project_id: i64,
    project_slug: String,
    project_name: String,
}

impl IssueRow {
    /// The summary, with the counts of the last 24 hours.
    pub fn summary(self, hours: Vec<i64>) -> IssueSummary {
        IssueSummary {
            short_id: short_id(&self.project_slug, self.number),
            id: IssueId(self.id),
            title: self.title,
            culprit: self.culprit,
            level: self.level,
            platform: self.platform,
            status: self.status.parse().unwrap_or(Status::Unresolved),
            first_seen: Timestamp(self.first_seen),
            last_seen: Timestamp(self.last_seen),
            times_seen: self.times_seen,
            people_seen: self.people_seen,
            assignee: assignee(self.assignee_kind.as_deref(), self.assignee_id, self.assignee_name),
            hours,
            project: IssueProject { id: ProjectId(self.project_id), slug: self.project_slug, name: self.project_name },
        }
    }
}

fn assignee(kind: Option<&str>, id: Option<String>, name: Option<String>) -> Option<Assignee> {
    let (id, name) = (id?, name?);
    match kind? {
        "account" => Some(Assignee::Account { id: AccountId(id), name }),
        "team" => Some(Assignee::Team { id: TeamId(id), name }),
        "invitation" => Some(Assignee::Invited { invitation: InvitationId(id), address: name }),
        _ => None,
    }
}

/// The issue, if this organization has it.
pub(super) async fn find(on: impl Into<On<'_>>, organization: &OrganizationId, issue: &IssueId) -> Result<Option<IssueRow>> {
    let sql = format!("SELECT {COLUMNS} FROM issues i {JOINS} WHERE i.organization_id = $1 AND i.id = $2");
    Ok(assembled(sql).bind(organization).bind(issue).optional(on).await?)
}

/// The project of the issue, if this organization has it.
pub(super) async fn project_of(on: impl Into<On<'_>>, organization: &OrganizationId, issue: &IssueId) -> Result<Option<ProjectId>> {
    let row: Option<(i64,)> =
        query("SELECT project_id FROM issues WHERE organization_id = $1 AND id = $2").bind(organization).bind(issue).optional(on).await?;
    Ok(row.map(|(id,)| ProjectId(id)))
}

/// Whole hours since 1970.
pub(super) const fn hour_of(at: Timestamp) -> i64 {
    at.0.div_euclid(HOUR)
}

/// Events of each of the last `count` hours, the current one last, for each of these issues.
pub(super) async fn hours(on: impl Into<On<'_>>, issues: &[&str], now: Timestamp, count: usize) -> Result<HashMap<String, Vec<i64>>> {
    if issues.is_empty() {
        return Ok(HashMap::new());
    }
    let first = hour_of(now) + 1 - i64::try_from(count).unwrap_or(0);
    let (places, query) = in_list("SELECT h.issue_id, h.hour, h.times_seen FROM issue_hours h WHERE h.hour >= $1 AND h.issue_id IN ", first, issues);
    debug_assert_eq!(places, issues.len());
    let rows: Vec<(String, i64, i64)> = query.all(on).await?;
    let mut found: HashMap<String, Vec<i64>> = HashMap::new();
    for (issue, hour, seen) in rows {
        let counts = found.entry(issue).or_insert_with(|| vec![0; count]);
        if let Some(slot) = usize::try_from(hour - first).ok().and_then(|at| counts.get_mut(at)) {
            *slot += seen;
        }
    }
    Ok(found)
}

fn in_list(start: &str, first: i64, ids: &[&str]) -> (usize, Query) {
    let places: Vec<String> = (0..ids.len()).map(|at| format!("${}", at + 2)).collect();
    let query = assembled(format!("{start}({})", places.join(", "))).bind(first);
    (places.len(), ids.iter().fold(query, |query, id| query.bind(*id)))
}

/// An issue about to be changed, locked until the transaction ends.
pub(super) struct Held {
    pub id: IssueId,
    pub status: Status,
    pub assignee: Option<Assignee>,
}

/// These issues, each once.
///
/// # Errors
/// Not found when one of them is not this organization's; then none is given.
pub(super) async fn held(tx: &mut Tx, organization: &OrganizationId, issues: &[IssueId]) -> Result<Vec<Held>> {
    let mut ids: Vec<&IssueId> = issues.iter().collect();
    // In one order always, so that two bulk changes never wait for each other in a circle.
    ids.sort();
    ids.dedup();
    if ids.is_empty() || ids.len() > model::issue::MAX_BULK {
        return Err(Error::invalid("issues", format!("Choose between 1 and {} issues.", model::issue::MAX_BULK)));
    }
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        // The update that changes nothing takes the row's lock on PostgreSQL; SQLite has only one writer anyway.
        let locked: Option<(String,)> = query("UPDATE issues SET status = status WHERE organization_id = $1 AND id = $2 RETURNING id")
            .bind(organization)
            .bind(id)
            .optional(&mut *tx)
            .await?;
        locked.ok_or_else(Error::not_found)?;
        let row = find(&mut *tx, organization, id).await?.ok_or_else(Error::not_found)?;
        let summary = row.summary(Vec::new());
        found.push(Held { id: summary.id, status: summary.status, assignee: summary.assignee });
    }
    Ok(found)
}

pub(super) async fn set_status(tx: &mut Tx, organization: &OrganizationId, issue: &IssueId, status: Status) -> Result<()> {
    query("UPDATE issues SET status = $3, resolved_in = NULL WHERE organization_id = $1 AND id = $2")
        .bind(organization)
        .bind(issue)
        .bind(status.as_str())
        .execute(tx)
        .await?;
    Ok(())
}

/// Resolved by a commit of this release: only events of it and of later ones bring it back.
pub(super) async fn set_resolved_in(tx: &mut Tx, organization: &OrganizationId, issue: &IssueId, version: &str) -> Result<()> {
    query("UPDATE issues SET status = 'resolved', resolved_in = $3 WHERE organization_id = $1 AND id = $2")
        .bind(organization)
        .bind(issue)
        .bind(version)
        .execute(tx)
        .await?;
    Ok(())
}

/// The issue that people call so, if this organization has it.
pub(super) async fn by_short_id(tx: &mut Tx, organization: &OrganizationId, short: &ShortId) -> Result<Option<IssueId>> {
    let row: Option<(String,)> = query(
        "SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id WHERE i.organization_id = $1 AND p.organization_id = $1
           AND p.slug = $2 AND i.number = $3",
    )
    .bind(organization)
    .bind(&short.project_slug)
    .bind(short.number)
    .optional(tx)
    .await?;
    Ok(row.map(|(id,)| IssueId(id)))
}

/// Whoever `target` names, if this organization has them now: a member, a team, a pending invitation.
pub(super) async fn live_assignee(tx: &mut Tx, organization: &OrganizationId, target: &Target) -> Result<Option<Assignee>> {
    let (kind, sql, id) = match target {
        Target::Nobody => return Ok(None),
        Target::Account { id } => (
            "account",
            "SELECT a.name FROM memberships m JOIN accounts a ON a.id = m.account_id WHERE m.organization_id = $1 AND m.account_id = $2",
            id.as_str(),
        ),
        Target::Team { id } => ("team", "SELECT name FROM teams WHERE organization_id = $1 AND id = $2", id.as_str()),
        Target::Invited { invitation } => (
            "invitation",
            "SELECT address FROM invitations WHERE organization_id = $1 AND id = $2 AND state IN ('requested', 'pending')",
            invitation.as_str(),
        ),
    };
    let name: Option<(String,)> = query(sql).bind(organization).bind(id).optional(tx).await?;
    Ok(name.and_then(|(name,)| assignee(Some(kind), Some(id.to_owned()), Some(name))))
}

fn columns(to: Option<&Assignee>) -> (Option<&'static str>, Option<String>) {
    match to {
        None => (None, None),
        Some(Assignee::Account { id, .. }) => (Some("account"), Some(id.0.clone())),
        Some(Assignee::Team { id, .. }) => (Some("team"), Some(id.0.clone())),
        Some(Assignee::Invited { invitation, .. }) => (Some("invitation"), Some(invitation.0.clone())),
    }
}

pub(super) async fn set_assignee(tx: &mut Tx, organization: &OrganizationId, issue: &IssueId, to: Option<&Assignee>) -> Result<()> {
    let (kind, id) = columns(to);
    query("UPDATE issues SET assignee_kind = $3, assignee_id = $4 WHERE organization_id = $1 AND id = $2")
        .bind(organization)
        .bind(issue)
        .bind(kind)
        .bind(id)
        .execute(tx)
        .await?;
    Ok(())
}

/// Gives the issue to `to` if nobody has it; answers whether it did.
pub(super) async fn assign_if_free(tx: &mut Tx, organization: &OrganizationId, issue: &IssueId, to: &Assignee) -> Result<bool> {
    let (kind, id) = columns(Some(to));
    let rows = query("UPDATE issues SET assignee_kind = $3, assignee_id = $4 WHERE organization_id = $1 AND id = $2 AND assignee_kind IS NULL")
        .bind(organization)
        .bind(issue)
        .bind(kind)
        .bind(id)
        .execute(tx)
        .await?;
    Ok(rows > 0)
}

/// Everything that one assignee has becomes another's, or nobody's; answers which issues that were.
pub(super) async fn take_over(tx: &mut Tx, organization: &OrganizationId, kind: &str, id: &str, to: Option<&Assignee>) -> Result<Vec<IssueId>> {
    let (new_kind, new_id) = columns(to);
    let rows: Vec<(String,)> = query(
        "UPDATE issues SET assignee_kind = $4, assignee_id = $5 WHERE organization_id = $1 AND assignee_kind = $2 AND assignee_id = $3 RETURNING id",
    )
    .bind(organization)
    .bind(kind)
    .bind(id)
    .bind(new_kind)
    .bind(new_id)
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id,)| IssueId(id)).collect())
}

/// The address of an invitation in whatever state.
pub(super) async fn invited_address(tx: &mut Tx, organization: &OrganizationId, invitation: &InvitationId) -> Result<Option<String>> {
    let row: Option<(String,)> =
        query("SELECT address FROM invitations WHERE organization_id = $1 AND id = $2").bind(organization).bind(invitation).optional(tx).await?;
    Ok(row.map(|(address,)| address))
}
