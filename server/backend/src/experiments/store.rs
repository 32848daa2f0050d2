//! The SQL of experiments, their metrics and what was met. That of namespaces is with them, and that of results with each figure.

use super::name;
use crate::{
    Error, Result,
    db::{On, Tx, query},
};
use model::{
    experiment::{Metric, MetricKind, Status, draft::TestCase, results::VersionMet},
    id::OrganizationId,
    time::Timestamp,
};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// The organization that the product's own experiments are kept under.
pub(super) const PRODUCT: &str = "";

#[derive(Clone, sqlx::FromRow)]
pub(super) struct Row {
    pub name: String,
    pub unit: String,
    pub salt: String,
    pub source: String,
    pub status: String,
    pub arm: Option<String>,
    pub version: i64,
}

/// What is decided about an experiment: all that every page needs.
#[derive(sqlx::FromRow)]
pub(super) struct Decided {
    pub name: String,
    status: String,
    arm: Option<String>,
    pub version: i64,
}

impl Decided {
    pub fn status(&self) -> Result<Status> {
        status(&self.status)
    }

    pub fn arm(&self) -> Option<Map<String, Value>> {
        arm(self.arm.as_deref())
    }
}

fn status(text: &str) -> Result<Status> {
    text.parse().map_err(|()| Error::Fault(format!("unknown status {text}")))
}

fn arm(text: Option<&str>) -> Option<Map<String, Value>> {
    text.and_then(|arm| serde_json::from_str(arm).ok())
}

impl Row {
    pub fn status(&self) -> Result<Status> {
        status(&self.status)
    }

    pub fn arm(&self) -> Option<Map<String, Value>> {
        arm(self.arm.as_deref())
    }
}

pub(super) async fn all(on: impl Into<On<'_>>, organization: &str) -> Result<Vec<Row>> {
    let sql = "SELECT name, unit, salt, source, status, arm, version FROM experiments WHERE organization_id = $1 ORDER BY name";
    Ok(query(sql).bind(organization).all(on).await?)
}

pub(super) async fn decided(on: impl Into<On<'_>>, organization: &str) -> Result<Vec<Decided>> {
    let sql = "SELECT name, status, arm, version FROM experiments WHERE organization_id = $1";
    Ok(query(sql).bind(organization).all(on).await?)
}

pub(super) async fn find(on: impl Into<On<'_>>, organization: &str, name: &str) -> Result<Option<Row>> {
    if !name::possible(name) {
        return Ok(None);
    }
    let sql = "SELECT name, unit, salt, source, status, arm, version FROM experiments WHERE organization_id = $1 AND name = $2";
    Ok(query(sql).bind(organization).bind(name).optional(on).await?)
}

/// Writes an experiment, new or changed.
pub(super) async fn save(tx: &mut Tx, id: String, organization: &str, row: &Row, now: Timestamp) -> Result<()> {
    query(
        "INSERT INTO experiments (id, organization_id, name, unit, salt, source, status, arm, version, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (organization_id, name) DO UPDATE SET unit = excluded.unit, source = excluded.source, status = excluded.status,
           arm = excluded.arm, version = excluded.version",
    )
    .bind(id)
    .bind(organization)
    .bind(&row.name)
    .bind(&row.unit)
    .bind(&row.salt)
    .bind(&row.source)
    .bind(&row.status)
    .bind(&row.arm)
    .bind(row.version)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// When it began to run this time, and when that ended: it has an end exactly while it does not run. A simulation keeps its own.
/// `version`: the one that it has from now on.
pub(super) async fn stamp(tx: &mut Tx, organization: &str, name: &str, (status, version): (Status, i64), now: Timestamp) -> Result<()> {
    let sql = match status {
        Status::Running => {
            "UPDATE experiments SET started_at = CASE WHEN started_at IS NULL OR ended_at IS NOT NULL THEN $1 ELSE started_at END, ended_at = NULL
             WHERE organization_id = $2 AND name = $3 AND simulated = 0"
        }
        Status::Concluded | Status::Archived => "UPDATE experiments SET ended_at = COALESCE(ended_at, $1) WHERE organization_id = $2 AND name = $3",
        Status::Draft => return Ok(()),
    };
    query(sql).bind(now).bind(organization).bind(name).execute(&mut *tx).await?;
    if status != Status::Running {
        query("INSERT INTO experiment_ends (organization_id, experiment, version, ended_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING")
            .bind(organization)
            .bind(name)
            .bind(version)
            .bind(now)
            .execute(tx)
            .await?;
    }
    Ok(())
}

/// The versions with which runs ended, and when.
pub(super) async fn ends(on: impl Into<On<'_>>, organization: &str, name: &str) -> Result<Vec<(i64, Timestamp)>> {
    let sql = "SELECT version, ended_at FROM experiment_ends WHERE organization_id = $1 AND experiment = $2";
    let rows: Vec<(i64, i64)> = query(sql).bind(organization).bind(name).all(on).await?;
    Ok(rows.into_iter().map(|(version, at)| (version, Timestamp(at))).collect())
}

/// Keeps the script of a row, which decides from its version on.
pub(super) async fn keep_script(tx: &mut Tx, organization: &str, row: &Row) -> Result<()> {
    query("INSERT INTO experiment_scripts (organization_id, experiment, version, unit, source) VALUES ($1, $2, $3, $4, $5)")
        .bind(organization)
        .bind(&row.name)
        .bind(row.version)
        .bind(&row.unit)
        .bind(&row.source)
        .execute(tx)
        .await?;
    Ok(())
}

/// Unit and source of the script that decided with this version.
pub(super) async fn script_of(on: impl Into<On<'_>>, organization: &str, name: &str, version: i64) -> Result<Option<(String, String)>> {
    let sql = "SELECT unit, source FROM experiment_scripts WHERE organization_id = $1 AND experiment = $2 AND version <= $3
       ORDER BY version DESC LIMIT 1";
    Ok(query(sql).bind(organization).bind(name).bind(version).optional(on).await?)
}

/// That a unit has met what it was given.
pub(super) struct Exposure<'a> {
    /// [`PRODUCT`] for the product's own.
    pub organization: &'a str,
    pub experiment: &'a str,
    pub version: i64,
    pub unit: &'a str,
    pub assignment: &'a str,
    pub account: Option<&'a str>,
    /// By which way the unit came; empty where nobody knows.
    pub doorway: &'a str,
}

/// `false` when it was known.
pub(super) async fn insert_exposure(tx: &mut Tx, exposure: &Exposure<'_>, now: Timestamp) -> Result<bool> {
    let row: Option<(i64,)> = query(
        "INSERT INTO experiment_exposures (organization_id, experiment, version, unit, assignment, account_id, first_at, doorway)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING version",
    )
    .bind(exposure.organization)
    .bind(exposure.experiment)
    .bind(exposure.version)
    .bind(exposure.unit)
    .bind(exposure.assignment)
    .bind(exposure.account)
    .bind(now)
    .bind(exposure.doorway)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

pub(super) async fn count_refusal(tx: &mut Tx, organization: &str, experiment: &str, now: Timestamp) -> Result<()> {
    query(
        "INSERT INTO experiment_refusals (organization_id, experiment, day, count) VALUES ($1, $2, $3, 1)
         ON CONFLICT (organization_id, experiment, day) DO UPDATE SET count = experiment_refusals.count + 1",
    )
    .bind(organization)
    .bind(experiment)
    .bind(now.0.div_euclid(model::time::DAY))
    .execute(tx)
    .await?;
    Ok(())
}

/// An event; `false` when its id was known.
pub(super) async fn insert_event(tx: &mut Tx, organization: &OrganizationId, report: &super::Report, now: Timestamp) -> Result<bool> {
    let row: Option<(String,)> = query(
        "INSERT INTO experiment_events (organization_id, id, unit, name, value, properties, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id",
    )
    .bind(organization)
    .bind(&report.id)
    .bind(&report.unit)
    .bind(&report.name)
    .bind(report.value)
    .bind(Value::Object(report.properties.clone()).to_string())
    .bind(now)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// What else is kept of an experiment.
#[derive(Default)]
pub(super) struct Kept {
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub simulated: bool,
}

/// By the names of the experiments.
pub(super) async fn kept(on: impl Into<On<'_>>, organization: &str) -> Result<HashMap<String, Kept>> {
    let sql = "SELECT name, started_at, ended_at, simulated FROM experiments WHERE organization_id = $1";
    /// Name, start, end, simulated.
    type Row = (String, Option<i64>, Option<i64>, i64);
    let rows: Vec<Row> = query(sql).bind(organization).all(on).await?;
    let kept = |(name, started, ended, simulated): Row| {
        let (started_at, ended_at) = (started.map(Timestamp), ended.map(Timestamp));
        (name, Kept { started_at, ended_at, simulated: simulated != 0 })
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// The versions of an experiment that anybody met, oldest first.
pub(super) async fn versions_met(on: impl Into<On<'_>>, organization: &str, name: &str) -> Result<Vec<VersionMet>> {
    let sql = "SELECT version, CAST(COUNT(DISTINCT unit) AS BIGINT), CAST(MIN(first_at) AS BIGINT) FROM experiment_exposures
       WHERE organization_id = $1 AND experiment = $2 GROUP BY version ORDER BY version";
    let rows: Vec<(i64, i64, i64)> = query(sql).bind(organization).bind(name).all(on).await?;
    let met = |(version, units, since): (i64, i64, i64)| VersionMet { version, units: units.unsigned_abs(), since: Timestamp(since) };
    Ok(rows.into_iter().map(met).collect())
}

/// How many units met each version of each experiment.
pub(super) async fn units_met(on: impl Into<On<'_>>, organization: &str) -> Result<Vec<(String, i64, i64)>> {
    let sql = "SELECT experiment, version, CAST(COUNT(DISTINCT unit) AS BIGINT) FROM experiment_exposures WHERE organization_id = $1
       GROUP BY experiment, version";
    Ok(query(sql).bind(organization).all(on).await?)
}

/// Exposures that claimed another assignment, from the day on which it was started to the one on which it ended.
pub(super) async fn refusals(
    on: impl Into<On<'_>>,
    organization: &str,
    name: &str,
    started: Option<Timestamp>,
    ended: Option<Timestamp>,
) -> Result<u64> {
    let sql = "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM experiment_refusals
       WHERE organization_id = $1 AND experiment = $2 AND day BETWEEN $3 AND $4";
    let day = |at: Timestamp| at.0.div_euclid(model::time::DAY);
    let (from, to) = (started.map_or(0, day), ended.map_or(i64::MAX, day));
    let (count,): (i64,) = query(sql).bind(organization).bind(name).bind(from).bind(to).one(on).await?;
    Ok(count.unsigned_abs())
}

/// Whether anybody ever met exactly this.
pub(super) async fn was_met(on: impl Into<On<'_>>, organization: &str, name: &str, assignment: &str) -> Result<bool> {
    let sql = "SELECT version FROM experiment_exposures WHERE organization_id = $1 AND experiment = $2 AND assignment = $3 LIMIT 1";
    Ok(query(sql).bind(organization).bind(name).bind(assignment).optional::<(i64,)>(on).await?.is_some())
}

/// The organization that the first-run page made.
pub(super) async fn first_organization(on: impl Into<On<'_>>) -> Result<Option<String>> {
    let row: Option<(String,)> = query("SELECT id FROM organizations ORDER BY created_at, id LIMIT 1").optional(on).await?;
    Ok(row.map(|(id,)| id))
}

#[derive(sqlx::FromRow)]
struct MetricRow {
    name: String,
    event: String,
    kind: String,
    of_event: String,
    window_days: Option<i64>,
    hoped: Option<f64>,
}

/// What an experiment is judged by, in order.
pub(super) async fn metrics(on: impl Into<On<'_>>, organization: &str, name: &str) -> Result<Vec<Metric>> {
    let rows: Vec<MetricRow> = query(
        "SELECT name, event, kind, of_event, window_days, hoped FROM experiment_metrics WHERE organization_id = $1 AND experiment = $2
           ORDER BY position",
    )
    .bind(organization)
    .bind(name)
    .all(on)
    .await?;
    let metric = |row: MetricRow| {
        let MetricRow { name, event, kind, of_event, window_days, hoped } = row;
        let kind: MetricKind = kind.parse().map_err(|()| Error::Fault(format!("unknown kind of metric {kind}")))?;
        Ok(Metric { name, event, kind, of: of_event, window_days: window_days.and_then(|days| u32::try_from(days).ok()), hoped })
    };
    rows.into_iter().map(metric).collect()
}

/// Puts these metrics in the place of those that were.
pub(super) async fn set_metrics(tx: &mut Tx, organization: &str, name: &str, metrics: &[Metric]) -> Result<()> {
    query("DELETE FROM experiment_metrics WHERE organization_id = $1 AND experiment = $2").bind(organization).bind(name).execute(&mut *tx).await?;
    for (position, metric) in (0i64..).zip(metrics) {
        query(
            "INSERT INTO experiment_metrics (organization_id, experiment, position, name, event, kind, of_event, window_days, hoped)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(organization)
        .bind(name)
        .bind(position)
        .bind(&metric.name)
        .bind(&metric.event)
        .bind(metric.kind.as_str())
        .bind(&metric.of)
        .bind(metric.window_days.map(i64::from))
        .bind(metric.hoped)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Labels an experiment as simulated.
pub(super) async fn mark_simulated(tx: &mut Tx, organization: &str, name: &str) -> Result<()> {
    let sql = "UPDATE experiments SET simulated = 1 WHERE organization_id = $1 AND name = $2";
    query(sql).bind(organization).bind(name).execute(tx).await?;
    Ok(())
}

/// An end that its clock never comes to.
pub(super) async fn end_at(tx: &mut Tx, organization: &str, name: &str, end: Timestamp) -> Result<()> {
    let sql = "UPDATE experiments SET ended_at = $1 WHERE organization_id = $2 AND name = $3";
    query(sql).bind(end).bind(organization).bind(name).execute(tx).await?;
    Ok(())
}

/// The team's test cases of a script.
pub(super) async fn cases(on: impl Into<On<'_>>, organization: &str, name: &str) -> Result<Vec<TestCase>> {
    let sql = "SELECT tests FROM experiments WHERE organization_id = $1 AND name = $2";
    let row: Option<(String,)> = query(sql).bind(organization).bind(name).optional(on).await?;
    Ok(row.and_then(|(tests,)| serde_json::from_str(&tests).ok()).unwrap_or_default())
}

pub(super) async fn set_cases(tx: &mut Tx, organization: &str, name: &str, cases: &[TestCase]) -> Result<()> {
    let text = serde_json::to_string(cases).map_err(|error| Error::Fault(format!("test cases: {error}")))?;
    let sql = "UPDATE experiments SET tests = $1 WHERE organization_id = $2 AND name = $3";
    query(sql).bind(text).bind(organization).bind(name).execute(tx).await?;
    Ok(())
}

/// Whether owners of the organization chose who may ask for whom, instead of the experiment.
pub(super) async fn owners_chose(on: impl Into<On<'_>>, organization: &OrganizationId) -> Result<bool> {
    let sql = "SELECT id FROM organizations WHERE id = $1 AND (members_request IS NOT NULL OR join_requests IS NOT NULL)";
    Ok(query(sql).bind(organization).optional::<(String,)>(on).await?.is_some())
}
