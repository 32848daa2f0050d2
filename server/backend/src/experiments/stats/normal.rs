//! The normal distribution.

use std::f64::consts::{PI, SQRT_2};

/// The share below.
pub fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The share above.
pub fn above(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// The p value of a two-sided test.
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// The density.
pub fn density(z: f64) -> f64 {
    (-z * z / 2.0).exp() / (2.0 * PI).sqrt()
}

/// The place below which a share lies.
pub fn quantile(share: f64) -> f64 {
    if share > 0.5 {
        return -quantile(1.0 - share);
    }
    if share <= 0.0 {
        return f64::NEG_INFINITY;
    }
    let t = (-2.0 * share.ln()).sqrt();
    let mut z = -(t - (2.515_517 + t * (0.802_853 + t * 0.010_328)) / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308))));
    for _ in 0..4 {
        let step = (below(z) - share) / density(z);
        z -= step / (1.0 + z * step / 2.0);
    }
    z
}

/// How many standard errors an interval at this level reaches to each side.
pub fn critical(alpha: f64) -> f64 {
    -quantile(alpha / 2.0)
}
