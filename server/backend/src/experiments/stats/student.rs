//! Student's distribution, with broken degrees of freedom.

use super::special::beta_tails;

/// The p value of a two-sided test.
pub fn two_sided(t: f64, freedom: f64) -> f64 {
    if t.is_nan() || freedom.is_nan() {
        return f64::NAN;
    }
    let square = t * t;
    // Whichever of the two is small is exact.
    let (inner, _) = if square < freedom {
        let (lower, upper) = beta_tails(0.5, freedom / 2.0, square / (freedom + square));
        (upper, lower)
    } else {
        beta_tails(freedom / 2.0, 0.5, freedom / (freedom + square))
    };
    inner
}

/// How many standard errors an interval at this level reaches to each side.
pub fn critical(alpha: f64, freedom: f64) -> f64 {
    let mut high = 2.0;
    while two_sided(high, freedom) > alpha && high < 1e12 {
        high *= 2.0;
    }
    super::root(0.0, high, |t| two_sided(t, freedom) - alpha)
}
