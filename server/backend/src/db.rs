//! One SQL text, two databases.
//!
//! [`Db`] holds a native pool of either; [`query`] runs the same text on it. The vocabulary that makes this work is in `migrations/`:
//! TEXT, BIGINT, DOUBLE PRECISION, BYTEA, `$1` parameters. Aggregates need a CAST (`CAST(COUNT(*) AS BIGINT)`).

use crate::sink::{Beside, Record};
use sqlx::{
    Arguments, AssertSqlSafe, FromRow, Postgres, Row as _, SqlSafeStr, Sqlite, TypeInfo as _, ValueRef as _,
    migrate::{MigrateError, Migrator},
    postgres::{PgArguments, PgPool, PgPoolOptions, PgRow},
    sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};
use std::{str::FromStr, time::Duration};

type Result<T> = std::result::Result<T, sqlx::Error>;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// The schema that this program works with: the newest migration's number.
pub fn schema_version() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Why a database does not open, in one line for whoever runs the server.
pub fn why_unopened(error: &sqlx::Error) -> String {
    if let sqlx::Error::Migrate(error) = error
        && let MigrateError::VersionMissing(theirs) = **error
    {
        let ours = schema_version();
        return format!("the database has schema {theirs}, newer than this program’s {ours}: use the newer program, or restore an older backup");
    }
    format!("the database can’t be opened: {error}")
}

/// A database that is open. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Pools,
    /// Where else exposures and events go.
    beside: Beside,
}

#[derive(Clone, Debug)]
enum Pools {
    /// SQLite has one writer; readers don't wait for it.
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    Postgres(PgPool),
}

/// A transaction that may write. Dropped without [`Tx::commit`], nothing happened.
pub struct Tx {
    kind: Kind,
    beside: Beside,
    /// Goes beside when this is committed.
    records: Vec<Record>,
}

enum Kind {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Db {
    /// Opens `sqlite://PATH` (made if missing) or `postgres://…`, and brings the schema up to date.
    ///
    /// # Errors
    /// When it can't be reached, or its schema is newer than this program.
    pub async fn open(url: &str) -> std::result::Result<Self, sqlx::Error> {
        // A reply means durable: the log is flushed at every commit.
        Self::open_with(url, SqliteSynchronous::Full).await
    }

    /// As [`Db::open`], for what can be made again: SQLite does not wait for the disk.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_unflushed(url: &str) -> std::result::Result<Self, sqlx::Error> {
        Self::open_with(url, SqliteSynchronous::Off).await
    }

    async fn open_with(url: &str, synchronous: SqliteSynchronous) -> std::result::Result<Self, sqlx::Error> {
        let db = if url.starts_with("sqlite:") { Self::open_sqlite(url, synchronous).await? } else { Self::open_postgres(url).await? };
        match &db {
            Pools::Sqlite { writer, .. } => MIGRATIONS.run(writer).await?,
            Pools::Postgres(pool) => MIGRATIONS.run(pool).await?,
        }
        Ok(Self { pools: db, beside: Beside::default() })
    }

    /// The same database; what is committed from now on goes to these sinks too.
    #[must_use]
    pub fn with_beside(self, beside: Beside) -> Self {
        Self { beside, ..self }
    }

    /// The sinks beside it.
    pub fn beside(&self) -> &Beside {
        &self.beside
    }

    /// Whether it is a file.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    fn tx(&self, kind: Kind) -> Tx {
        Tx { kind, beside: self.beside.clone(), records: Vec::new() }
    }

    async fn open_sqlite(url: &str, synchronous: SqliteSynchronous) -> Result<Pools> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-16000")
            .pragma("temp_store", "memory");
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        let readers = SqlitePoolOptions::new().max_connections(8).connect_with(options.read_only(false)).await?;
        Ok(Pools::Sqlite { readers, writer })
    }

    async fn open_postgres(url: &str) -> Result<Pools> {
        let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(5)).connect(url).await?;
        Ok(Pools::Postgres(pool))
    }

    /// Starts a transaction that may write. On SQLite it holds the only write lock from the start.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(self.tx(match &self.pools {
            Pools::Sqlite { writer, .. } => Kind::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Kind::Postgres(pool.begin().await?),
        }))
    }

    /// Starts a transaction that reads one state of everything, however long it takes and whoever writes meanwhile.
    pub async fn begin_reading(&self) -> Result<Tx> {
        Ok(self.tx(match &self.pools {
            Pools::Sqlite { readers, .. } => Kind::Sqlite(readers.begin().await?),
            Pools::Postgres(pool) => Kind::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?),
        }))
    }

    /// Copies a SQLite database into a new file as it is at this moment, while others go on working.
    pub async fn copy_to(&self, file: &str) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => sqlx::query("VACUUM INTO $1").bind(file).execute(readers).await.map(|_| ()),
            Pools::Postgres(_) => Err(sqlx::Error::Protocol("only SQLite is copied as a file".into())),
        }
    }

    /// What is broken inside; nothing for a database that is whole. PostgreSQL looks after itself: it only has to answer.
    pub async fn problems(&self) -> Result<Vec<String>> {
        let Pools::Sqlite { .. } = &self.pools else {
            query("SELECT CAST(1 AS BIGINT)").one::<(i64,)>(self).await?;
            return Ok(Vec::new());
        };
        let check: Vec<(String,)> = query("SELECT quick_check FROM pragma_quick_check LIMIT 10").all(self).await?;
        let strays: Vec<(String,)> = query("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check LIMIT 10").all(self).await?;
        let broken = check.into_iter().map(|(line,)| line).filter(|line| line != "ok");
        Ok(broken.chain(strays.into_iter().map(|(table,)| format!("rows of {table} refer to what is not there"))).collect())
    }

    /// Closes the pools; open work finishes first.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub async fn commit(self) -> Result<()> {
        match self.kind {
            Kind::Sqlite(tx) => tx.commit().await,
            Kind::Postgres(tx) => tx.commit().await,
        }?;
        self.beside.offer(&self.records);
        Ok(())
    }

    /// When this is committed.
    pub(crate) fn goes_beside(&mut self, record: &Record) {
        if !self.beside.is_none() {
            self.records.push(record.clone());
        }
    }

    pub async fn rollback(self) -> Result<()> {
        match self.kind {
            Kind::Sqlite(tx) => tx.rollback().await,
            Kind::Postgres(tx) => tx.rollback().await,
        }
    }
}

/// Where a query runs: reading on the database, or inside a transaction.
pub enum On<'a> {
    Db(&'a Db),
    Tx(&'a mut Tx),
}

impl On<'_> {
    /// The same place, for one more query.
    pub fn again(&mut self) -> On<'_> {
        match self {
            On::Db(db) => On::Db(db),
            On::Tx(tx) => On::Tx(tx),
        }
    }
}

impl<'a> From<&'a Db> for On<'a> {
    fn from(db: &'a Db) -> Self {
        On::Db(db)
    }
}

impl<'a> From<&'a mut Tx> for On<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        On::Tx(tx)
    }
}

/// A row that either database can give: `#[derive(sqlx::FromRow)]`, or a tuple.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A parameter, or what a column of any table holds.
#[derive(Clone, Debug)]
pub enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Real(Option<f64>),
    Bytes(Option<Vec<u8>>),
}

/// A row of any table, for moving data without knowing it.
pub struct Cells(pub Vec<Value>);

macro_rules! cells {
    ($($row:ident: $text:literal $int:literal $real:literal $bytes:literal;)*) => { $(
        impl<'r> FromRow<'r, $row> for Cells {
            fn from_row(row: &'r $row) -> Result<Self> {
                let cell = |at: usize| {
                    let kind = row.try_get_raw(at)?.type_info().name().to_owned();
                    Ok(match kind.as_str() {
                        $text | "NULL" => Value::Text(row.try_get(at)?),
                        $int => Value::Int(row.try_get(at)?),
                        $real => Value::Real(row.try_get(at)?),
                        $bytes => Value::Bytes(row.try_get(at)?),
                        other => return Err(sqlx::Error::Decode(format!("a column of type {other}").into())),
                    })
                };
                (0..row.len()).map(cell).collect::<Result<_>>().map(Self)
            }
        }
    )* };
}
cells! {
    SqliteRow: "TEXT" "INTEGER" "REAL" "BLOB";
    PgRow: "TEXT" "INT8" "FLOAT8" "BYTEA";
}

macro_rules! values {
    ($($from:ty, $value:ident => $variant:ident($expression:expr);)*) => { $(
        impl From<$from> for Value {
            fn from($value: $from) -> Self {
                Value::$variant($expression)
            }
        }
    )* };
}

values! {
    &str, v => Text(Some(v.to_owned()));
    String, v => Text(Some(v));
    &String, v => Text(Some(v.clone()));
    Option<String>, v => Text(v);
    Option<&str>, v => Text(v.map(str::to_owned));
    &Option<String>, v => Text(v.clone());
    i64, v => Int(Some(v));
    Option<i64>, v => Int(v);
    bool, v => Int(Some(i64::from(v)));
    Option<bool>, v => Int(v.map(i64::from));
    f64, v => Real(Some(v));
    Option<f64>, v => Real(v);
    Vec<u8>, v => Bytes(Some(v));
    &[u8], v => Bytes(Some(v.to_vec()));
    &Vec<u8>, v => Bytes(Some(v.clone()));
    model::time::Timestamp, v => Int(Some(v.0));
    Option<model::time::Timestamp>, v => Int(v.map(|t| t.0));
    model::role::Role, v => Text(Some(v.as_str().to_owned()));
    model::id::ProjectId, v => Int(Some(v.0));
}

macro_rules! id_values {
    ($($id:ident)*) => { $(
        impl From<&model::id::$id> for Value {
            fn from(id: &model::id::$id) -> Self {
                Value::Text(Some(id.0.clone()))
            }
        }
        impl From<Option<&model::id::$id>> for Value {
            fn from(id: Option<&model::id::$id>) -> Self {
                Value::Text(id.map(|id| id.0.clone()))
            }
        }
    )* };
}
id_values!(AccountId OrganizationId MembershipId TeamId InvitationId IssueId EventId SessionId TokenId ReleaseId ActivityId JoinLinkId);

/// A statement with its parameters, bound in the order of `$1`, `$2`, …
#[must_use]
pub struct Query {
    sql: sqlx::SqlStr,
    values: Vec<Value>,
}

/// A statement that is written in the source.
pub fn query(sql: &'static str) -> Query {
    Query { sql: sql.into_sql_str(), values: Vec::new() }
}

/// A statement put together at run time. Only ever from constant pieces: what people typed goes through [`Query::bind`].
pub fn assembled(sql: String) -> Query {
    Query { sql: AssertSqlSafe(sql).into_sql_str(), values: Vec::new() }
}

impl Query {
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    pub async fn all<T: Row>(self, on: impl Into<On<'_>>) -> Result<Vec<T>> {
        match on.into() {
            On::Db(Db { pools: Pools::Sqlite { readers, .. }, .. }) => sqlx::query_as_with(self.sql, sqlite(self.values)?).fetch_all(readers).await,
            On::Db(Db { pools: Pools::Postgres(pool), .. }) => sqlx::query_as_with(self.sql, postgres(self.values)?).fetch_all(pool).await,
            On::Tx(Tx { kind: Kind::Sqlite(tx), .. }) => sqlx::query_as_with(self.sql, sqlite(self.values)?).fetch_all(&mut **tx).await,
            On::Tx(Tx { kind: Kind::Postgres(tx), .. }) => sqlx::query_as_with(self.sql, postgres(self.values)?).fetch_all(&mut **tx).await,
        }
    }

    pub async fn optional<T: Row>(self, on: impl Into<On<'_>>) -> Result<Option<T>> {
        match on.into() {
            On::Db(Db { pools: Pools::Sqlite { readers, .. }, .. }) => {
                sqlx::query_as_with(self.sql, sqlite(self.values)?).fetch_optional(readers).await
            }
            On::Db(Db { pools: Pools::Postgres(pool), .. }) => sqlx::query_as_with(self.sql, postgres(self.values)?).fetch_optional(pool).await,
            On::Tx(Tx { kind: Kind::Sqlite(tx), .. }) => sqlx::query_as_with(self.sql, sqlite(self.values)?).fetch_optional(&mut **tx).await,
            On::Tx(Tx { kind: Kind::Postgres(tx), .. }) => sqlx::query_as_with(self.sql, postgres(self.values)?).fetch_optional(&mut **tx).await,
        }
    }

    pub async fn one<T: Row>(self, on: impl Into<On<'_>>) -> Result<T> {
        self.optional(on).await?.ok_or(sqlx::Error::RowNotFound)
    }

    /// Runs a statement that returns nothing; answers how many rows it touched. Writing belongs into a [`Tx`].
    pub async fn execute(self, tx: &mut Tx) -> Result<u64> {
        Ok(match &mut tx.kind {
            Kind::Sqlite(tx) => sqlx::query_with(self.sql, sqlite(self.values)?).execute(&mut **tx).await?.rows_affected(),
            Kind::Postgres(tx) => sqlx::query_with(self.sql, postgres(self.values)?).execute(&mut **tx).await?.rows_affected(),
        })
    }
}

fn sqlite(values: Vec<Value>) -> Result<SqliteArguments> {
    arguments(values)
}

fn postgres(values: Vec<Value>) -> Result<PgArguments> {
    arguments(values)
}

fn arguments<A: Arguments>(values: Vec<Value>) -> Result<A>
where
    Option<String>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<i64>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<f64>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<Vec<u8>>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
{
    let mut arguments = A::default();
    for value in values {
        match value {
            Value::Text(text) => arguments.add(text),
            Value::Int(number) => arguments.add(number),
            Value::Real(number) => arguments.add(number),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
