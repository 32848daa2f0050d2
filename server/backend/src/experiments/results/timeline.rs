//! How the comparison moved: at the end of each day, by everything known until then.

use super::{facts::Facts, figures::always, units::Units};
use crate::experiments::stats::means::Sample;
use model::{
    experiment::{Metric, MetricKind, results::Point},
    time::{DAY, Timestamp},
};
use std::ops::RangeInclusive;

/// Sums over the units of an arm, kept while days go by: of what is above the line, below it, their squares and products.
#[derive(Clone, Default)]
struct Sums {
    count: f64,
    above: f64,
    above2: f64,
    below: f64,
    below2: f64,
    both: f64,
}

impl Sums {
    fn add(&mut self, (above, below): (f64, f64), sign: f64) {
        self.above += sign * above;
        self.above2 += sign * above * above;
        self.below += sign * below;
        self.below2 += sign * below * below;
        self.both += sign * above * below;
    }

    /// As a mean with the variance of one unit; of a ratio by the delta method.
    fn sample(&self, kind: MetricKind) -> Sample {
        let count = self.count;
        match kind {
            MetricKind::Conversion => {
                let rate = self.above / count;
                Sample { count, mean: rate, variance: rate * (1.0 - rate) }
            }
            MetricKind::Mean => {
                let mean = self.above / count;
                Sample { count, mean, variance: ((self.above2 - count * mean * mean) / (count - 1.0)).max(0.0) }
            }
            MetricKind::Ratio => {
                let rate = self.above / self.below;
                let residual2 = (self.above2 - 2.0 * rate * self.both + rate * rate * self.below2).max(0.0);
                let each = self.below / count;
                Sample { count, mean: rate, variance: residual2 / (count - 1.0) / (each * each) }
            }
        }
    }
}

pub(super) fn timeline(metric: &Metric, units: &Units, facts: &Facts, span: &RangeInclusive<i64>) -> Vec<Point> {
    let mut sums = vec![Sums::default(); units.arms.len()];
    let mut done = vec![(0.0, 0.0); units.of.len()];
    let mut arriving: Vec<(i64, usize)> = units.of.iter().map(|unit| (unit.day, unit.arm)).collect();
    arriving.sort_unstable();
    let (mut arriving, mut facts) = (arriving.into_iter().peekable(), facts.all.iter().peekable());
    let mut points = Vec::new();
    for day in span.clone() {
        while let Some((_, arm)) = arriving.next_if(|(at, _)| *at <= day) {
            sums[arm].count += 1.0;
        }
        while let Some(fact) = facts.next_if(|fact| fact.day <= day) {
            let (sum, total) = (&mut sums[units.of[fact.unit].arm], &mut done[fact.unit]);
            sum.add(*total, -1.0);
            *total = match metric.kind {
                MetricKind::Conversion => (1.0, 0.0),
                MetricKind::Mean | MetricKind::Ratio => (total.0 + fact.above, total.1 + fact.below),
            };
            sum.add(*total, 1.0);
        }
        let samples: Vec<Sample> = sums.iter().map(|sums| sums.sample(metric.kind)).collect();
        let Some((baseline, treatments)) = samples.split_first() else { continue };
        let point = |(at, treatment): (usize, &Sample)| Some(Point { day: Timestamp(day * DAY), arm: at + 1, lift: always(*treatment, *baseline)? });
        points.extend(treatments.iter().enumerate().filter_map(point));
    }
    points
}
