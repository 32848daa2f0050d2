//! What a team's experiment is judged by.

use super::record::fits;
use crate::{Error, Result};
use model::experiment::{HOPED, Metric, MetricKind, WINDOW_DAYS, draft::MAX_METRICS, may_be_hoped};
use std::collections::BTreeSet;

/// The longest name of a metric, in characters.
const LONGEST: usize = 200;

/// # Errors
/// Invalid `metrics`, with the place of the one that is wrong.
pub(super) fn check(metrics: &[Metric]) -> Result<()> {
    if metrics.len() > MAX_METRICS {
        return Err(Error::invalid("metrics", format!("At most {MAX_METRICS} metrics. Nothing was saved.")));
    }
    let mut names = BTreeSet::new();
    for (at, metric) in metrics.iter().enumerate() {
        let wrong = |what: &str| Err(Error::invalid("metrics", format!("Metric {}: {what} Nothing was saved.", at + 1)));
        let fine = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
        // An event that can't be reported would never come.
        let event = |name: &str| !name.trim().is_empty() && fits(name);
        if !fine(&metric.name) || !event(&metric.event) {
            return wrong("it needs a name and an event, of at most 200 characters.");
        }
        if !names.insert(&metric.name) {
            return wrong("there is another one with this name.");
        }
        match metric.kind {
            MetricKind::Ratio if !event(&metric.of) => return wrong("a ratio needs the event below the line."),
            MetricKind::Mean if !metric.of.is_empty() && !event(&metric.of) => return wrong("the event before it has at most 200 characters."),
            MetricKind::Conversion if !metric.of.is_empty() => return wrong("a conversion has no second event."),
            _ => {}
        }
        if metric.window_days.is_some_and(|days| !WINDOW_DAYS.contains(&days)) {
            return wrong(&format!("a window has {} to {} days.", WINDOW_DAYS.start(), WINDOW_DAYS.end()));
        }
        if metric.hoped.is_some_and(|hoped| !may_be_hoped(hoped)) {
            let (least, most) = (HOPED.start(), HOPED.end());
            return wrong(&format!("the change hoped for lies between {least} and {most}, or for a fall between -1 and -{least}, as a fraction."));
        }
    }
    Ok(())
}
