//! Rates over people when organizations were randomised: a ratio of means, with the organization as the unit.

use super::means::Sample;
use super::proportions::{self, Share};
use super::{Estimate, Interval, student};

/// One organization: how many there are, and how many of them did it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cluster {
    pub size: f64,
    pub hits: f64,
}

/// The clusters of one arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    pub clusters: f64,
    pub people: f64,
    pub hits: f64,
    /// The variance of the rate, by the delta method.
    pub error2: f64,
    /// The sum over clusters of the squared distance from the rate.
    residual2: f64,
    /// Clusters that hold anybody.
    peopled: f64,
}

impl Arm {
    pub fn of(clusters: &[Cluster]) -> Self {
        let count = clusters.len() as f64;
        let people: f64 = clusters.iter().map(|cluster| cluster.size).sum();
        let hits: f64 = clusters.iter().map(|cluster| cluster.hits).sum();
        let rate = hits / people;
        let residual2: f64 = clusters.iter().map(|cluster| (cluster.hits - rate * cluster.size).powi(2)).sum();
        let error2 = residual2 / (count - 1.0) * count / (people * people);
        let peopled = clusters.iter().filter(|cluster| cluster.size > 0.0).count() as f64;
        Self { clusters: count, people, hits, error2, residual2, peopled }
    }

    pub fn rate(&self) -> f64 {
        self.hits / self.people
    }

    fn share(&self) -> Share {
        Share { hits: self.hits, of: self.people }
    }

    /// As if it were the mean of as many figures as there are clusters.
    pub fn sample(&self) -> Sample {
        Sample { count: self.clusters, mean: self.rate(), variance: self.error2 * self.clusters }
    }
}

/// The difference of the rates.
pub fn difference(treatment: &Arm, baseline: &Arm) -> Estimate {
    Estimate { value: treatment.rate() - baseline.rate(), error: (treatment.error2 + baseline.error2).sqrt() }
}

/// The relative lift of the rate.
pub fn lift(treatment: &Arm, baseline: &Arm) -> Estimate {
    let ratio = treatment.rate() / baseline.rate();
    let error2 = (treatment.error2 + ratio * ratio * baseline.error2) / baseline.rate().powi(2);
    Estimate { value: ratio - 1.0, error: error2.sqrt() }
}

/// The interval of the relative lift on the log scale.
pub fn lift_interval(treatment: &Arm, baseline: &Arm, alpha: f64) -> Interval {
    let part = |arm: &Arm| arm.error2 / arm.rate().powi(2);
    let log = Estimate { value: (treatment.rate() / baseline.rate()).ln(), error: (part(treatment) + part(baseline)).sqrt() };
    log.interval(alpha).map(f64::exp_m1)
}

/// The same difference as a regression of people on arms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regression {
    /// The standard error that takes people for units: too small.
    pub independent: f64,
    /// Clustered, without a correction for few clusters.
    pub cr0: f64,
    /// Clustered, with it.
    pub cr1: f64,
}

pub fn regression(treatment: &Arm, baseline: &Arm) -> Regression {
    let people = treatment.people + baseline.people;
    // A regression of people knows of no empty ones.
    let clusters = treatment.peopled + baseline.peopled;
    let missed = |arm: &Arm| arm.people * arm.share().variance();
    let variance = (missed(treatment) + missed(baseline)) / (people - 2.0);
    let cr0 = treatment.residual2 / treatment.people.powi(2) + baseline.residual2 / baseline.people.powi(2);
    let few = clusters / (clusters - 1.0) * (people - 1.0) / (people - 2.0);
    Regression { independent: (variance * (1.0 / treatment.people + 1.0 / baseline.people)).sqrt(), cr0: cr0.sqrt(), cr1: (cr0 * few).sqrt() }
}

/// The test that wrongly takes people for units, for comparison.
pub fn naive(treatment: &Arm, baseline: &Arm) -> Estimate {
    proportions::pooled(treatment.share(), baseline.share())
}

/// How many times larger the variance is than if people had been randomised.
pub fn design_effect(treatment: &Arm, baseline: &Arm) -> f64 {
    (regression(treatment, baseline).cr1 / regression(treatment, baseline).independent).powi(2)
}

/// The p value of an estimate with a distribution of its own freedom.
pub fn p_of(value: f64, error: f64, freedom: Option<f64>) -> f64 {
    freedom.map_or_else(|| super::normal::two_sided(value / error), |freedom| student::two_sided(value / error, freedom))
}
