//! Reading the log: filtered, page by page, and as a file.

use crate::{Error, Result, access::Access, db::query};
use model::{
    audit::{AuditFilter, AuditPage, AuditRow},
    id::AccountId,
    permission::Action,
    time::{DAY, Timestamp},
};

/// Rows of one page.
const PAGE: i64 = 50;
/// Rows that an export reads at once, and in all.
const CHUNK: i64 = 1_000;
const EXPORTED: usize = 100_000;

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    actor_id: Option<String>,
    actor: Option<String>,
    client_address: String,
    action: String,
    subject: String,
    before: Option<String>,
    after: Option<String>,
    created_at: i64,
}

impl From<Row> for AuditRow {
    fn from(row: Row) -> Self {
        let name = row.actor.unwrap_or_else(|| "Somebody who is gone".into());
        Self {
            id: row.id,
            at: Timestamp(row.created_at),
            actor: row.actor_id.map(|id| (AccountId(id), name)),
            client_address: row.client_address,
            action: row.action,
            subject: row.subject,
            before: row.before,
            after: row.after,
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
    Ok(AuditPage {
        rows,
        next,
        actions: actions.into_iter().map(|(action,)| action).collect(),
        people: people.into_iter().map(|(id, name)| (AccountId(id), name)).collect(),
    })
}

/// The log as a file holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Ndjson,
}

/// Everything that the filter lets through, at most 100,000 rows, newest first.
///
/// # Errors
/// See [`page`].
pub async fn export(access: &Access, mut filter: AuditFilter, format: Format) -> Result<String> {
    may(access)?;
    let mut out = match format {
        Format::Csv => "time,actor,address,action,subject,before,after\r\n".to_owned(),
        Format::Ndjson => String::new(),
    };
    let mut count = 0;
    loop {
        let rows = read(access, &filter, CHUNK).await?;
        for row in &rows {
            line(&mut out, row, format)?;
        }
        count += rows.len();
        match rows.last() {
            Some(last) if i64::try_from(rows.len()).unwrap_or(0) == CHUNK && count < EXPORTED => filter.after = cursor(last),
            _ => return Ok(out),
        }
    }
}

fn line(out: &mut String, row: &AuditRow, format: Format) -> Result<()> {
    let time = jiff::Timestamp::from_millisecond(row.at.0).map(|at| at.to_string()).unwrap_or_default();
    let actor = row.actor.as_ref().map_or("", |(_, name)| name.as_str());
    match format {
        Format::Csv => {
            let cells = [
                &time,
                actor,
                &row.client_address,
                &row.action,
                &row.subject,
                row.before.as_deref().unwrap_or(""),
                row.after.as_deref().unwrap_or(""),
            ];
            out.push_str(&cells.map(cell).join(","));
            out.push_str("\r\n");
        }
        Format::Ndjson => {
            let json = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
            let value = serde_json::json!({
                "id": row.id, "time": time, "actor": row.actor.as_ref().map(|(id, name)| serde_json::json!({ "id": id, "name": name })),
                "address": row.client_address, "action": row.action, "subject": row.subject, "before": json(&row.before), "after": json(&row.after),
            });
            let text = serde_json::to_string(&value).map_err(|error| Error::Fault(format!("a row can’t be written: {error}")))?;
            out.push_str(&text);
            out.push('\n');
        }
    }
    Ok(())
}

/// A cell that no spreadsheet takes for a formula.
pub fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn may(access: &Access) -> Result<()> {
    access.require(Action::SeeAuditLog, "Managers and owners read the audit log.")
}

fn cursor(row: &AuditRow) -> String {
    format!("{}-{}", row.at.0, row.id)
}

async fn read(access: &Access, filter: &AuditFilter, limit: i64) -> Result<Vec<AuditRow>> {
    let (before, id) = match filter.after.split_once('-') {
        Some((at, id)) => (at.parse::<i64>().map_err(|_| Error::invalid("after", "This is no place in the log."))?, id),
        None => (i64::MAX, ""),
    };
    let rows: Vec<Row> = query(
        "SELECT l.id, l.actor_id, a.name AS actor, l.client_address, l.action, l.subject, l.before, l.after, l.created_at
         FROM audit_log l LEFT JOIN accounts a ON a.id = l.actor_id
         WHERE l.organization_id = $1 AND ($2 = '' OR l.action = $2 OR l.action LIKE $3) AND ($4 = '' OR l.actor_id = $4)
           AND l.created_at >= $5 AND l.created_at < $6 AND (l.created_at < $7 OR (l.created_at = $7 AND l.id < $8))
         ORDER BY l.created_at DESC, l.id DESC LIMIT $9",
    )
    .bind(&access.organization.id)
    .bind(&filter.action)
    .bind(format!("{}.%", filter.action.replace(['%', '_'], "")))
    .bind(&filter.person)
    .bind(day("from", &filter.from)?.unwrap_or(0))
    .bind(day("to", &filter.to)?.map_or(i64::MAX, |day| day.saturating_add(DAY)))
    .bind(before)
    .bind(id)
    .bind(limit)
    .all(&access.backend().db)
    .await?;
    Ok(rows.into_iter().map(AuditRow::from).collect())
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
