//! Generalised estimating equations: a logistic model of arm, where people of one organization are alike.

use super::clusters::Cluster;

/// How much more likely the treatment makes it, as a logarithm of odds, with its robust standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogOdds {
    pub value: f64,
    pub error: f64,
}

struct State {
    intercept: f64,
    effect: f64,
    alike: f64,
}

impl State {
    fn mean(&self, treated: bool) -> f64 {
        let linear = self.intercept + if treated { self.effect } else { 0.0 };
        1.0 / (1.0 + (-linear).exp())
    }

    /// What the clusters of an arm weigh and say, and the square of what they say.
    fn sums(&self, clusters: &[Cluster], treated: bool) -> (f64, f64, f64) {
        let mean = self.mean(treated);
        let variance = mean * (1.0 - mean);
        clusters.iter().fold((0.0, 0.0, 0.0), |(weight, score, square), cluster| {
            let share = 1.0 / (1.0 + (cluster.size - 1.0) * self.alike);
            let residual = (cluster.hits - mean * cluster.size) * share;
            (weight + cluster.size * share * variance, score + residual, square + residual * residual)
        })
    }

    /// The correlation within clusters, from the residuals.
    fn correlate(&mut self, arms: [(&[Cluster], bool); 2]) {
        let (mut square, mut cross, mut people, mut pairs) = (0.0, 0.0, 0.0, 0.0);
        for (clusters, treated) in arms {
            let mean = self.mean(treated);
            let variance = mean * (1.0 - mean);
            for cluster in clusters {
                let total = (cluster.hits - mean * cluster.size) / variance.sqrt();
                let own = (cluster.hits * (1.0 - mean).powi(2) + (cluster.size - cluster.hits) * mean * mean) / variance;
                square += own;
                cross += (total * total - own) / 2.0;
                people += cluster.size;
                pairs += cluster.size * (cluster.size - 1.0) / 2.0;
            }
        }
        self.alike = cross / (square / (people - 2.0)) / (pairs - 2.0);
    }
}

/// Fits the model as statsmodels does: from the model without correlation, a step at a time.
pub fn exchangeable(treatment: &[Cluster], baseline: &[Cluster]) -> LogOdds {
    let logit = |clusters: &[Cluster]| {
        let (people, hits) = clusters.iter().fold((0.0, 0.0), |(people, hits), cluster| (people + cluster.size, hits + cluster.hits));
        (hits / (people - hits)).ln()
    };
    let intercept = logit(baseline);
    let mut state = State { intercept, effect: logit(treatment) - intercept, alike: 0.0 };
    for step in 0..60 {
        let (base_weight, base_score, _) = state.sums(baseline, false);
        let (weight, score, _) = state.sums(treatment, true);
        let intercept = base_score / base_weight;
        state.intercept += intercept;
        state.effect += score / weight - intercept;
        if (base_score + score).hypot(score) < 1e-6 && step > 0 {
            break;
        }
        state.correlate([(treatment, true), (baseline, false)]);
    }
    let (base_weight, _, base_square) = state.sums(baseline, false);
    let (weight, _, square) = state.sums(treatment, true);
    LogOdds { value: state.effect, error: (square / (weight * weight) + base_square / (base_weight * base_weight)).sqrt() }
}
