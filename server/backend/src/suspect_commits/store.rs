//! All SQL of suspect commits.

use crate::{
    Result,
    db::{Db, assembled, query},
    releases::placeholders,
};
use model::{
    id::{IssueId, OrganizationId},
    time::Timestamp,
};
use std::collections::BTreeSet;

/// The issue's first release and those before it.
const RELEASES: i64 = 5;
/// Changed files that are read: a file of a common name (`index.js`, `__init__.py`) in thousands of commits says little.
const FILES: i64 = 5_000;

/// What an issue says about where it began.
#[derive(sqlx::FromRow)]
pub struct IssueRow {
    project_id: i64,
    first_seen: i64,
    first_release: Option<String>,
}

pub async fn issue(db: &Db, organization: &OrganizationId, issue: &IssueId) -> Result<Option<IssueRow>> {
    Ok(query("SELECT project_id, first_seen, first_release FROM issues WHERE organization_id = $1 AND id = $2")
        .bind(organization)
        .bind(issue)
        .optional(db)
        .await?)
}

/// The issue's first release and those before it of its project, newest first. An issue that names no release has none;
/// a first release that nobody announced counts from when the issue was first seen.
pub async fn releases(db: &Db, organization: &OrganizationId, issue: &IssueRow) -> Result<Vec<String>> {
    let Some(version) = &issue.first_release else { return Ok(Vec::new()) };
    let rows: Vec<(String,)> = query(
        "SELECT r.id FROM releases r
         WHERE r.organization_id = $1
           AND r.created_at <= COALESCE((SELECT f.created_at FROM releases f WHERE f.organization_id = $1 AND f.version = $2), $4)
           AND (r.version = $2 OR EXISTS (SELECT 1 FROM release_projects p WHERE p.release_id = r.id AND p.project_id = $3)
             OR NOT EXISTS (SELECT 1 FROM release_projects p WHERE p.release_id = r.id))
         ORDER BY CASE WHEN r.version = $2 THEN 0 ELSE 1 END, r.created_at DESC, r.id DESC LIMIT $5",
    )
    .bind(organization)
    .bind(version)
    .bind(issue.project_id)
    .bind(issue.first_seen)
    .bind(RELEASES)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A file that a commit of one of the releases changed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FileRow {
    pub path: String,
    pub repository: String,
    pub commit_id: String,
    pub author_name: String,
    pub author_email: String,
    pub author_key: String,
    pub message: String,
    pub committed_at: i64,
    pub version: String,
}

/// The files of these names that the releases' commits changed, newest commit first.
pub async fn changed_files(db: &Db, organization: &OrganizationId, releases: &[String], names: &BTreeSet<String>) -> Result<Vec<FileRow>> {
    let mut statement = assembled(format!(
        "SELECT f.path, c.repository, c.id AS commit_id, c.author_name, c.author_email, c.author_key, c.message, c.committed_at, r.version
         FROM release_commits rc JOIN releases r ON r.id = rc.release_id
         JOIN commits c ON c.organization_id = $1 AND c.repository = rc.repository AND c.id = rc.commit_id
         JOIN commit_files f ON f.organization_id = $1 AND f.repository = c.repository AND f.commit_id = c.id
         WHERE r.organization_id = $1 AND rc.release_id IN ({}) AND f.file_name IN ({})
         ORDER BY c.committed_at DESC, rc.position, f.path LIMIT {FILES}",
        placeholders(2, releases.len()),
        placeholders(2 + releases.len(), names.len())
    ))
    .bind(organization);
    for value in releases.iter().chain(names) {
        statement = statement.bind(value);
    }
    Ok(statement.all(db).await?)
}

/// Identity, account and name of the members who have one of these addresses, verified.
pub async fn members_by_address(db: &Db, organization: &OrganizationId, keys: &[&str]) -> Result<Vec<(String, String, String)>> {
    let mut statement = assembled(format!(
        "SELECT e.email_key, a.id, a.name FROM account_emails e JOIN accounts a ON a.id = e.account_id
         JOIN memberships m ON m.account_id = a.id AND m.organization_id = $1
         WHERE e.verified_at IS NOT NULL AND e.email_key IN ({})",
        placeholders(2, keys.len())
    ))
    .bind(organization);
    for key in keys {
        statement = statement.bind(*key);
    }
    Ok(statement.all(db).await?)
}

/// Identity of each verified address, account and name of every member.
pub async fn members(db: &Db, organization: &OrganizationId) -> Result<Vec<(String, String, String)>> {
    Ok(query(
        "SELECT e.email_key, a.id, a.name FROM memberships m JOIN accounts a ON a.id = m.account_id
         JOIN account_emails e ON e.account_id = a.id AND e.verified_at IS NOT NULL WHERE m.organization_id = $1 LIMIT 20000",
    )
    .bind(organization)
    .all(db)
    .await?)
}

/// Identity, id and whether it is only asked for, of the live invitations to these addresses.
pub async fn invited(db: &Db, organization: &OrganizationId, keys: &[&str], now: Timestamp) -> Result<Vec<(String, String, bool)>> {
    let mut statement = assembled(format!(
        "SELECT email_key, id, CAST(CASE WHEN state = 'requested' THEN 1 ELSE 0 END AS BIGINT) FROM invitations
         WHERE organization_id = $1 AND (state = 'requested' OR (state = 'pending' AND expires_at > $2)) AND email_key IN ({})",
        placeholders(3, keys.len())
    ))
    .bind(organization)
    .bind(now);
    for key in keys {
        statement = statement.bind(*key);
    }
    let rows: Vec<(String, String, i64)> = statement.all(db).await?;
    Ok(rows.into_iter().map(|(key, id, requested)| (key, id, requested != 0)).collect())
}

/// An author of commits, summed up.
#[derive(sqlx::FromRow)]
pub struct AuthorRow {
    pub author_key: String,
    pub name: String,
    pub address: String,
    pub commits: i64,
    pub last_at: i64,
}

/// Authors since a moment who are no members and have no live invitation, latest first.
pub async fn recent_authors(db: &Db, organization: &OrganizationId, since: Timestamp, now: Timestamp) -> Result<Vec<AuthorRow>> {
    Ok(query(
        "SELECT c.author_key, MAX(c.author_name) AS name, MAX(c.author_email) AS address, CAST(COUNT(DISTINCT c.id) AS BIGINT) AS commits,
           MAX(c.committed_at) AS last_at
         FROM commits c WHERE c.organization_id = $1 AND c.author_key <> '' AND c.committed_at >= $2
           AND NOT EXISTS (SELECT 1 FROM account_emails e JOIN memberships m ON m.account_id = e.account_id AND m.organization_id = $1
             WHERE e.email_key = c.author_key AND e.verified_at IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.organization_id = $1 AND i.email_key = c.author_key
             AND (i.state = 'requested' OR (i.state = 'pending' AND i.expires_at > $3)))
         GROUP BY c.author_key ORDER BY last_at DESC, c.author_key LIMIT 500",
    )
    .bind(organization)
    .bind(since)
    .bind(now)
    .all(db)
    .await?)
}
