//! Functions that distributions are made of, good to about fourteen digits also far out in their tails.

use std::f64::consts::PI;

/// ln Γ(x) for x > 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// What Stirling's formula leaves out of ln Γ(x), for x ≥ 10.
fn stirling_rest(x: f64) -> f64 {
    const TERMS: [f64; 7] = [1.0 / 12.0, -1.0 / 360.0, 1.0 / 1_260.0, -1.0 / 1_680.0, 1.0 / 1_188.0, -691.0 / 360_360.0, 1.0 / 156.0];
    let square = (x * x).recip();
    TERMS.iter().rev().fold(0.0, |sum, term| sum * square + term) / x
}

/// ln B(a, b). For large numbers the large parts are cancelled before anything is rounded.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    let (p, q) = if a < b { (a, b) } else { (b, a) };
    if p >= 10.0 {
        let rest = stirling_rest(p) + stirling_rest(q) - stirling_rest(p + q);
        return -0.5 * q.ln() + 0.5 * (2.0 * PI).ln() + rest + (p - 0.5) * (p / (p + q)).ln() + q * (-p / (p + q)).ln_1p();
    }
    if q >= 10.0 {
        let rest = stirling_rest(q) - stirling_rest(p + q);
        return ln_gamma(p) + rest + p - p * (p + q).ln() + (q - 0.5) * (-p / (p + q)).ln_1p();
    }
    ln_gamma(p) + ln_gamma(q) - ln_gamma(p + q)
}

/// The regularised incomplete beta function I_x(a, b), and what is left to one. The smaller of the two is computed, never subtracted.
pub fn beta_tails(a: f64, b: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    let front = (a * x.ln() + b * (-x).ln_1p() - ln_beta(a, b)).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = front * beta_fraction(a, b, x) / a;
        (lower, 1.0 - lower)
    } else {
        let upper = front * beta_fraction(b, a, 1.0 - x) / b;
        (1.0 - upper, upper)
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's method.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = guard(1.0 - (a + b) * x / (a + 1.0)).recip();
    let mut fraction = d;
    for step in 1..20_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = guard(1.0 + even * d).recip();
        c = guard(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = guard(1.0 + odd * d).recip();
        c = guard(1.0 + odd / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    fraction
}

/// The place below which a share `p` of a beta distribution lies.
pub fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    super::root(0.0, 1.0, |x| {
        let (lower, upper) = beta_tails(a, b, x);
        if p < 0.5 { lower - p } else { (1.0 - p) - upper }
    })
}

/// The share of a chi-square distribution above `x`. Not a number where nothing is free.
pub fn chi_square_tail(x: f64, freedom: f64) -> f64 {
    if freedom <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 { 1.0 } else { gamma_tail(freedom / 2.0, x / 2.0) }
}

/// The regularised upper incomplete gamma function.
fn gamma_tail(a: f64, x: f64) -> f64 {
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        for _ in 0..10_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return 1.0 - front * sum;
    }
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = TINY.recip();
    let mut d = b.recip();
    let mut fraction = d;
    for step in 1..10_000 {
        let n = f64::from(step);
        let factor = -n * (n - a);
        b += 2.0;
        d = (factor * d + b).recip();
        c = b + factor / c;
        let change = c * d;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * fraction
}
