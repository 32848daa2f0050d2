//! What to know when reading what the product's own experiments are judged by.

use super::own::ALL;

/// What to know when reading a metric of one of the product's own.
pub(super) fn note(experiment: &str, metric: &str) -> Option<&'static str> {
    let declared = ALL.iter().find(|declared| declared.name() == experiment)?;
    declared.measures().iter().find(|measure| measure.name() == metric)?.said()
}
