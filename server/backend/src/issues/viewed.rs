//! Looking at an issue is a sign of life.

use crate::{Result, access::Access, analytics, db::query};
use model::{product_event::ProductEvent, time::DAY};
use serde_json::json;

/// Counts a member as active, at most once a day. What can't be counted stays uncounted: looking goes on.
pub async fn viewed(access: &Access) {
    if let Err(error) = count(access).await {
        tracing::warn!(%error, "a look at an issue could not be counted");
    }
}

async fn count(access: &Access) -> Result<()> {
    let (backend, organization, account) = (access.backend(), &access.organization.id, &access.actor.account);
    let known: Option<(String,)> = query(
        "SELECT id FROM analytics_events WHERE organization_id = $1 AND name = 'member.active' AND created_at > $2 AND account_id = $3 LIMIT 1",
    )
    .bind(organization)
    .bind(backend.clock.now().plus(-DAY))
    .bind(account)
    .optional(&backend.db)
    .await?;
    if known.is_none() {
        let mut tx = backend.db.begin().await?;
        analytics::track(&mut tx, &backend.clock, organization, Some(account), ProductEvent::MemberActive, json!({ "action": "viewed" })).await?;
        tx.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{on_both, testing::Kit};

    on_both!(looking_counts_a_member_as_active_once_a_day, async |kit: Kit| {
        kit.organization("acme").await;
        let ben = kit.member("acme", model::role::Role::Member, "ben@acme.example").await;
        for (pause, expected) in [(0, 1), (1, 1), (DAY, 2)] {
            kit.backend.clock.advance(pause);
            viewed(&ben).await;
            let (count,): (i64,) = query("SELECT CAST(COUNT(*) AS BIGINT) FROM analytics_events WHERE name = 'member.active'")
                .one(&kit.backend.db)
                .await
                .expect("counts");
            assert_eq!(count, expected);
        }
    });
}
