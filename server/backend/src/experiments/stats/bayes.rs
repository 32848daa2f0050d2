//! What one may believe of an effect.

use super::proportions::Share;
use super::special::{beta_quantile, ln_beta};
use super::{Estimate, Interval, normal};

/// What is believed of an effect, as a normal distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Belief {
    pub effect: Estimate,
    pub interval: Interval,
    /// That the treatment is better.
    pub chance_to_win: f64,
    /// What is lost on average by staying with the baseline, and by taking the treatment.
    pub risk: [f64; 2],
}

/// The belief after an estimate, before which there was none, or a normal one of this deviation around zero.
pub fn belief(found: Estimate, prior: Option<f64>, alpha: f64) -> Belief {
    let effect = prior.map_or(found, |deviation| {
        let (precision, before) = (found.error.powi(-2), deviation.powi(-2));
        Estimate { value: found.value * precision / (precision + before), error: (precision + before).recip().sqrt() }
    });
    let spread = effect.error * normal::density(effect.z());
    let risk = [spread + effect.value * normal::below(effect.z()), spread - effect.value * normal::above(effect.z())];
    Belief { effect, interval: effect.interval(alpha), chance_to_win: normal::below(effect.z()), risk }
}

/// The chance that the treatment's rate is the higher one, from uniform priors.
pub fn chance_to_beat(treatment: Share, baseline: Share) -> f64 {
    let (a1, b1) = (treatment.hits + 1.0, treatment.of - treatment.hits + 1.0);
    let (a0, b0) = (baseline.hits + 1.0, baseline.of - baseline.hits + 1.0);
    let term = |i: f64| (ln_beta(a0 + i, b1 + b0) - (b1 + i).ln() - ln_beta(1.0 + i, b1) - ln_beta(a0, b0)).exp();
    // Summed over the hits of the treatment; the roles are arranged so that the sum is over whole numbers.
    let hits = a1 as u64;
    (0..hits).map(|i| term(i as f64)).sum()
}

/// The interval of one rate from a uniform prior.
pub fn rate_interval(share: Share, alpha: f64) -> Interval {
    let (a, b) = (share.hits + 1.0, share.of - share.hits + 1.0);
    Interval { low: beta_quantile(a, b, alpha / 2.0), high: beta_quantile(a, b, 1.0 - alpha / 2.0) }
}
