//! What came of an experiment, ready to be drawn. Shares and lifts are fractions: 0.05 is five per cent.

use super::{Experiment, Metric};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Everything that the page of an experiment shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// When the figures were made.
    pub at: Timestamp,
    pub experiment: Experiment,
    /// Made by `muster simulate`: has to be said wherever it is shown.
    pub simulated: bool,
    pub started_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// The version that the figures are of.
    pub version: i64,
    /// The version whose figures are shown unless another is asked for: the one that runs, or the last that anybody met.
    pub present: i64,
    /// All that anybody met, oldest first.
    pub versions: Vec<VersionMet>,
    /// The first is the baseline.
    pub arms: Vec<Arm>,
    /// Units that met one of further arms: only those that most units met are told apart.
    pub left_out: u64,
    pub days: Vec<Day>,
    pub health: Health,
    /// The one that decides comes first.
    pub metrics: Vec<Measured>,
    /// May whoever looks conclude it?
    pub may_decide: bool,
}

/// A version that somebody met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionMet {
    pub version: i64,
    pub units: u64,
    /// When it was met first.
    pub since: Timestamp,
}

/// One treatment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arm {
    pub name: String,
    pub params: Map<String, Value>,
    /// Units that met it.
    pub units: u64,
    /// The share of units that it was meant to get, where that is known.
    pub expected: Option<f64>,
}

/// First exposures of one day, UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    pub start: Timestamp,
    /// New units of each arm, in the order of the arms.
    pub units: Vec<u64>,
}

/// Whether the figures can be believed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Health {
    /// Units that met more than one arm; they count for none.
    pub mixed: u64,
    /// Exposures that claimed another assignment than the server's.
    pub refused: u64,
    /// Of all units.
    pub mismatch: Option<Mismatch>,
    /// Of the units that came by one doorway.
    pub doorways: Vec<Mismatch>,
}

/// A sample-ratio check: chi-square of the units of each arm against what was meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mismatch {
    /// The doorway; empty for all.
    pub of: String,
    pub observed: Vec<u64>,
    pub p: f64,
    /// `p` is below 0.001: something sorts the units, the figures mean nothing until it is found.
    pub alarm: bool,
}

/// A metric with its figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub metric: Metric,
    /// In the order of the arms.
    pub arms: Vec<Figure>,
    /// How the comparison with the baseline moved, day by day, by everything known until then.
    pub timeline: Vec<Point>,
    pub detectable: Option<Detectable>,
    pub factorial: Option<Factorial>,
    /// What to know when reading it, a sentence or two; may be empty.
    pub note: String,
    /// The statements behind the figures, with their values.
    pub query: String,
}

/// One arm of a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub units: u64,
    /// Conversions, or the sum of values; of a ratio, what is above the line.
    pub total: f64,
    /// What is below the line of a ratio; otherwise the units.
    pub of: f64,
    /// Rate, mean or ratio; `None` while nothing can be said.
    pub value: Option<Between>,
    /// `None` for the baseline.
    pub compared: Option<Compared>,
}

/// An estimate and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Between {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// An arm beside the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Relative; its interval comes from the log scale. `None` where it can't be told: nothing happened in one of the arms.
    pub lift: Option<Between>,
    /// Absolute.
    pub difference: Between,
    pub p: f64,
    /// `p` by Holm over the arms.
    pub holm: f64,
    /// The relative lift with the interval that holds however often somebody looks; `None` while there is too little to tell.
    pub always: Option<Between>,
}

/// The comparison of one arm at the end of one day, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Its first moment.
    pub day: Timestamp,
    /// Index of the arm.
    pub arm: usize,
    /// Relative lift, with the interval that holds however often somebody looks.
    pub lift: Between,
}

/// How small an effect it could see, at 80 % power.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detectable {
    /// Relative lift that it would find by now.
    pub now: f64,
    /// Relative lift that was hoped for; below zero where less is better.
    pub hoped: f64,
    /// More days at the present pace until that would be found; `None` when nobody comes.
    pub days: Option<f64>,
}

/// Two treatments in four arms: what each does, and what they do together beyond that. Absolute, per unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Factorial {
    pub first: Effect,
    pub second: Effect,
    pub interaction: Effect,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    pub name: String,
    pub size: Between,
    pub p: f64,
}
