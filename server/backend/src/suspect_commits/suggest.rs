//! Commit authors who are not here yet: suggestions for whom to invite.

use super::{identify::noreply_user, store};
use crate::{Result, access::Access};
use model::{
    email::Email,
    invitation::Suggestion,
    permission::Action,
    time::{DAY, Timestamp},
};

/// Suggestions in one answer.
const LIMIT: usize = 8;

/// Authors of the last 90 days who are no members and have no live invitation, latest first; `query`: a part of the name or address.
///
/// # Errors
/// None of its own.
pub async fn authors_of_last_90_days(access: &Access, query: &str) -> Result<Vec<Suggestion>> {
    access.require(Action::WorkOnIssues, "Only members see who commits.")?;
    let backend = access.backend();
    let now = backend.clock.now();
    let rows = store::recent_authors(&backend.db, &access.organization.id, now.plus(-90 * DAY), now).await?;
    let query = query.trim().to_lowercase();
    let fits = |name: &str, address: &str| name.to_lowercase().contains(&query) || address.to_lowercase().contains(&query);
    Ok(rows
        .into_iter()
        .filter(|row| noreply_user(&row.author_key).is_none() && fits(&row.name, &row.address))
        .filter_map(|row| {
            let address = Email::parse(&row.address).ok()?;
            Some(Suggestion { address, name: row.name, commits: row.commits, last_commit_at: Timestamp(row.last_at) })
        })
        .take(LIMIT)
        .collect())
}
