//! The rows behind the figures, as a file.

use super::{facts, subject::Subject};
use crate::{
    Result,
    access::Access,
    audit_log::cell,
    db::{Db, assembled, query},
};

/// Rows that are read at once, and in all.
const CHUNK: i64 = 5_000;
const MOST: usize = 1_000_000;

/// Exposures and events of the units, the version that is looked at, as CSV: at most a million rows.
///
/// # Errors
/// As [`super::results`].
pub async fn rows(access: &Access, name: &str) -> Result<String> {
    let db = &access.backend().db;
    let subject = Subject::find(access, name).await?;
    let mut out = "kind,unit,time,name,assignment,doorway,value\r\n".to_owned();
    let (mut count, mut after) = (0, (String::new(), String::new()));
    loop {
        let rows: Vec<(String, i64, String, String)> = query(
            "SELECT unit, first_at, assignment, doorway FROM experiment_exposures
             WHERE organization_id = $1 AND experiment = $2 AND version = $3 AND (unit > $4 OR (unit = $4 AND assignment > $5))
             ORDER BY unit, assignment LIMIT $6",
        )
        .bind(&subject.organization)
        .bind(&subject.experiment.name)
        .bind(subject.version)
        .bind(&after.0)
        .bind(&after.1)
        .bind(CHUNK)
        .all(db)
        .await?;
        for (unit, at, assignment, doorway) in &rows {
            line(&mut out, ["exposure", unit, &time(*at), &subject.experiment.name, assignment, doorway, ""]);
        }
        count += rows.len();
        match rows.into_iter().last() {
            Some((unit, _, assignment, _)) if count < MOST => after = (unit, assignment),
            _ => break,
        }
    }
    let mut names: Vec<&str> =
        subject.metrics.iter().flat_map(|metric| [metric.event.as_str(), metric.of.as_str()]).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    for event in names {
        for (unit, at, value) in events(db, &subject, event, MOST.saturating_sub(count)).await? {
            line(&mut out, ["event", &unit, &time(at), event, "", "", &value.to_string()]);
            count += 1;
        }
    }
    Ok(out)
}

/// Events of one name by units that met the experiment, from then on.
async fn events(db: &Db, subject: &Subject, event: &str, most: usize) -> Result<Vec<(String, i64, f64)>> {
    let rows = assembled(facts::rows_of(subject.events))
        .bind(&subject.organization)
        .bind(&subject.experiment.name)
        .bind(subject.version)
        .bind(event)
        .bind(i64::try_from(most).unwrap_or(i64::MAX));
    Ok(rows.all(db).await?)
}

fn time(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).map(|at| at.to_string()).unwrap_or_default()
}

fn line(out: &mut String, cells: [&str; 7]) {
    out.push_str(&cells.map(cell).join(","));
    out.push_str("\r\n");
}
