//! An arm's figure, and the arm beside the baseline.

use super::{facts::Facts, units::Units};
use crate::experiments::stats::{
    Estimate, Interval,
    clusters::{self, Cluster},
    means::{self, Sample},
    multiple::{Method, adjust},
    proportions::{self, Share},
    sequential, student,
};
use model::experiment::{
    Metric, MetricKind,
    results::{Between, Compared, Figure},
};

/// All intervals hold 95 times in a hundred.
pub(super) const ALPHA: f64 = 0.05;

/// What the units of one arm did, in the form that its kind of metric wants.
pub(super) enum Arm {
    Share(Share),
    Mean(Sample),
    Ratio(clusters::Arm),
}

impl Arm {
    /// Every kind as a mean, with the variance of one unit.
    pub fn sample(&self) -> Sample {
        match self {
            Self::Share(share) => Sample { count: share.of, mean: share.rate(), variance: share.variance() },
            Self::Mean(sample) => *sample,
            Self::Ratio(arm) => arm.sample(),
        }
    }

    fn value(&self) -> Option<Between> {
        let sample = self.sample();
        let interval = match self {
            Self::Share(share) => share.wilson(ALPHA),
            Self::Mean(_) => Interval::around(sample.mean, student::critical(ALPHA, sample.count - 1.0) * sample.error2().sqrt()),
            Self::Ratio(_) => Estimate { value: sample.mean, error: sample.error2().sqrt() }.interval(ALPHA),
        };
        between(sample.mean, interval)
    }

    fn difference(&self, baseline: &Self) -> Option<(Between, f64)> {
        let (value, interval, p) = match (self, baseline) {
            (Self::Share(arm), Self::Share(base)) => {
                (arm.rate() - base.rate(), proportions::newcombe(*arm, *base, ALPHA), proportions::pooled(*arm, *base).p())
            }
            (Self::Mean(arm), Self::Mean(base)) => {
                let welch = means::welch(*arm, *base, ALPHA);
                (welch.estimate.value, welch.interval, welch.p)
            }
            (Self::Ratio(arm), Self::Ratio(base)) => {
                let found = clusters::difference(arm, base);
                (found.value, found.interval(ALPHA), found.p())
            }
            _ => return None,
        };
        Some((between(value, interval)?, Some(p).filter(|p| p.is_finite())?))
    }
}

/// Only what is a number: what can't be told is not told.
pub(super) fn between(value: f64, interval: Interval) -> Option<Between> {
    let all = [value, interval.low, interval.high];
    all.iter().all(|number| number.is_finite()).then_some(Between { value, low: interval.low, high: interval.high })
}

/// The relative lift with the interval that holds at every look. Nothing while all units of an arm did the same: such an arm says nothing
/// about how far its mean may be off.
pub(super) fn always(treatment: Sample, baseline: Sample) -> Option<Between> {
    if !(treatment.variance > 0.0 && baseline.variance > 0.0) {
        return None;
    }
    let log = means::log_ratio(treatment, baseline);
    let interval = sequential::interval(log, treatment.count + baseline.count, ALPHA, sequential::TUNING);
    between(log.value.exp_m1(), interval.map(f64::exp_m1))
}

/// What every unit did until the end: above and below the line.
fn totals(units: &Units, facts: &Facts) -> Vec<(f64, f64)> {
    let mut totals = vec![(0.0, 0.0); units.of.len()];
    for fact in &facts.all {
        let total = &mut totals[fact.unit];
        *total = (total.0 + fact.above, total.1 + fact.below);
    }
    totals
}

/// Whether each unit did anything: an event counts whatever its value.
fn active(units: &Units, facts: &Facts) -> Vec<bool> {
    let mut active = vec![false; units.of.len()];
    facts.all.iter().for_each(|fact| active[fact.unit] = true);
    active
}

/// The arms with what their units did, in order.
pub(super) fn arms(metric: &Metric, units: &Units, facts: &Facts) -> Vec<Arm> {
    let totals = totals(units, facts);
    let of_arm = |arm: usize| units.of.iter().enumerate().filter(move |(_, unit)| unit.arm == arm).map(|(at, _)| at);
    let active = active(units, facts);
    (0..units.arms.len())
        .map(|arm| match metric.kind {
            MetricKind::Conversion => Arm::Share(Share { hits: of_arm(arm).filter(|at| active[*at]).count() as f64, of: of_arm(arm).count() as f64 }),
            MetricKind::Mean => Arm::Mean(Sample::of(&of_arm(arm).map(|at| totals[at].0).collect::<Vec<_>>())),
            MetricKind::Ratio => {
                let cluster = |at: usize| Cluster { size: totals[at].1, hits: totals[at].0 };
                Arm::Ratio(clusters::Arm::of(&of_arm(arm).map(cluster).collect::<Vec<_>>()))
            }
        })
        .collect()
}

pub(super) fn figures(metric: &Metric, units: &Units, facts: &Facts) -> Vec<Figure> {
    let arms = arms(metric, units, facts);
    let mut figures: Vec<Figure> = arms.iter().zip(&units.arms).map(|(arm, shown)| plain(arm, shown.units)).collect();
    let Some(baseline) = arms.first() else { return figures };
    for (arm, figure) in arms.iter().zip(&mut figures).skip(1) {
        figure.compared = compared(arm, baseline);
    }
    let found: Vec<usize> = figures.iter().enumerate().filter(|(_, figure)| figure.compared.is_some()).map(|(at, _)| at).collect();
    let values: Vec<f64> = figures.iter().filter_map(|figure| figure.compared.map(|compared| compared.p)).collect();
    for (at, holm) in found.into_iter().zip(adjust(&values, Method::Holm)) {
        if let Some(compared) = &mut figures[at].compared {
            compared.holm = holm;
        }
    }
    figures
}

fn plain(arm: &Arm, units: u64) -> Figure {
    let (total, of) = match arm {
        Arm::Share(share) => (share.hits, share.of),
        Arm::Mean(sample) => (if units == 0 { 0.0 } else { sample.mean * sample.count }, units as f64),
        Arm::Ratio(arm) => (arm.hits, arm.people),
    };
    Figure { units, total, of, value: if units == 0 { None } else { arm.value() }, compared: None }
}

/// The arm beside the baseline; its `holm` is filled in when all are known.
fn compared(arm: &Arm, baseline: &Arm) -> Option<Compared> {
    let (treatment, base) = (arm.sample(), baseline.sample());
    let (difference, p) = arm.difference(baseline)?;
    let lift = between(means::log_ratio(treatment, base).value.exp_m1(), means::lift_interval(treatment, base, ALPHA));
    Some(Compared { lift, difference, p, holm: p, always: always(treatment, base) })
}
