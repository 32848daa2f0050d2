//! Reading the log: filtered, page by page.

use super::{details::details, names::Names, words};
use crate::{Error, Result, access::Access, db::query};
use model::{
    audit::{AuditDetail, AuditFilter, AuditPage, AuditRow},
    id::AccountId,
    permission::Action,
    time::{DAY, Timestamp},
};
use serde_json::Value;

/// Rows of one page.
const PAGE: i64 = 50;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: String,
    pub actor_id: Option<String>,
    pub actor: Option<String>,
    pub client_address: String,
    pub action: String,
    pub subject: String,
    pub before: Option<String>,
    pub after: Option<String>,
    pub created_at: i64,
    /// The address of the invitation that it is about.
    invited: Option<String>,
}

impl Row {
    /// What happened, in words.
    pub(super) fn said(&self, names: &Names) -> (String, Vec<AuditDetail>) {
        let read = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
        let (before, after) = (read(&self.before), read(&self.after));
        let change = words::Change {
            action: &self.action,
            subject: &self.subject,
            before: before.as_ref(),
            after: after.as_ref(),
            invited: self.invited.as_deref(),
            names,
        };
        let said = words::said(&change);
        let lower = said.to_lowercase();
        // What has one side only and stands in the sentence needs no line of its own.
        let new = |detail: &AuditDetail| match (&detail.before, &detail.after) {
            (Some(_), Some(_)) | (None, None) => true,
            (Some(only), None) | (None, Some(only)) => !lower.contains(&only.to_lowercase()) && only != "none",
        };
        let details = details(before.as_ref(), after.as_ref(), names).into_iter().filter(new).collect();
        (said, details)
    }

    fn shown(self, names: &Names) -> AuditRow {
        let (said, details) = self.said(names);
        let name = self.actor.unwrap_or_else(|| "Somebody who is gone".into());
        AuditRow {
            id: self.id,
            at: Timestamp(self.created_at),
            actor: self.actor_id.map(|id| (AccountId(id), name)),
            client_address: self.client_address,
            action: self.action,
            said,
            details,
        }
    }
}

/// A page of the log, newest first.
///
/// # Errors
/// Forbidden to members and admins; invalid `from`, `to`, `after`.
pub async fn page(access: &Access, filter: &AuditFilter) -> Result<AuditPage> {
    may(access)?;
    let mut rows = read(access, filter, PAGE + 1).await?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > PAGE;
    rows.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(cursor);
    let (db, organization) = (&access.backend().db, &access.organization.id);
    let actions: Vec<(String,)> =
        query("SELECT DISTINCT action FROM audit_log WHERE organization_id = $1 ORDER BY action").bind(organization).all(db).await?;
    let people: Vec<(String, String)> =
        query("SELECT a.id, a.name FROM accounts a WHERE a.id IN (SELECT actor_id FROM audit_log WHERE organization_id = $1) ORDER BY a.name, a.id")
            .bind(organization)
            .all(db)
            .await?;
    let names = Names::load(access).await?;
    Ok(AuditPage {
        rows: rows.into_iter().map(|row| row.shown(&names)).collect(),
        next,
        actions: actions.into_iter().map(|(action,)| action).collect(),
        people: people.into_iter().map(|(id, name)| (AccountId(id), name)).collect(),
    })
}

pub(super) fn may(access: &Access) -> Result<()> {
    access.require(Action::SeeAuditLog, "Managers and owners read the audit log.")
}

pub(super) fn cursor(row: &Row) -> String {
    format!("{}-{}", row.created_at, row.id)
}

pub(super) async fn read(access: &Access, filter: &AuditFilter, limit: i64) -> Result<Vec<Row>> {
    let (before, id) = match filter.after.split_once('-') {
        Some((at, id)) => (at.parse::<i64>().map_err(|_| Error::invalid("after", "This is no place in the log."))?, id),
        None => (i64::MAX, ""),
    };
    let about = literal(&filter.about.trim().to_lowercase());
    let rows: Vec<Row> = query(
        "SELECT l.id, l.actor_id, a.name AS actor, l.client_address, l.action, l.subject, l.before, l.after, l.created_at, i.address AS invited
         FROM audit_log l LEFT JOIN accounts a ON a.id = l.actor_id
         LEFT JOIN invitations i ON i.id = l.subject AND i.organization_id = l.organization_id
         WHERE l.organization_id = $1 AND ($2 = '' OR l.action = $2 OR l.action LIKE $3 ESCAPE '!') AND ($4 = '' OR l.actor_id = $4)
           AND l.created_at >= $5 AND l.created_at < $6 AND (l.created_at < $7 OR (l.created_at = $7 AND l.id < $8))
           AND ($10 = '%%' OR LOWER(i.address) LIKE $10 ESCAPE '!' OR LOWER(i.name) LIKE $10 ESCAPE '!'
             OR (l.action NOT LIKE 'organization.%' AND (LOWER(l.before) LIKE $11 ESCAPE '!' OR LOWER(l.after) LIKE $11 ESCAPE '!'
               OR LOWER(l.before) LIKE $12 ESCAPE '!' OR LOWER(l.after) LIKE $12 ESCAPE '!'))
             OR EXISTS (SELECT 1 FROM teams t WHERE t.organization_id = $1 AND t.id = l.subject AND LOWER(t.name) LIKE $10 ESCAPE '!')
             OR EXISTS (SELECT 1 FROM projects p WHERE p.organization_id = $1 AND CAST(p.id AS TEXT) = l.subject AND LOWER(p.name) LIKE $10 ESCAPE '!')
             OR EXISTS (SELECT 1 FROM memberships m JOIN accounts p ON p.id = m.account_id
               WHERE m.organization_id = $1 AND (m.id = l.subject OR l.before LIKE '%' || m.id || '%' OR l.after LIKE '%' || m.id || '%'
                 OR l.before LIKE '%' || p.id || '%' OR l.after LIKE '%' || p.id || '%')
               AND (LOWER(p.name) LIKE $10 ESCAPE '!'
                 OR EXISTS (SELECT 1 FROM account_emails e WHERE e.account_id = p.id AND e.email_key LIKE $10 ESCAPE '!'))))
         ORDER BY l.created_at DESC, l.id DESC LIMIT $9",
    )
    .bind(&access.organization.id)
    .bind(&filter.action)
    .bind(format!("{}.%", filter.action.replace('!', "!!").replace('%', "!%").replace('_', "!_")))
    .bind(&filter.person)
    .bind(day("from", &filter.from)?.unwrap_or(0))
    .bind(day("to", &filter.to)?.map_or(i64::MAX, |day| day.saturating_add(DAY)))
    .bind(before)
    .bind(id)
    .bind(limit)
    .bind(format!("%{about}%"))
    .bind(format!("%\"name\":\"%{about}%"))
    .bind(format!("%\"address\":\"%{about}%"))
    .all(&access.backend().db)
    .await?;
    Ok(rows)
}

/// As a pattern that means these very characters, with `!` before those that mean something.
fn literal(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// When a day begins.
fn day(field: &str, text: &str) -> Result<Option<i64>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day: jiff::civil::Date =
        text.trim().parse().map_err(|_| Error::invalid(field, format!("“{text}” is not a day. Write it as in 2026-03-31.")))?;
    let start = day.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| Error::invalid(field, "This day is too far away."))?;
    Ok(Some(start.timestamp().as_millisecond()))
}
