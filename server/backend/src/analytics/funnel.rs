//! How invitations fare, doorway by doorway: opened, sent, accepted, active.

use crate::{Error, Result, access::Access, db::query};
use model::{
    audit::{DialogMoment, FunnelRow},
    invitation::Source,
    invite_mode::InviteMode,
    permission::Action,
    time::{DAY, Timestamp},
};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Active means within this long of joining.
const ACTIVE_WITHIN: i64 = 30 * DAY;
/// The most events that are read.
const READ: i64 = 200_000;

/// Notes that the dialog was opened or closed.
pub async fn dialog(access: &Access, moment: DialogMoment, source: Source, mode: InviteMode) -> Result<()> {
    let backend = access.backend();
    let name = match moment {
        DialogMoment::Opened => "invite_dialog.opened",
        DialogMoment::Closed => "invite_dialog.closed",
    };
    let mut tx = backend.db.begin().await?;
    let properties = json!({ "source": source, "mode": mode });
    super::track(&mut tx, &backend.clock, &access.organization.id, Some(&access.actor.account), name, properties).await?;
    tx.commit().await?;
    Ok(())
}

/// What is read of an event's properties.
#[derive(Deserialize)]
struct Properties {
    source: Option<Source>,
    invitation: Option<String>,
}

/// One row for each doorway that was used in the last `days` (at most 366), the most used first.
///
/// # Errors
/// Forbidden to members and admins; invalid `days`.
pub async fn funnel(access: &Access, days: i64) -> Result<Vec<FunnelRow>> {
    access.require(Action::SeeAuditLog, "Managers and owners see how invitations fare.")?;
    if !(1..=366).contains(&days) {
        return Err(Error::invalid("days", "Choose between 1 and 366 days."));
    }
    let backend = access.backend();
    let events: Vec<(String, Option<String>, String, i64)> = query(
        "SELECT name, account_id, properties, created_at FROM analytics_events WHERE organization_id = $1 AND created_at > $2
           AND name IN ('invite_dialog.opened', 'invite_dialog.sent', 'invite_dialog.requested', 'invitation.accepted', 'join_request.viewed',
             'join_request.confirmed', 'join_link.used')
         ORDER BY created_at LIMIT $3",
    )
    .bind(&access.organization.id)
    .bind(backend.clock.now().plus(-days * DAY))
    .bind(READ)
    .all(&backend.db)
    .await?;
    let active: Vec<(String, i64)> = query(
        "SELECT account_id, CAST(MIN(created_at) AS BIGINT) FROM analytics_events
         WHERE organization_id = $1 AND name = 'member.active' AND account_id IS NOT NULL GROUP BY account_id",
    )
    .bind(&access.organization.id)
    .all(&backend.db)
    .await?;
    Ok(count(events, &active.into_iter().collect()))
}

fn count(events: Vec<(String, Option<String>, String, i64)>, active: &HashMap<String, i64>) -> Vec<FunnelRow> {
    let mut rows: BTreeMap<Source, FunnelRow> = BTreeMap::new();
    let mut seen = HashSet::new();
    for (name, account, properties, at) in events {
        let Ok(Properties { source: Some(source), invitation }) = serde_json::from_str(&properties) else { continue };
        let row = rows.entry(source).or_insert(FunnelRow { source, opened: 0, sent: 0, accepted: 0, active: 0 });
        match name.as_str() {
            "invite_dialog.opened" | "join_request.viewed" => row.opened += 1,
            "invitation.accepted" => {
                row.accepted += 1;
                let began = account.and_then(|account| active.get(&account).copied());
                let within = began.is_some_and(|first| first >= at && first <= Timestamp(at).plus(ACTIVE_WITHIN).0);
                row.active += i64::from(within);
            }
            // An invitation counts once, however it came to be sent.
            _ => row.sent += i64::from(invitation.is_none_or(|id| seen.insert(id))),
        }
    }
    let mut rows: Vec<FunnelRow> = rows.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.sent, row.opened, row.accepted)));
    rows
}
