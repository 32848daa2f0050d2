//! Who commits here and is no member: the people the dialog proposes.

use crate::{Result, access::Access, db::query};
use model::{
    email::Email,
    invitation::Suggestion,
    time::{DAY, Timestamp},
};

/// How far back a commit counts.
const WINDOW: i64 = 90 * DAY;
/// The most people proposed.
const SHOWN: i64 = 30;

/// Authors of the last 90 days who are neither members nor invited, the busiest first. Addresses that take no mail are left out.
pub async fn suggestions(access: &Access) -> Result<Vec<Suggestion>> {
    let backend = access.backend();
    let rows: Vec<(String, String, i64, i64)> = query(
        "SELECT MAX(c.author_email), MAX(c.author_name), CAST(COUNT(*) AS BIGINT), CAST(MAX(c.committed_at) AS BIGINT) FROM commits c
         WHERE c.organization_id = $1 AND c.committed_at > $2 AND c.author_key <> '' AND c.author_key NOT LIKE '%noreply%'
           AND NOT EXISTS (SELECT 1 FROM account_emails e JOIN memberships m ON m.account_id = e.account_id AND m.organization_id = c.organization_id
             WHERE e.email_key = c.author_key AND (e.verified_at IS NOT NULL OR e.is_primary = 1))
           AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.organization_id = c.organization_id AND i.email_key = c.author_key
             AND i.state IN ('unconfirmed', 'requested', 'pending'))
         GROUP BY c.author_key ORDER BY COUNT(*) DESC, MAX(c.committed_at) DESC LIMIT $3",
    )
    .bind(&access.organization.id)
    .bind(backend.clock.now().plus(-WINDOW))
    .bind(SHOWN)
    .all(&backend.db)
    .await?;
    let readable = |(address, name, commits, last): (String, String, i64, i64)| {
        Some(Suggestion { address: Email::parse(&address).ok()?, name, commits, last_commit_at: Timestamp(last) })
    };
    Ok(rows.into_iter().filter_map(readable).collect())
}
