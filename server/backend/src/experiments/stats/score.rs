//! Score intervals of Miettinen and Nurminen for the difference and the ratio of two rates.

use super::proportions::Share;
use super::{Interval, normal, root};

fn correction(treatment: Share, baseline: Share) -> f64 {
    let total = treatment.of + baseline.of;
    total / (total - 1.0)
}

/// Whose formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    /// As published.
    Published,
    /// As in statsmodels 0.15, which writes hits where the paper has units in one place, so that rates can come out below zero. Intervals
    /// are a little wider.
    Statsmodels,
}

/// The rates that fit best when their difference is given.
fn restricted(treatment: Share, baseline: Share, difference: f64, formula: Formula) -> (f64, f64) {
    let total = treatment.of + baseline.of;
    let hits = treatment.hits + baseline.hits;
    let a = total;
    let b = (treatment.of + 2.0 * baseline.of) * difference - total - hits;
    let slope = if formula == Formula::Published { baseline.of } else { baseline.hits };
    let c = (slope * difference - total - 2.0 * baseline.hits) * difference + hits;
    let d = baseline.hits * difference * (1.0 - difference);
    let (b, c, d) = (b / a, c / a, d / a);
    let q = b.powi(3) / 27.0 - b * c / 6.0 + d / 2.0;
    let p = (b * b / 9.0 - c / 3.0).max(0.0).sqrt().copysign(q);
    let angle = if p == 0.0 { std::f64::consts::FRAC_PI_3 } else { (std::f64::consts::PI + (q / p.powi(3)).clamp(-1.0, 1.0).acos()) / 3.0 };
    let low = 2.0 * p * angle.cos() - b / 3.0;
    match formula {
        Formula::Published => ((low + difference).clamp(0.0, 1.0), low.clamp(0.0, 1.0)),
        Formula::Statsmodels => (low + difference, low),
    }
}

fn spread(treatment: f64, of: f64, baseline: f64, baseline_of: f64, factor: f64) -> f64 {
    treatment * (1.0 - treatment) / of + factor * baseline * (1.0 - baseline) / baseline_of
}

/// Both ends where the statistic is as far from zero as the level allows.
fn invert(estimate: f64, floor: f64, ceiling: f64, limit: f64, statistic: impl Fn(f64) -> f64) -> Interval {
    Interval { low: root(floor, estimate, |value| statistic(value) - limit), high: root(estimate, ceiling, |value| statistic(value) + limit) }
}

/// The difference of the rates.
pub fn difference(treatment: Share, baseline: Share, alpha: f64, formula: Formula) -> Interval {
    let found = treatment.rate() - baseline.rate();
    invert(found, -1.0, 1.0, normal::critical(alpha), |value| {
        let (t, b) = restricted(treatment, baseline, value, formula);
        (found - value) / (spread(t, treatment.of, b, baseline.of, 1.0) * correction(treatment, baseline)).sqrt().max(1e-150)
    })
}

/// The ratio of the rates.
pub fn ratio(treatment: Share, baseline: Share, alpha: f64) -> Interval {
    let found = treatment.rate() / baseline.rate();
    let mut ceiling = found.max(1.0) * 2.0;
    let statistic = |value: f64| {
        let a = (treatment.of + baseline.of) * value;
        let b = -(treatment.of * value + treatment.hits + baseline.of + baseline.hits * value);
        let c = treatment.hits + baseline.hits;
        // The stable form of the smaller root.
        let base = 2.0 * c / (-b + (b * b - 4.0 * a * c).max(0.0).sqrt());
        let spread = spread(base * value, treatment.of, base, baseline.of, value * value);
        (treatment.rate() - value * baseline.rate()) / (spread * correction(treatment, baseline)).sqrt().max(1e-150)
    };
    let limit = normal::critical(alpha);
    while statistic(ceiling) > -limit && ceiling < 1e12 {
        ceiling *= 2.0;
    }
    invert(found, 0.0, ceiling, limit, statistic)
}
