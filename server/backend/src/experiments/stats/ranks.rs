//! The rank test of Mann and Whitney.

use super::normal;

/// Up to this many, and without ties, every order can be counted.
const FEW: usize = 8;

/// The two-sided p value: exact for few figures without ties, otherwise with ties and with the correction for continuity.
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
    if ties == 0.0 && first.len().min(second.len()) <= FEW {
        return exact(first.len(), second.len(), larger);
    }
    let total = m + n;
    let deviation = (m * n / 12.0 * ((total + 1.0) - ties / (total * (total - 1.0)))).sqrt();
    let z = (larger - m * n / 2.0 - 0.5) / deviation;
    (2.0 * normal::above(z)).min(1.0)
}

/// Twice the share of all orders of so many figures whose statistic is at least this large.
fn exact(first: usize, second: usize, statistic: f64) -> f64 {
    // orders[m][u]: orders of m figures among those so far with the statistic u.
    let most = first * second;
    let mut orders = vec![vec![0.0; most + 1]; first + 1];
    orders[0][0] = 1.0;
    for before in 0..first + second {
        for m in (1..=first.min(before + 1)).rev() {
            // The next figure is one of the first: it is above all of the second that came before.
            let Some(above) = (before + 1).checked_sub(m).filter(|above| *above <= second) else { continue };
            for u in (above..=most).rev() {
                let more = orders[m - 1][u - above];
                orders[m][u] += more;
            }
        }
    }
    let all: f64 = orders[first].iter().sum();
    let extreme: f64 = orders[first].iter().skip(statistic as usize).sum();
    (2.0 * extreme / all).min(1.0)
}
