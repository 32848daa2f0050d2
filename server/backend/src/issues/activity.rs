//! What happened to an issue, in order.

use super::markdown;
use crate::{
    Error, Result,
    clock::Clock,
    db::{On, Tx, query},
    new_id,
};
use model::{
    id::{AccountId, ActivityId, IssueId, OrganizationId},
    issue::{Activity, Actor, What},
    time::Timestamp,
};

/// The most entries that a page shows; older ones are left out.
const SHOWN: i64 = 200;

/// Writes an entry, in the transaction of what it tells about. `who`: `None` when Muster did it by itself.
pub(super) async fn write(tx: &mut Tx, clock: &Clock, issue: &IssueId, who: Option<&AccountId>, what: &What) -> Result<ActivityId> {
    let id = new_id(clock);
    let data = serde_json::to_string(what).map_err(|error| Error::Fault(error.to_string()))?;
    query("INSERT INTO issue_activity (id, issue_id, account_id, kind, data, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(&id)
        .bind(issue)
        .bind(who)
        .bind(what.kind())
        .bind(data)
        .bind(clock.now())
        .execute(tx)
        .await?;
    Ok(ActivityId(id))
}

type Row = (String, Option<String>, Option<String>, String, String, i64);

/// The issue's newest entries, oldest first.
pub(super) async fn list(on: impl Into<On<'_>>, organization: &OrganizationId, issue: &IssueId) -> Result<Vec<Activity>> {
    let rows: Vec<Row> = query(
        "SELECT v.id, v.account_id, a.name, v.kind, v.data, v.created_at FROM issue_activity v
         JOIN issues i ON i.id = v.issue_id AND i.organization_id = $1 LEFT JOIN accounts a ON a.id = v.account_id
         WHERE v.issue_id = $2 ORDER BY v.created_at DESC, v.id DESC LIMIT $3",
    )
    .bind(organization)
    .bind(issue)
    .bind(SHOWN)
    .all(on)
    .await?;
    Ok(rows.into_iter().rev().map(entry).collect())
}

fn entry((id, account, name, kind, data, at): Row) -> Activity {
    let who = account.map(|id| Actor { id: AccountId(id), name: name.unwrap_or_else(|| "A former member".to_owned()) });
    Activity { id: ActivityId(id), who, at: Timestamp(at), what: read(&kind, &data) }
}

/// Reads what any writer left: the column's word decides, an unknown or broken entry is shown as a change without details.
fn read(kind: &str, data: &str) -> What {
    let mut value = serde_json::from_str(data).unwrap_or_else(|_| serde_json::json!({}));
    if let Some(object) = value.as_object_mut() {
        object.insert("kind".to_owned(), kind.into());
    }
    match serde_json::from_value(value) {
        Ok(What::Comment { text, .. }) => What::Comment { html: markdown::render(&text), text },
        Ok(what) => what,
        Err(_) => What::Other,
    }
}
