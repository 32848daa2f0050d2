//! Two shares: how many of how many, in the treatment and in the baseline.

use super::special::{beta_quantile, chi_square_tail};
use super::{Estimate, Interval, normal};

/// How many of how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    pub hits: f64,
    pub of: f64,
}

impl Share {
    pub fn rate(&self) -> f64 {
        self.hits / self.of
    }

    /// The variance of a single answer.
    pub fn variance(&self) -> f64 {
        self.rate() * (1.0 - self.rate())
    }

    fn error2(&self) -> f64 {
        self.variance() / self.of
    }

    /// The score interval, which behaves at the edges.
    pub fn wilson(&self, alpha: f64) -> Interval {
        let z2 = normal::critical(alpha).powi(2);
        let denominator = 1.0 + z2 / self.of;
        let centre = (self.rate() + z2 / (2.0 * self.of)) / denominator;
        let half = normal::critical(alpha) * (self.variance() / self.of + z2 / (4.0 * self.of * self.of)).sqrt() / denominator;
        let interval = Interval::around(centre, half);
        // At the edges rounding would leave a hair.
        Interval { low: if self.hits == 0.0 { 0.0 } else { interval.low }, high: if self.hits == self.of { 1.0 } else { interval.high } }
    }

    /// The exact interval of Clopper and Pearson.
    pub fn exact(&self, alpha: f64) -> Interval {
        let missed = self.of - self.hits;
        let low = if self.hits == 0.0 { 0.0 } else { beta_quantile(self.hits, missed + 1.0, alpha / 2.0) };
        let high = if missed == 0.0 { 1.0 } else { beta_quantile(self.hits + 1.0, missed, 1.0 - alpha / 2.0) };
        Interval { low, high }
    }

    /// Wilson's centre with a normal interval around it.
    pub fn agresti_coull(&self, alpha: f64) -> Interval {
        let z2 = normal::critical(alpha).powi(2);
        Self { hits: self.hits + z2 / 2.0, of: self.of + z2 }.wald(alpha)
    }

    /// What is left of a Jeffreys prior.
    pub fn jeffreys(&self, alpha: f64) -> Interval {
        let (a, b) = (self.hits + 0.5, self.of - self.hits + 0.5);
        Interval { low: beta_quantile(a, b, alpha / 2.0), high: beta_quantile(a, b, 1.0 - alpha / 2.0) }
    }

    /// The textbook interval, within 0 and 1.
    pub fn wald(&self, alpha: f64) -> Interval {
        Estimate { value: self.rate(), error: self.error2().sqrt() }.interval(alpha).map(|end| end.clamp(0.0, 1.0))
    }
}

/// The difference of the rates, with the standard error that holds when both are equal.
pub fn pooled(treatment: Share, baseline: Share) -> Estimate {
    let all = Share { hits: treatment.hits + baseline.hits, of: treatment.of + baseline.of };
    Estimate { value: treatment.rate() - baseline.rate(), error: (all.variance() * (1.0 / treatment.of + 1.0 / baseline.of)).sqrt() }
}

/// The difference of the rates.
pub fn difference(treatment: Share, baseline: Share) -> Estimate {
    Estimate { value: treatment.rate() - baseline.rate(), error: (treatment.error2() + baseline.error2()).sqrt() }
}

/// The difference, with one hit and one miss added on both sides.
pub fn agresti_caffo(treatment: Share, baseline: Share, alpha: f64) -> Interval {
    let add = |share: Share| Share { hits: share.hits + 1.0, of: share.of + 2.0 };
    difference(add(treatment), add(baseline)).interval(alpha)
}

/// The difference, from the two Wilson intervals.
pub fn newcombe(treatment: Share, baseline: Share, alpha: f64) -> Interval {
    let (t, b) = (treatment.wilson(alpha), baseline.wilson(alpha));
    let value = treatment.rate() - baseline.rate();
    Interval {
        low: value - (treatment.rate() - t.low).hypot(b.high - baseline.rate()),
        high: value + (t.high - treatment.rate()).hypot(baseline.rate() - b.low),
    }
}

/// The logarithm of the ratio of the rates.
pub fn log_ratio(treatment: Share, baseline: Share) -> Estimate {
    let part = |share: Share| 1.0 / share.hits - 1.0 / share.of;
    Estimate { value: (treatment.rate() / baseline.rate()).ln(), error: (part(treatment) + part(baseline)).sqrt() }
}

/// Pearson's test of independence: the statistic and its p value, plain and with Yates' correction.
pub fn chi_square(treatment: Share, baseline: Share) -> [(f64, f64); 2] {
    let rows = [[treatment.hits, treatment.of - treatment.hits], [baseline.hits, baseline.of - baseline.hits]];
    let total = treatment.of + baseline.of;
    let columns = [rows[0][0] + rows[1][0], rows[0][1] + rows[1][1]];
    [0.0, 0.5].map(|correction: f64| {
        let mut statistic = 0.0;
        for (row, size) in rows.iter().zip([treatment.of, baseline.of]) {
            for (found, column) in row.iter().zip(columns) {
                let expected = size * column / total;
                let away = (found - expected).abs();
                statistic += (away - correction.min(away)).powi(2) / expected;
            }
        }
        (statistic, chi_square_tail(statistic, 1.0))
    })
}
