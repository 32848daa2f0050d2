//! How small an effect it could see by now, and how long until it sees the one hoped for.

use super::{facts::Facts, figures, subject::Subject, units::Units};
use crate::experiments::stats::normal;
use model::{
    experiment::{Metric, Status, results::Detectable},
    time::{DAY, Timestamp},
};

/// Hoped for where nobody said.
const HOPED: f64 = 0.05;

pub(super) fn detectable(metric: &Metric, subject: &Subject, units: &Units, facts: &Facts, now: Timestamp) -> Option<Detectable> {
    let smallest = units.arms.iter().skip(1).map(|arm| arm.units).min().filter(|units| *units > 0)? as f64;
    let baseline = figures::arms(metric, units, facts).first()?.sample();
    let reach = normal::critical(figures::ALPHA) + normal::quantile(0.8);
    let relative = reach * (baseline.variance * (1.0 / smallest + 1.0 / baseline.count)).sqrt() / baseline.mean;
    let hoped = metric.hoped.unwrap_or(HOPED);
    (relative.is_finite() && relative > 0.0).then(|| Detectable { now: relative, hoped, days: days(subject, units, relative / hoped.abs(), now) })
}

/// Days until enough units came; `None` when nobody comes any more.
fn days(subject: &Subject, units: &Units, short: f64, now: Timestamp) -> Option<f64> {
    if short <= 1.0 {
        return Some(0.0);
    }
    let began = units.began?;
    let elapsed = (now.0 - began).max(DAY) as f64 / DAY as f64;
    let goes_on = subject.experiment.status == Status::Running && subject.version == subject.present && !subject.simulated;
    goes_on.then_some((short * short - 1.0) * elapsed)
}
