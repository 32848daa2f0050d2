//! Whether the arms got the shares that they should have.

use super::special::chi_square_tail;

/// Below this p value nobody should read on before the cause is found.
pub const ALARM: f64 = 0.001;

/// Pearson's statistic of the counts against the weights, and its p value.
pub fn check(observed: &[f64], weights: &[f64]) -> (f64, f64) {
    let total: f64 = observed.iter().sum();
    let weight: f64 = weights.iter().sum();
    let statistic = observed.iter().zip(weights).map(|(found, share)| (found - total * share / weight).powi(2) / (total * share / weight)).sum();
    (statistic, chi_square_tail(statistic, observed.len() as f64 - 1.0))
}
