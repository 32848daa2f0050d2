//! The tables as the migrations leave them, read off an empty SQLite database: the same for both kinds.

use crate::{
    Error, Result,
    db::{Db, Value, query},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value as Json, json};

pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    /// The primary key's columns, for reading in pages; empty where there is none.
    pub key: Vec<String>,
}

pub struct Column {
    pub name: String,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Int,
    Real,
    Bytes,
}

impl Table {
    /// Column names between commas.
    pub fn columns_sql(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Every table, in the order in which they were made: a table refers to earlier ones and itself only.
pub async fn tables() -> Result<Vec<Table>> {
    let db = Db::open("sqlite::memory:").await?;
    let mut tx = db.begin().await?;
    let names: Vec<(String,)> =
        query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations' ORDER BY rowid")
            .all(&mut tx)
            .await?;
    let mut tables = Vec::new();
    for (name,) in names {
        let found: Vec<(String, String, i64)> =
            query("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid").bind(&name).all(&mut tx).await?;
        let mut key: Vec<(i64, String)> = found.iter().filter(|(.., pk)| *pk > 0).map(|(name, _, pk)| (*pk, name.clone())).collect();
        key.sort();
        let columns = found.into_iter().map(|(name, kind, _)| Ok(Column { name, kind: Kind::parse(&kind)? })).collect::<Result<_>>()?;
        tables.push(Table { name, columns, key: key.into_iter().map(|(_, name)| name).collect() });
    }
    tx.rollback().await?;
    db.close().await;
    Ok(tables)
}

impl Kind {
    fn parse(declared: &str) -> Result<Self> {
        match declared {
            "TEXT" => Ok(Self::Text),
            "BIGINT" => Ok(Self::Int),
            "DOUBLE PRECISION" => Ok(Self::Real),
            "BYTEA" => Ok(Self::Bytes),
            other => Err(Error::Fault(format!("the migrations use {other}, which is not in their vocabulary"))),
        }
    }

    /// A value of this kind from a line; `None` when it is of another one.
    pub fn read(self, value: &Json) -> Option<Value> {
        Some(match (self, value) {
            (Self::Text, Json::Null) => Value::Text(None),
            (Self::Int, Json::Null) => Value::Int(None),
            (Self::Real, Json::Null) => Value::Real(None),
            (Self::Bytes, Json::Null) => Value::Bytes(None),
            (Self::Text, Json::String(text)) => Value::Text(Some(text.clone())),
            (Self::Int, number) => Value::Int(Some(number.as_i64()?)),
            (Self::Real, number) => Value::Real(Some(number.as_f64()?)),
            (Self::Bytes, Json::String(text)) => Value::Bytes(Some(STANDARD.decode(text).ok()?)),
            _ => return None,
        })
    }
}

/// A value as it stands in a line.
pub fn written(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Int(number) => json!(number),
        Value::Real(number) => json!(number),
        Value::Bytes(bytes) => bytes.as_ref().map_or(Json::Null, |bytes| json!(STANDARD.encode(bytes))),
    }
}
