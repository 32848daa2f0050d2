//! All SQL of namespaces.

use crate::{
    Error, Result,
    db::{On, Tx, query},
};
use model::time::Timestamp;
use std::sync::Arc;

#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Row {
    pub name: String,
    pub unit: String,
    pub segments: i64,
    pub fallback: String,
}

pub(super) async fn all(on: impl Into<On<'_>>, organization: &str) -> Result<Vec<Row>> {
    let sql = "SELECT name, unit, segments, fallback FROM experiment_namespaces WHERE organization_id = $1 ORDER BY name";
    Ok(query(sql).bind(organization).all(on).await?)
}

/// One of them, held until the transaction ends: allocations are made one after the other.
pub(super) async fn locked(tx: &mut Tx, organization: &str, name: &str) -> Result<Option<Row>> {
    let sql =
        "UPDATE experiment_namespaces SET fallback = fallback WHERE organization_id = $1 AND name = $2 RETURNING name, unit, segments, fallback";
    Ok(query(sql).bind(organization).bind(name).optional(tx).await?)
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

/// Namespace, segment, experiment.
pub(super) async fn held(on: impl Into<On<'_>>, organization: &str) -> Result<Vec<(String, i64, String)>> {
    let sql = "SELECT namespace, segment, experiment FROM experiment_segments WHERE organization_id = $1";
    Ok(query(sql).bind(organization).all(on).await?)
}

/// Experiment, and the namespace that it is in.
pub(super) async fn members(on: impl Into<On<'_>>, organization: &str) -> Result<Vec<(String, String)>> {
    let sql = "SELECT name, namespace FROM experiments WHERE organization_id = $1 AND namespace <> '' ORDER BY name";
    Ok(query(sql).bind(organization).all(on).await?)
}

/// Writes down segments that were drawn.
///
/// # Errors
/// A conflict when one of them is held.
pub(super) async fn hold(tx: &mut Tx, organization: &str, namespace: &str, segments: impl Iterator<Item = u32>, experiment: &str) -> Result<()> {
    for segment in segments {
        let row: Option<(i64,)> = query(
            "INSERT INTO experiment_segments (organization_id, namespace, segment, experiment) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING RETURNING segment",
        )
        .bind(organization)
        .bind(namespace)
        .bind(i64::from(segment))
        .bind(experiment)
        .optional(&mut *tx)
        .await?;
        row.ok_or_else(|| Error::conflict("Somebody else has changed this namespace at the same moment. Nothing was changed; try again."))?;
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

/// A namespace as it was stored.
pub(super) fn restored(row: &Row, held: &[(String, i64, String)]) -> Result<planout::Namespace> {
    let allocations = held.iter().filter(|(namespace, ..)| *namespace == row.name);
    let allocations = allocations.map(|(_, segment, experiment)| (u32::try_from(*segment).unwrap_or(u32::MAX), Arc::from(experiment.as_str())));
    let segments = u32::try_from(row.segments).unwrap_or_default();
    planout::Namespace::restore(&*row.name, segments, allocations).map_err(|error| Error::Fault(format!("namespace {}: {error}", row.name)))
}
