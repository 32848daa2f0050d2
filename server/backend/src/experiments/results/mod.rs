//! What came of an experiment: one file for each kind of figure. The database adds up by unit and day, the rest is arithmetic.

mod arms;
mod days;
mod detectable;
mod factorial;
mod facts;
#[cfg(test)]
mod false_alarms;
mod figures;
mod health;
mod query;
mod rows;
#[cfg(test)]
mod simulated;
mod subject;
#[cfg(test)]
mod tests;
mod timeline;
mod units;

pub(super) use arms::{list, possible};
pub use rows::rows;
pub(super) use subject::may_decide_own;
pub(super) use units::arm_name;

use crate::{Result, access::Access};
use facts::Facts;
use model::experiment::{
    Metric,
    results::{Measured, Results},
};
use subject::Subject;
use units::Units;

/// Everything that the page of an experiment shows: of a team's own, or of one of the product's.
///
/// # Errors
/// Not found; also one of the product's own, for whoever is no owner of the server's first organization.
pub async fn results(access: &Access, name: &str) -> Result<Results> {
    results_of(access, name, None).await
}

/// The same of a version that somebody met; without one, of the present one.
///
/// # Errors
/// As [`results`]; not found where nobody met the version.
pub async fn results_of(access: &Access, name: &str, version: Option<i64>) -> Result<Results> {
    let backend = access.backend();
    let subject = Subject::find(access, name, version).await?;
    let units = Units::load(&backend.db, &subject).await?;
    let now = backend.clock.now();
    let end = subject.ended_at.unwrap_or(now);
    let span = days::span(&subject, &units, now);
    let measure = async |metric: &Metric| {
        let facts = Facts::load(&backend.db, &subject, metric, &units, end).await?;
        Ok::<_, crate::Error>(Measured {
            arms: figures::figures(metric, &units, &facts),
            timeline: timeline::timeline(metric, &units, &facts, &span),
            detectable: detectable::detectable(metric, &subject, &units, &facts, now),
            factorial: factorial::factorial(metric, &subject, &units, &facts),
            note: subject.note(metric),
            query: format!("{};\n\n{};", units.query, facts.query),
            metric: metric.clone(),
        })
    };
    // The database works on all of them at once.
    let mut metrics = futures::future::try_join_all(subject.metrics.iter().map(measure)).await?;
    if units.left_out > 0 {
        metrics.iter_mut().for_each(without_comparison);
    }
    Ok(Results {
        at: now,
        simulated: subject.simulated,
        started_at: subject.started_at,
        ended_at: subject.ended_at,
        version: subject.version,
        present: subject.present,
        arms: units.shown(),
        left_out: units.left_out,
        days: days::days(&units, &span),
        health: health::health(&backend.db, &subject, &units).await?,
        metrics,
        may_decide: subject.may_decide,
        versions: subject.versions,
        experiment: subject.experiment,
    })
}

/// Which arms are shown, and which of them is the first, hangs on what happened where there are too many: a comparison would mean nothing.
fn without_comparison(metric: &mut Measured) {
    metric.arms.iter_mut().for_each(|figure| figure.compared = None);
    metric.timeline.clear();
    metric.detectable = None;
    metric.factorial = None;
    metric.note = "More arms were met than can be told apart, so they are not compared.".to_owned();
}
