//! The rows behind the figures, as a file.

use super::{facts, subject::Subject};
use crate::{
    Result,
    access::Access,
    audit_log::cell,
    db::{Db, assembled, query},
};
use model::time::Timestamp;

/// Exposures that are read at once.
const CHUNK: usize = 5_000;
/// Rows in all: they are put together in memory.
const MOST: usize = 250_000;
const HEAD: &str = "kind,unit,account,time,name,assignment,doorway,value,simulated\r\n";

/// Exposures of the version that is looked at and what its units did from then on until its end, as CSV. A last row says so where
/// there are more than [`MOST`].
///
/// # Errors
/// As [`super::results_of`].
pub async fn rows(access: &Access, name: &str, version: Option<i64>) -> Result<String> {
    let backend = access.backend();
    let subject = Subject::find(access, name, version).await?;
    let end = subject.ended_at.unwrap_or_else(|| backend.clock.now());
    let mut file = File { text: HEAD.to_owned(), left: MOST, simulated: if subject.simulated { "simulated" } else { "" } };
    exposures(&backend.db, &subject, &mut file).await?;
    let mut names: Vec<&str> =
        subject.metrics.iter().flat_map(|metric| [metric.event.as_str(), metric.of.as_str()]).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    for event in names {
        events(&backend.db, &subject, event, end, &mut file).await?;
    }
    if file.left == 0 {
        let said = format!("cut: the first {MOST} rows");
        file.text.extend([&cell(&said), ",,,,,,,,\r\n"]);
    }
    Ok(file.text)
}

/// The file as far as it is written.
struct File {
    text: String,
    left: usize,
    simulated: &'static str,
}

impl File {
    fn line(&mut self, cells: [&str; 8]) {
        let Some(left) = self.left.checked_sub(1) else { return };
        self.left = left;
        cells.iter().for_each(|text| self.text.extend([&cell(text), ","]));
        self.text.extend([&cell(self.simulated), "\r\n"]);
    }
}

async fn exposures(db: &Db, subject: &Subject, file: &mut File) -> Result<()> {
    let mut after = (String::new(), String::new());
    loop {
        let rows: Vec<(String, Option<String>, i64, String, String)> = query(
            "SELECT unit, account_id, first_at, assignment, doorway FROM experiment_exposures
             WHERE organization_id = $1 AND experiment = $2 AND version = $3 AND (unit, assignment) > ($4, $5)
             ORDER BY unit, assignment LIMIT $6",
        )
        .bind(&subject.organization)
        .bind(&subject.experiment.name)
        .bind(subject.version)
        .bind(&after.0)
        .bind(&after.1)
        .bind(CHUNK.min(file.left) as i64)
        .all(db)
        .await?;
        for (unit, account, at, assignment, doorway) in &rows {
            let account = account.as_deref().unwrap_or_default();
            file.line(["exposure", unit, account, &time(*at), &subject.experiment.name, assignment, doorway, ""]);
        }
        match rows.into_iter().last() {
            Some((unit, _, _, assignment, _)) if file.left > 0 => after = (unit, assignment),
            _ => return Ok(()),
        }
    }
}

/// Events of one name by units that met one arm.
async fn events(db: &Db, subject: &Subject, event: &str, end: Timestamp, file: &mut File) -> Result<()> {
    let rows: Vec<(String, String, i64, f64)> = assembled(facts::rows_of(subject.events))
        .bind(&subject.organization)
        .bind(&subject.experiment.name)
        .bind(subject.version)
        .bind(event)
        .bind(end)
        .bind(file.left as i64)
        .all(db)
        .await?;
    for (unit, account, at, value) in rows {
        file.line(["event", &unit, &account, &time(at), event, "", "", &value.to_string()]);
    }
    Ok(())
}

fn time(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at).map(|at| at.to_string()).unwrap_or_default()
}
