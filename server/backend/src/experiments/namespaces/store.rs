//! All SQL of namespaces.

use crate::{
    Error, Result,
    db::{On, Tx, assembled, query},
    experiments::name,
};
use model::time::Timestamp;
use std::sync::Arc;

#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::experiments) struct Row {
    pub name: String,
    pub unit: String,
    pub segments: i64,
    pub fallback: String,
}

pub(super) async fn all(on: impl Into<On<'_>>, organization: &str) -> Result<Vec<Row>> {
    let sql = "SELECT name, unit, segments, fallback FROM experiment_namespaces WHERE organization_id = $1 ORDER BY name";
    Ok(query(sql).bind(organization).all(on).await?)
}

pub(super) async fn find(on: impl Into<On<'_>>, organization: &str, name: &str) -> Result<Option<Row>> {
    if !name::possible(name) {
        return Ok(None);
    }
    let sql = "SELECT name, unit, segments, fallback FROM experiment_namespaces WHERE organization_id = $1 AND name = $2";
    Ok(query(sql).bind(organization).bind(name).optional(on).await?)
}

/// Those that have an experiment in them, or fall back to it.
pub(in crate::experiments) async fn concerning(tx: &mut Tx, organization: &str, experiment: &str) -> Result<Vec<Row>> {
    let sql = "SELECT name, unit, segments, fallback FROM experiment_namespaces WHERE organization_id = $1
       AND (fallback = $2 OR name = (SELECT namespace FROM experiments WHERE organization_id = $1 AND name = $2)) ORDER BY name";
    Ok(query(sql).bind(organization).bind(experiment).all(tx).await?)
}

pub(super) async fn save(tx: &mut Tx, organization: &str, row: &Row, now: Timestamp) -> Result<()> {
    query(
        "INSERT INTO experiment_namespaces (organization_id, name, unit, segments, fallback, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (organization_id, name) DO UPDATE SET unit = excluded.unit, segments = excluded.segments, fallback = excluded.fallback",
    )
    .bind(organization)
    .bind(&row.name)
    .bind(&row.unit)
    .bind(row.segments)
    .bind(&row.fallback)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Which experiment holds a segment.
pub(super) async fn holder(on: impl Into<On<'_>>, organization: &str, namespace: &str, segment: u32) -> Result<Option<String>> {
    let sql = "SELECT experiment FROM experiment_segments WHERE organization_id = $1 AND namespace = $2 AND segment = $3";
    let row: Option<(String,)> = query(sql).bind(organization).bind(namespace).bind(i64::from(segment)).optional(on).await?;
    Ok(row.map(|(experiment,)| experiment))
}

/// The segments of a namespace that are held: segment, experiment.
pub(super) async fn held(on: impl Into<On<'_>>, organization: &str, namespace: &str) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT segment, experiment FROM experiment_segments WHERE organization_id = $1 AND namespace = $2";
    Ok(query(sql).bind(organization).bind(namespace).all(on).await?)
}

/// How many segments each experiment holds: namespace, experiment, segments.
pub(super) async fn counts(on: impl Into<On<'_>>, organization: &str) -> Result<Vec<(String, String, i64)>> {
    let sql = "SELECT namespace, experiment, CAST(COUNT(*) AS BIGINT) FROM experiment_segments WHERE organization_id = $1
       GROUP BY namespace, experiment";
    Ok(query(sql).bind(organization).all(on).await?)
}

/// Experiment, and the namespace that it is in.
pub(super) async fn members(on: impl Into<On<'_>>, organization: &str) -> Result<Vec<(String, String)>> {
    let sql = "SELECT name, namespace FROM experiments WHERE organization_id = $1 AND namespace <> '' ORDER BY name";
    Ok(query(sql).bind(organization).all(on).await?)
}

/// The namespace that an experiment is in without holding a segment of it.
pub(in crate::experiments) async fn without_segment(tx: &mut Tx, organization: &str, experiment: &str) -> Result<Option<String>> {
    let sql = "SELECT namespace FROM experiments WHERE organization_id = $1 AND name = $2 AND namespace <> '' AND NOT EXISTS (
         SELECT 1 FROM experiment_segments s WHERE s.organization_id = $1 AND s.namespace = experiments.namespace AND s.experiment = $2)";
    let row: Option<(String,)> = query(sql).bind(organization).bind(experiment).optional(tx).await?;
    Ok(row.map(|(namespace,)| namespace))
}

/// Rows of one statement.
const ROWS: usize = 200;

/// Writes down segments that were drawn.
pub(super) async fn hold(tx: &mut Tx, organization: &str, namespace: &str, segments: &[u32], experiment: &str) -> Result<()> {
    for segments in segments.chunks(ROWS) {
        let rows: Vec<String> = (0..segments.len()).map(|at| format!("($1, $2, ${}, $3)", at + 4)).collect();
        let sql = format!("INSERT INTO experiment_segments (organization_id, namespace, segment, experiment) VALUES {}", rows.join(", "));
        let insert = assembled(sql).bind(organization).bind(namespace).bind(experiment);
        segments.iter().fold(insert, |insert, segment| insert.bind(i64::from(*segment))).execute(&mut *tx).await?;
    }
    Ok(())
}

/// An experiment joins a namespace: its salt is then that of both.
pub(super) async fn join(tx: &mut Tx, organization: &str, namespace: &str, experiment: &str) -> Result<()> {
    query("UPDATE experiments SET namespace = $1, salt = $2 WHERE organization_id = $3 AND name = $4")
        .bind(namespace)
        .bind(format!("{namespace}.{experiment}"))
        .bind(organization)
        .bind(experiment)
        .execute(tx)
        .await?;
    Ok(())
}

/// Frees the segments of an experiment; how many there were.
pub(super) async fn free(tx: &mut Tx, organization: &str, namespace: &str, experiment: &str) -> Result<u64> {
    let sql = "DELETE FROM experiment_segments WHERE organization_id = $1 AND namespace = $2 AND experiment = $3";
    Ok(query(sql).bind(organization).bind(namespace).bind(experiment).execute(tx).await?)
}

impl Row {
    /// Without what is held of it.
    pub fn empty(&self) -> Result<planout::Namespace> {
        self.restored(&[])
    }

    /// As it was stored.
    pub fn restored(&self, held: &[(i64, String)]) -> Result<planout::Namespace> {
        let allocations = held.iter().map(|(segment, experiment)| (u32::try_from(*segment).unwrap_or(u32::MAX), Arc::from(experiment.as_str())));
        let segments = u32::try_from(self.segments).unwrap_or_default();
        planout::Namespace::restore(&*self.name, segments, allocations).map_err(|error| Error::Fault(format!("namespace {}: {error}", self.name)))
    }
}
