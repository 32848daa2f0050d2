//! Into an empty database: everything or nothing.

use super::{
    FORMAT, PAGE,
    schema::{Table, tables},
};
use crate::{
    Backend, Error, Result,
    db::{self, Tx, Value, assembled, query},
};
use serde::Deserialize;
use serde_json::Value as Json;
use std::io::BufRead;

/// The most parameters of one statement; both databases take this many.
const MAX_PARAMETERS: usize = 30_000;

#[derive(Deserialize)]
struct Head {
    format: String,
    schema: i64,
}

#[derive(Deserialize)]
struct End {
    rows: u64,
}

/// Reads an export into this database; answers how many rows.
///
/// # Errors
/// When the database is in use already, when `from` is no export of this schema, or stops halfway. Then nothing was imported.
pub async fn import(backend: &Backend, from: &mut (dyn BufRead + Send)) -> Result<u64> {
    let mut lines = from.lines();
    let first = next(&mut lines)?.ok_or_else(|| fault("the file is empty"))?;
    let head: Head = serde_json::from_str(&first).map_err(|_| fault("this is no export of Muster"))?;
    if head.format != FORMAT {
        return Err(fault(format!("this export is of the form {}, which this program does not read", head.format)));
    }
    if head.schema != db::schema_version() {
        let (theirs, ours) = (head.schema, db::schema_version());
        return Err(fault(format!("the export has schema {theirs}, this program {ours}: import with the version that made it, then update")));
    }
    let tables = tables().await?;
    let mut tx = backend.db.begin().await?;
    require_empty(&mut tx).await?;
    clear(&mut tx, &tables).await?;
    let mut rows = 0;
    let mut pending: Option<Pending<'_>> = None;
    while let Some(line) = next(&mut lines)? {
        let number = rows + 2;
        if let Ok(End { rows: expected }) = serde_json::from_str(&line) {
            flush(&mut tx, pending.take()).await?;
            if expected != rows {
                return Err(fault(format!("the file holds {rows} rows, its end says {expected}; nothing was imported")));
            }
            tx.commit().await?;
            return Ok(rows);
        }
        let (name, values): (String, Vec<Json>) =
            serde_json::from_str(&line).map_err(|_| fault(format!("line {number} can’t be read; nothing was imported")))?;
        let table = tables
            .iter()
            .find(|table| table.name == name)
            .ok_or_else(|| fault(format!("line {number}: there is no table {name}; nothing was imported")))?;
        let values = typed(table, &values).ok_or_else(|| fault(format!("line {number} does not fit the table {name}; nothing was imported")))?;
        if pending.as_ref().is_some_and(|pending| pending.is_full() || pending.table.name != table.name) {
            flush(&mut tx, pending.take()).await?;
        }
        pending.get_or_insert_with(|| Pending { table, values: Vec::new() }).values.extend(values);
        rows += 1;
    }
    Err(fault(format!("the file stops after {rows} rows, before its end; nothing was imported")))
}

/// Rows of one table that go in with one statement.
struct Pending<'a> {
    table: &'a Table,
    values: Vec<Value>,
}

impl Pending<'_> {
    fn is_full(&self) -> bool {
        let width = self.table.columns.len();
        self.values.len() >= PAGE * width || self.values.len() + width > MAX_PARAMETERS
    }
}

async fn flush(tx: &mut Tx, pending: Option<Pending<'_>>) -> Result<()> {
    let Some(Pending { table, values }) = pending else { return Ok(()) };
    let width = table.columns.len();
    let row = |first: usize| format!("({})", (first..first + width).map(|number| format!("${}", number + 1)).collect::<Vec<_>>().join(", "));
    let rows: Vec<String> = (0..values.len()).step_by(width).map(row).collect();
    let insert = assembled(format!("INSERT INTO {} ({}) VALUES {}", table.name, table.columns_sql(), rows.join(", ")));
    values.into_iter().fold(insert, db::Query::bind).execute(tx).await?;
    Ok(())
}

fn typed(table: &Table, values: &[Json]) -> Option<Vec<Value>> {
    if values.len() != table.columns.len() {
        return None;
    }
    table.columns.iter().zip(values).map(|(column, value)| column.kind.read(value)).collect()
}

async fn require_empty(tx: &mut Tx) -> Result<()> {
    let (used,): (i64,) = query("SELECT CAST((SELECT COUNT(*) FROM accounts) + (SELECT COUNT(*) FROM organizations) AS BIGINT)").one(tx).await?;
    if used > 0 {
        return Err(fault("this database is in use already; import into an empty one"));
    }
    Ok(())
}

fn next(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> Result<Option<String>> {
    lines.next().transpose().map_err(|error| fault(format!("the file can’t be read: {error}; nothing was imported")))
}

/// Takes away what the migrations themselves put in: the export has it too.
async fn clear(tx: &mut Tx, tables: &[Table]) -> Result<()> {
    for table in tables.iter().rev() {
        assembled(format!("DELETE FROM {}", table.name)).execute(tx).await?;
    }
    Ok(())
}

fn fault(text: impl Into<String>) -> Error {
    Error::Fault(text.into())
}
