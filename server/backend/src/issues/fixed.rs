//! Commits that say what they fix: `Fixes SHOP-4F` resolves the issue in the release that the commit came with.

use super::{activity, store};
use crate::{
    Result,
    access::Access,
    db::{Tx, query},
    releases::NewCommit,
};
use model::{
    email::Email,
    id::{AccountId, IssueId},
    issue::{Status, What, fixed_by},
};

/// A release was told its commits: what they fix is resolved. A commit resolves an issue once, however often it is told of.
/// Call it in the same transaction; tell `Change::Issue` for every answer after the commit.
///
/// # Errors
/// None of its own: names that lead nowhere are words like any others.
pub async fn on_commits(access: &Access, tx: &mut Tx, version: &str, commits: &[NewCommit]) -> Result<Vec<IssueId>> {
    let mut changed = Vec::new();
    // Oldest first, as it happened.
    for commit in commits.iter().rev() {
        for short in fixed_by(&commit.message) {
            let Some(issue) = store::by_short_id(tx, &access.organization.id, &short).await? else { continue };
            if resolve(access, tx, version, commit, &issue).await? {
                changed.push(issue);
            }
        }
    }
    changed.sort();
    changed.dedup();
    Ok(changed)
}

async fn resolve(access: &Access, tx: &mut Tx, version: &str, commit: &NewCommit, issue: &IssueId) -> Result<bool> {
    let organization = &access.organization.id;
    let Some(held) = store::held(tx, organization, std::slice::from_ref(issue)).await?.pop() else { return Ok(false) };
    if held.status == Status::Resolved || told_before(tx, issue, &commit.id).await? {
        return Ok(false);
    }
    store::set_resolved_in(tx, organization, issue, version).await?;
    let what = What::ResolvedByCommit { commit: commit.id.clone(), author: author(commit), version: version.to_owned() };
    let who = member(access, tx, commit).await?;
    activity::write(tx, &access.backend().clock, issue, who.as_ref(), &what).await?;
    Ok(true)
}

fn author(commit: &NewCommit) -> String {
    if commit.author_name.is_empty() { commit.author_email.clone() } else { commit.author_name.clone() }
}

/// Clients tell the same commits again with the next release; an issue that came back since then stays open.
async fn told_before(tx: &mut Tx, issue: &IssueId, commit: &str) -> Result<bool> {
    let told: Vec<(String,)> =
        query("SELECT data FROM issue_activity WHERE issue_id = $1 AND kind = 'resolved_by_commit'").bind(issue).all(tx).await?;
    let same = |data: &str| matches!(serde_json::from_str(data), Ok(What::ResolvedByCommit { commit: told, .. }) if told == commit);
    Ok(told.iter().any(|(data,)| same(data)))
}

/// The member who made the commit.
async fn member(access: &Access, tx: &mut Tx, commit: &NewCommit) -> Result<Option<AccountId>> {
    let Ok(email) = Email::parse(&commit.author_email) else { return Ok(None) };
    let row: Option<(String,)> = query(
        "SELECT e.account_id FROM account_emails e JOIN memberships m ON m.account_id = e.account_id AND m.organization_id = $1
         WHERE e.email_key = $2 AND e.verified_at IS NOT NULL",
    )
    .bind(&access.organization.id)
    .bind(email.key())
    .optional(tx)
    .await?;
    Ok(row.map(|(account,)| AccountId(account)))
}
