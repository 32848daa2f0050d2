//! What a team's experiment is judged by.

use crate::{Error, Result};
use model::experiment::{Metric, MetricKind};
use std::collections::BTreeSet;

/// The most metrics of one experiment.
const MOST: usize = 20;
/// The longest name, of a metric or of an event, in characters.
const LONGEST: usize = 200;

/// # Errors
/// Invalid `metrics`, with the place of the one that is wrong.
pub(super) fn check(metrics: &[Metric]) -> Result<()> {
    if metrics.len() > MOST {
        return Err(Error::invalid("metrics", format!("At most {MOST} metrics. Nothing was saved.")));
    }
    let mut names = BTreeSet::new();
    for (at, metric) in metrics.iter().enumerate() {
        let wrong = |what: &str| Err(Error::invalid("metrics", format!("Metric {}: {what} Nothing was saved.", at + 1)));
        let fine = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
        if !fine(&metric.name) || !fine(&metric.event) {
            return wrong("it needs a name and an event, of at most 200 characters.");
        }
        if !names.insert(&metric.name) {
            return wrong("there is another one with this name.");
        }
        match metric.kind {
            MetricKind::Ratio if !fine(&metric.of) => return wrong("a ratio needs the event below the line."),
            MetricKind::Conversion | MetricKind::Mean if !metric.of.is_empty() => return wrong("only a ratio has an event below the line."),
            _ => {}
        }
        if metric.window_days.is_some_and(|days| !(1..=366).contains(&days)) {
            return wrong("a window has 1 to 366 days.");
        }
    }
    Ok(())
}
