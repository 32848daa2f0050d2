//! Exact tests for small numbers.

use super::special::ln_beta;

fn ln_choose(n: f64, k: f64) -> f64 {
    -ln_beta(n - k + 1.0, k + 1.0) - (n + 1.0).ln()
}

/// The share of all outcomes that are at most as likely as the one found; ties may differ by rounding.
fn two_sided(chances: &[f64], found: usize, slack: f64) -> f64 {
    let limit = chances[found] * (1.0 + slack);
    chances.iter().filter(|chance| **chance <= limit).sum::<f64>().min(1.0)
}

/// The two-sided p value of `hits` in `count` tries.
pub fn binomial(hits: u64, count: u64, chance: f64) -> f64 {
    let n = count as f64;
    let chances: Vec<f64> = (0..=count)
        .map(|k| {
            let k = k as f64;
            (ln_choose(n, k) + k * chance.ln() + (n - k) * (-chance).ln_1p()).exp()
        })
        .collect();
    two_sided(&chances, usize::try_from(hits.min(count)).unwrap_or(0), 1e-7)
}

/// Fisher's test of a table of two rows: the odds ratio, and the two-sided p value.
pub fn fisher(table: [[u64; 2]; 2]) -> (f64, f64) {
    let [[a, b], [c, d]] = table;
    let odds = (a as f64 * d as f64) / (b as f64 * c as f64);
    let (row, column, total) = (a + b, a + c, a + b + c + d);
    let low = (row + column).saturating_sub(total);
    let chances: Vec<f64> = (low..=row.min(column))
        .map(|k| {
            let k = k as f64;
            let (row, column, total) = (row as f64, column as f64, total as f64);
            (ln_choose(column, k) + ln_choose(total - column, row - k) - ln_choose(total, row)).exp()
        })
        .collect();
    (odds, two_sided(&chances, usize::try_from(a - low).unwrap_or(0), 1e-12))
}
