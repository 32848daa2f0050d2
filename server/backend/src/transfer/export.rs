//! Out.

use super::{
    FORMAT, PAGE,
    schema::{Table, tables, written},
};
use crate::{
    Backend, Error, Result,
    db::{self, Cells, Tx, Value, assembled},
};
use serde_json::{Value as Json, json};
use std::io::Write;

/// Writes everything as it was at one moment, while others go on working; answers how many rows.
///
/// # Errors
/// When the database can't be read or `out` can't be written.
pub async fn export(backend: &Backend, out: &mut (dyn Write + Send)) -> Result<u64> {
    let mut tx = backend.db.begin_reading().await?;
    line(out, &json!({ "format": FORMAT, "schema": db::schema_version(), "exported_at": backend.clock.now() }))?;
    let mut rows = 0;
    for table in tables().await? {
        rows += export_table(&mut tx, &table, out).await?;
    }
    line(out, &json!({ "rows": rows }))?;
    tx.rollback().await?;
    out.flush().map_err(unwritable)?;
    Ok(rows)
}

async fn export_table(tx: &mut Tx, table: &Table, out: &mut (dyn Write + Send)) -> Result<u64> {
    let mut rows = 0;
    let mut last: Option<Vec<Value>> = None;
    loop {
        let page: Vec<Cells> = page(table, last.as_deref()).all(&mut *tx).await?;
        for Cells(values) in &page {
            line(out, &json!([table.name, values.iter().map(written).collect::<Vec<Json>>()]))?;
        }
        rows += page.len() as u64;
        if table.key.is_empty() || page.len() < PAGE {
            return Ok(rows);
        }
        last = page.last().map(|Cells(values)| key_of(table, values));
    }
}

/// The rows after `last` in the order of the primary key; all at once where there is none (such tables are swept daily).
fn page(table: &Table, last: Option<&[Value]>) -> db::Query {
    let columns = table.columns_sql();
    if table.key.is_empty() {
        return assembled(format!("SELECT {columns} FROM {}", table.name));
    }
    let key = table.key.join(", ");
    let after = last.map_or_else(String::new, |last| {
        let parameters: Vec<String> = (1..=last.len()).map(|number| format!("${number}")).collect();
        format!("WHERE ({key}) > ({})", parameters.join(", "))
    });
    let query = assembled(format!("SELECT {columns} FROM {} {after} ORDER BY {key} LIMIT {PAGE}", table.name));
    last.unwrap_or_default().iter().cloned().fold(query, db::Query::bind)
}

fn key_of(table: &Table, values: &[Value]) -> Vec<Value> {
    let position = |name: &String| table.columns.iter().position(|column| column.name == *name);
    table.key.iter().filter_map(position).filter_map(|at| values.get(at).cloned()).collect()
}

fn line(out: &mut (dyn Write + Send), value: &Json) -> Result<()> {
    writeln!(out, "{value}").map_err(unwritable)
}

fn unwritable(error: std::io::Error) -> Error {
    Error::Fault(format!("the export can’t be written: {error}"))
}
