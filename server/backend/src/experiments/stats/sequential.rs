//! Intervals that hold however often one looks.

use super::{Estimate, Interval};

/// How many units the intervals are tuned to: narrowest about there.
pub const TUNING: f64 = 5_000.0;

/// What decides where a confidence sequence is narrow.
pub fn rho(alpha: f64, tuning: f64) -> f64 {
    let log = -2.0 * alpha.ln();
    ((log + (log + 1.0).ln()) / tuning).sqrt()
}

/// Half the width of the confidence sequence after `units` units.
pub fn half_width(estimate: Estimate, units: f64, alpha: f64, tuning: f64) -> f64 {
    let rho2 = rho(alpha, tuning).powi(2) * units;
    let deviation = estimate.error * units.sqrt();
    deviation * (2.0 * (rho2 + 1.0) / (units * rho2) * ((rho2 + 1.0).sqrt() / alpha).ln()).sqrt()
}

/// The asymptotic confidence sequence: all of its intervals hold at once.
pub fn interval(estimate: Estimate, units: f64, alpha: f64, tuning: f64) -> Interval {
    Interval::around(estimate.value, half_width(estimate, units, alpha, tuning))
}

/// A p value that may be looked at any time.
pub fn p_value(estimate: Estimate, units: f64, alpha: f64, tuning: f64) -> f64 {
    let rho2 = rho(alpha, tuning).powi(2) * units;
    let evidence = (rho2 * estimate.z().powi(2) / (2.0 * (1.0 + rho2))).exp() / (rho2 + 1.0).sqrt();
    evidence.recip().min(1.0)
}

/// The likelihood ratio against no effect, mixed over effects of this deviation, and its p value.
pub fn mixture(estimate: Estimate, deviation: f64) -> (f64, f64) {
    let (variance, prior) = (estimate.error.powi(2), deviation.powi(2));
    let exponent = prior * estimate.value.powi(2) / (2.0 * variance * (variance + prior));
    let ratio = (variance / (variance + prior)).sqrt() * exponent.exp();
    (ratio, ratio.recip().min(1.0))
}
