//! The rank test of Mann and Whitney.

use super::normal;

/// The two-sided p value, with ties and with the correction for continuity.
pub fn mann_whitney(first: &[f64], second: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> = first.iter().map(|value| (*value, true)).chain(second.iter().map(|value| (*value, false))).collect();
    all.sort_by(|left, right| left.0.total_cmp(&right.0));
    let (mut ranks, mut ties, mut at) = (0.0, 0.0, 0);
    while at < all.len() {
        let end = all[at..].iter().take_while(|(value, _)| *value == all[at].0).count() + at;
        let size = (end - at) as f64;
        let rank = (at + end + 1) as f64 / 2.0;
        ranks += rank * all[at..end].iter().filter(|(_, mine)| *mine).count() as f64;
        ties += size.powi(3) - size;
        at = end;
    }
    let (m, n) = (first.len() as f64, second.len() as f64);
    let smaller = ranks - m * (m + 1.0) / 2.0;
    let larger = smaller.max(m * n - smaller);
    let total = m + n;
    let deviation = (m * n / 12.0 * ((total + 1.0) - ties / (total * (total - 1.0)))).sqrt();
    let z = (larger - m * n / 2.0 - 0.5) / deviation;
    (2.0 * normal::above(z)).min(1.0)
}
