//! Statistics for results: pure functions, checked against scipy, statsmodels and gbstats to nine digits.

pub mod bayes;
pub mod clusters;
pub mod cuped;
pub mod exact;
pub mod factorial;
pub mod gee;
pub mod means;
pub mod mismatch;
pub mod multiple;
pub mod normal;
pub mod power;
pub mod proportions;
pub mod ranks;
pub mod score;
pub mod sequential;
pub mod special;
pub mod student;

/// An interval, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// As far to the left as to the right.
    pub fn around(centre: f64, half: f64) -> Self {
        Self { low: centre - half, high: centre + half }
    }

    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self { low: f(self.low), high: f(self.high) }
    }

    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// An estimate with its standard error, and what normal theory says of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub error: f64,
}

impl Estimate {
    pub fn z(&self) -> f64 {
        self.value / self.error
    }

    pub fn p(&self) -> f64 {
        normal::two_sided(self.z())
    }

    pub fn interval(&self, alpha: f64) -> Interval {
        Interval::around(self.value, normal::critical(alpha) * self.error)
    }
}

/// Where a function that changes its sign between two places is zero.
pub(crate) fn root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let start = f(low);
    for _ in 0..2_000 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if (f(middle) > 0.0) == (start > 0.0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low + (high - low) / 2.0
}
