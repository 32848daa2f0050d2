//! The log as a file.

use super::{
    list::{Row, cursor, may, read},
    names::Names,
};
use crate::{Error, Result, access::Access};
use model::audit::AuditFilter;

/// Rows that an export reads at once, and in all.
const CHUNK: i64 = 1_000;
const EXPORTED: usize = 100_000;

/// The log as a file holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Ndjson,
}

/// Everything that the filter lets through, at most 100,000 rows, newest first.
///
/// # Errors
/// See [`super::page`].
pub async fn export(access: &Access, mut filter: AuditFilter, format: Format) -> Result<String> {
    may(access)?;
    let mut out = match format {
        Format::Csv => "time,actor,address,action,subject,before,after,said\r\n".to_owned(),
        Format::Ndjson => String::new(),
    };
    let names = Names::load(access).await?;
    let mut count = 0;
    loop {
        let rows = read(access, &filter, CHUNK).await?;
        for row in &rows {
            line(&mut out, row, &names, format)?;
        }
        count += rows.len();
        match rows.last() {
            Some(last) if i64::try_from(rows.len()).unwrap_or(0) == CHUNK && count < EXPORTED => filter.after = cursor(last),
            _ => return Ok(out),
        }
    }
}

fn line(out: &mut String, row: &Row, names: &Names, format: Format) -> Result<()> {
    let time = jiff::Timestamp::from_millisecond(row.created_at).map(|at| at.to_string()).unwrap_or_default();
    let actor = row.actor_id.as_ref().map_or("", |_| row.actor.as_deref().unwrap_or("Somebody who is gone"));
    let (said, _) = row.said(names);
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
                &said,
            ];
            out.push_str(&cells.map(cell).join(","));
            out.push_str("\r\n");
        }
        Format::Ndjson => {
            let json = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
            let value = serde_json::json!({
                "id": row.id, "time": time, "actor": row.actor_id.as_ref().map(|id| serde_json::json!({ "id": id, "name": actor })),
                "address": row.client_address, "action": row.action, "subject": row.subject, "before": json(&row.before), "after": json(&row.after), "said": said,
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
