//! What the units did, as the database adds it up: one statement for each kind of metric.

use super::{
    query::{Shown, shown},
    subject::{Events, Subject},
    units::Units,
};
use crate::{
    Result,
    db::{Db, assembled},
};
use model::{
    experiment::{Metric, MetricKind},
    time::{DAY, Timestamp},
};

/// What one unit did on one day.
pub(super) struct Fact {
    /// Place in [`Units::of`].
    pub unit: usize,
    /// Days since 1970.
    pub day: i64,
    /// The values added up; of a ratio, what is above the line.
    pub above: f64,
    /// Of a ratio, what is below the line.
    pub below: f64,
}

/// All of it in the order of days, and the statement that found it.
pub(super) struct Facts {
    pub all: Vec<Fact>,
    /// With its values in it, ready to be run by whoever wants to see for themselves.
    pub query: String,
}

impl Facts {
    /// Nothing after `end` counts: once everybody has the same arm, what they do says nothing about the arms.
    pub async fn load(db: &Db, subject: &Subject, metric: &Metric, units: &Units, end: Timestamp) -> Result<Self> {
        let text = statement(subject.events, metric);
        let values = values(subject, metric, end);
        let bound = values.iter().fold(assembled(text.clone()), |query, value| match value {
            Shown::Text(text) => query.bind(text.as_str()),
            Shown::Number(number) => query.bind(*number),
        });
        let rows: Vec<(String, i64, f64, f64)> = bound.all(db).await?;
        let fact = |(unit, day, above, below): (String, i64, f64, f64)| Some(Fact { unit: *units.places.get(&unit)?, day, above, below });
        let mut all: Vec<Fact> = rows.into_iter().filter_map(fact).collect();
        all.sort_by_key(|fact| fact.day);
        Ok(Self { all, query: shown(&text, &values) })
    }
}

/// Longer than anything lasts, milliseconds.
const FOREVER: i64 = 100_000 * DAY;

/// $1 organization, $2 experiment, $3 version, $4 event, $5 window in milliseconds, $6 the end, $7 the event below the line or before.
fn values(subject: &Subject, metric: &Metric, end: Timestamp) -> Vec<Shown> {
    let window = metric.window_days.map_or(FOREVER, |days| i64::from(days) * DAY);
    let mut values = vec![
        Shown::Text(subject.organization.clone()),
        Shown::Text(subject.experiment.name.clone()),
        Shown::Number(subject.version),
        Shown::Text(metric.event.clone()),
        Shown::Number(window),
        Shown::Number(end.0),
    ];
    values.extend((!metric.of.is_empty()).then(|| Shown::Text(metric.of.clone())));
    values
}

/// Units that met one arm, and when they first did.
const MET: &str = "WITH met AS (
  SELECT unit, MIN(first_at) AS first_at FROM experiment_exposures
  WHERE organization_id = $1 AND experiment = $2 AND version = $3 GROUP BY unit HAVING COUNT(*) = 1)";

fn statement(events: Events, metric: &Metric) -> String {
    match (metric.of.is_empty(), events) {
        (true, _) => per_unit(events),
        (false, Events::Reported) => reported_after(metric.kind),
        (false, _) => followed(events, metric.kind),
    }
}

/// The table of events, what ties a row `e` to a unit, and its value.
fn table(events: Events, e: &str) -> (&'static str, String, &'static str) {
    match events {
        Events::Reported => ("experiment_events", format!("{e}.organization_id = $1 AND {e}.unit = met.unit"), "e.value"),
        Events::OfOrganizations => ("analytics_events", format!("{e}.organization_id = met.unit"), "1"),
        Events::OfAccounts => ("analytics_events", format!("{e}.account_id = met.unit"), "1"),
    }
}

/// Every event of one name by a unit that met one arm. $5: the end. $6: how many at most.
pub(super) fn rows_of(events: Events) -> String {
    let (table, tied, value) = table(events, "e");
    let account = if events == Events::Reported { "''" } else { "COALESCE(e.account_id, '')" };
    format!(
        "{MET}
SELECT met.unit, {account}, e.created_at, CAST({value} AS DOUBLE PRECISION)
FROM met JOIN {table} e ON {tied} AND e.name = $4 AND e.created_at >= met.first_at AND e.created_at <= $5
ORDER BY met.unit, e.created_at LIMIT $6"
    )
}

fn per_unit(events: Events) -> String {
    let (table, tied, value) = table(events, "e");
    format!(
        "{MET}
SELECT met.unit, e.created_at / {DAY} AS day, CAST(SUM({value}) AS DOUBLE PRECISION) AS above, CAST(0 AS DOUBLE PRECISION) AS below
FROM met JOIN {table} e ON {tied} AND e.name = $4
  AND e.created_at >= met.first_at AND e.created_at <= met.first_at + $5 AND e.created_at <= $6
GROUP BY met.unit, e.created_at / {DAY}"
    )
}

/// Of services: values of one event from the unit's first event of the other name on; of a ratio, over the values of that other event.
fn reported_after(kind: MetricKind) -> String {
    let within = "e.created_at >= begun.began AND e.created_at <= begun.began + $5 AND e.created_at <= $6";
    let below = if kind == MetricKind::Ratio { "e.value" } else { "0" };
    format!(
        "{MET}, begun AS (
  SELECT met.unit, MIN(b.created_at) AS began
  FROM met JOIN experiment_events b ON b.organization_id = $1 AND b.unit = met.unit AND b.name = $7 AND b.created_at >= met.first_at
  GROUP BY met.unit)
SELECT f.unit, f.day, CAST(SUM(f.above) AS DOUBLE PRECISION) AS above, CAST(SUM(f.below) AS DOUBLE PRECISION) AS below FROM (
  SELECT e.unit, e.created_at / {DAY} AS day, e.value AS above, CAST(0 AS DOUBLE PRECISION) AS below
  FROM begun JOIN experiment_events e ON e.organization_id = $1 AND e.unit = begun.unit AND e.name = $4 AND {within}
  UNION ALL
  SELECT e.unit, e.created_at / {DAY} AS day, CAST(0 AS DOUBLE PRECISION) AS above, CAST({below} AS DOUBLE PRECISION) AS below
  FROM begun JOIN experiment_events e ON e.organization_id = $1 AND e.unit = begun.unit AND e.name = $7 AND {within}
) AS f GROUP BY f.unit, f.day"
    )
}

/// The product's own: of those who did the one, who did the other within the window.
fn followed(events: Events, kind: MetricKind) -> String {
    let (table, tied, _) = table(events, "b");
    let below = if kind == MetricKind::Ratio { 1 } else { 0 };
    format!(
        "{MET}, begun AS (
  SELECT met.unit, b.created_at AS began, (
    SELECT MIN(e.created_at) FROM analytics_events e WHERE e.account_id = b.account_id AND e.organization_id = b.organization_id
      AND e.name = $4 AND e.created_at >= b.created_at AND e.created_at <= b.created_at + $5 AND e.created_at <= $6) AS done
  FROM met JOIN {table} b ON {tied} AND b.name = $7 AND b.created_at >= met.first_at AND b.created_at <= $6)
SELECT f.unit, f.day, CAST(SUM(f.above) AS DOUBLE PRECISION) AS above, CAST(SUM(f.below) AS DOUBLE PRECISION) AS below FROM (
  SELECT unit, done / {DAY} AS day, 1 AS above, 0 AS below FROM begun WHERE done IS NOT NULL
  UNION ALL
  SELECT unit, began / {DAY} AS day, 0 AS above, {below} AS below FROM begun
) AS f GROUP BY f.unit, f.day"
    )
}
