//! What one of the product's own experiments is judged by.

use model::{
    experiment::{Metric, MetricKind},
    product_event::ProductEvent,
};

/// A metric, with what to know when reading it.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    name: &'static str,
    event: ProductEvent,
    kind: MetricKind,
    of: Option<ProductEvent>,
    window_days: Option<u32>,
    note: Option<&'static str>,
    hoped: Option<f64>,
}

impl Measure {
    const fn new(name: &'static str, event: ProductEvent, kind: MetricKind, of: Option<ProductEvent>) -> Self {
        Self { name, event, kind, of, window_days: None, note: None, hoped: None }
    }

    /// The share of units with at least one event.
    pub const fn conversion(name: &'static str, event: ProductEvent) -> Self {
        Self::new(name, event, MetricKind::Conversion, None)
    }

    /// The events per unit.
    pub const fn mean(name: &'static str, event: ProductEvent) -> Self {
        Self::new(name, event, MetricKind::Mean, None)
    }

    /// The events over other ones.
    pub const fn ratio(name: &'static str, event: ProductEvent, of: ProductEvent) -> Self {
        Self::new(name, event, MetricKind::Ratio, Some(of))
    }

    /// Only those that came after this event.
    #[must_use]
    pub const fn after(self, of: ProductEvent) -> Self {
        Self { of: Some(of), ..self }
    }

    /// Only those that came within so many days.
    #[must_use]
    pub const fn within_days(self, days: u32) -> Self {
        Self { window_days: Some(days), ..self }
    }

    /// What to know when reading it.
    #[must_use]
    pub const fn note(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }

    /// The relative lift that is hoped for.
    #[must_use]
    pub const fn hoped(self, lift: f64) -> Self {
        Self { hoped: Some(lift), ..self }
    }

    pub(in crate::experiments) const fn name(&self) -> &'static str {
        self.name
    }

    pub(in crate::experiments) const fn said(&self) -> Option<&'static str> {
        self.note
    }

    pub(in crate::experiments) fn metric(&self) -> Metric {
        Metric {
            name: self.name.into(),
            event: self.event.name().into(),
            kind: self.kind,
            of: self.of.map_or("", ProductEvent::name).into(),
            window_days: self.window_days,
            hoped: self.hoped,
        }
    }
}
