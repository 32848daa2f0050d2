//! Means of counts or amounts, one figure a unit.

use super::{Estimate, Interval, normal, student};

/// What is known of many figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    pub count: f64,
    pub mean: f64,
    /// The variance of one figure, by n − 1.
    pub variance: f64,
}

impl Sample {
    pub fn of(values: &[f64]) -> Self {
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
        Self { count, mean, variance }
    }

    /// The variance of the mean.
    pub fn error2(&self) -> f64 {
        self.variance / self.count
    }
}

/// How Welch's test ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    pub estimate: Estimate,
    pub t: f64,
    pub freedom: f64,
    pub p: f64,
    pub interval: Interval,
}

fn freedom(treatment: Sample, baseline: Sample) -> f64 {
    let (t, b) = (treatment.error2(), baseline.error2());
    (t + b).powi(2) / (t * t / (treatment.count - 1.0) + b * b / (baseline.count - 1.0))
}

fn finish(estimate: Estimate, freedom: f64, alpha: f64) -> Welch {
    let t = estimate.z();
    let interval = Interval::around(estimate.value, student::critical(alpha, freedom) * estimate.error);
    Welch { estimate, t, freedom, p: student::two_sided(t, freedom), interval }
}

/// The difference of two means of unlike variance.
pub fn welch(treatment: Sample, baseline: Sample, alpha: f64) -> Welch {
    let estimate = Estimate { value: treatment.mean - baseline.mean, error: (treatment.error2() + baseline.error2()).sqrt() };
    finish(estimate, freedom(treatment, baseline), alpha)
}

/// The relative lift, with the same degrees of freedom.
pub fn welch_relative(treatment: Sample, baseline: Sample, alpha: f64) -> Welch {
    finish(lift(treatment, baseline), freedom(treatment, baseline), alpha)
}

/// The relative lift by the delta method.
pub fn lift(treatment: Sample, baseline: Sample) -> Estimate {
    let ratio = treatment.mean / baseline.mean;
    let error2 = (treatment.error2() + ratio * ratio * baseline.error2()) / baseline.mean.powi(2);
    Estimate { value: (treatment.mean - baseline.mean) / baseline.mean, error: error2.sqrt() }
}

/// The logarithm of the ratio of the means. Its interval, taken back, never falls below −100 %.
pub fn log_ratio(treatment: Sample, baseline: Sample) -> Estimate {
    let part = |sample: Sample| sample.error2() / sample.mean.powi(2);
    Estimate { value: (treatment.mean / baseline.mean).ln(), error: (part(treatment) + part(baseline)).sqrt() }
}

/// The relative lift on the scale on which it is symmetric.
pub fn lift_interval(treatment: Sample, baseline: Sample, alpha: f64) -> Interval {
    log_ratio(treatment, baseline).interval(alpha).map(f64::exp_m1)
}

/// Fieller's interval of the relative lift. `None` when the baseline could be zero.
pub fn fieller(treatment: Sample, baseline: Sample, alpha: f64) -> Option<Interval> {
    let z2 = normal::critical(alpha).powi(2);
    let product = treatment.mean * baseline.mean;
    let below = baseline.mean.powi(2) - z2 * baseline.error2();
    let above = treatment.mean.powi(2) - z2 * treatment.error2();
    let root = (product * product - below * above).sqrt();
    (below > 0.0).then(|| Interval { low: (product - root) / below - 1.0, high: (product + root) / below - 1.0 })
}
