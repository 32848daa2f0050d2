//! How invitations fare, doorway by doorway: opened, asked for, sent, accepted, active. Each step counts those of the step before.

use crate::{Error, Result, access::Access, db::query};
use model::{
    audit::{DialogMoment, FunnelRow},
    invitation::Source,
    invite_mode::InviteMode,
    permission::Action,
    product_event::ProductEvent,
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
    let event = match moment {
        DialogMoment::Opened => ProductEvent::InviteDialogOpened,
        DialogMoment::Closed => ProductEvent::InviteDialogClosed,
    };
    let mut tx = backend.db.begin().await?;
    let properties = json!({ "source": source, "mode": mode });
    super::track(&mut tx, &backend.clock, &access.organization.id, Some(&access.actor.account), event, properties).await?;
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
           AND name IN ('invite_dialog.opened', 'invite_dialog.sent', 'invite_dialog.requested', 'invite_request.approved', 'invitation.accepted',
             'join_request.viewed', 'join_request.confirmed', 'join_request.approved', 'join_link.used')
         ORDER BY created_at, id LIMIT $3",
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

/// The invitations that reached a step.
type Reached = HashSet<String>;

fn count(events: Vec<(String, Option<String>, String, i64)>, active: &HashMap<String, i64>) -> Vec<FunnelRow> {
    let mut rows: BTreeMap<Source, FunnelRow> = BTreeMap::new();
    // An invitation counts once in each step, however it came there, and only where it was in the step before within this time.
    let (mut asked, mut sent, mut accepted) = (Reached::new(), Reached::new(), Reached::new());
    for (name, account, properties, at) in events {
        let Ok(Properties { source: Some(source), invitation }) = serde_json::from_str(&properties) else { continue };
        let row = rows.entry(source).or_insert(FunnelRow { source, opened: 0, asked: 0, sent: 0, accepted: 0, active: 0 });
        let Some(id) = invitation else {
            row.opened += i64::from(matches!(name.as_str(), "invite_dialog.opened" | "join_request.viewed"));
            continue;
        };
        match name.as_str() {
            "invitation.accepted" => {
                if sent.contains(&id) && accepted.insert(id) {
                    row.accepted += 1;
                    row.active += i64::from(account.and_then(|account| active.get(&account)).is_some_and(|first| within(*first, at)));
                }
            }
            "invite_dialog.requested" | "join_request.confirmed" => row.asked += i64::from(asked.insert(id)),
            _ => {
                row.asked += i64::from(asked.insert(id.clone()));
                row.sent += i64::from(sent.insert(id));
            }
        }
    }
    let mut rows: Vec<FunnelRow> = rows.into_values().filter(|row| row.opened + row.asked > 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.asked, row.opened, row.accepted)));
    rows
}

fn within(first: i64, joined: i64) -> bool {
    first >= joined && first <= Timestamp(joined).plus(ACTIVE_WITHIN).0
}
