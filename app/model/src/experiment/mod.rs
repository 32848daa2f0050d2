//! Experiments and flags, as pages and services see them.

pub mod draft;
pub mod namespace;
pub mod results;

use crate::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::{borrow::Cow, ops::RangeInclusive, sync::Arc};

/// Where an experiment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody gets it yet.
    Draft,
    Running,
    /// Everybody has the chosen arm.
    Concluded,
    /// Nobody gets it any more.
    Archived,
}

impl Status {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Running => "running",
            Self::Concluded => "concluded",
            Self::Archived => "archived",
        }
    }
}

impl std::str::FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Draft, Self::Running, Self::Concluded, Self::Archived].into_iter().find(|status| status.as_str() == text).ok_or(())
    }
}

/// What one of the product's own experiments randomises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Organization,
    Account,
}

impl Unit {
    /// The name of the input.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Account => "account",
        }
    }
}

/// What an experiment decided for the person or organization that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    pub experiment: Cow<'static, str>,
    pub version: i64,
    /// What is randomised.
    pub unit: Unit,
    /// Shared by all who are given the same.
    pub params: Arc<Map<String, Value>>,
    /// Whether meeting it counts: not when it is concluded, keeps this unit out, or an owner's choice decides instead.
    pub counts: bool,
}

/// As a list: every page carries all of them, and the names of the fields would be the larger half.
impl Serialize for Assigned {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.experiment, self.version, self.unit, &*self.params, self.counts).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Assigned {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (experiment, version, unit, params, counts) = Deserialize::deserialize(deserializer)?;
        Ok(Self { experiment, version, unit, params: Arc::new(params), counts })
    }
}

impl Assigned {
    /// A parameter that is a text.
    pub fn text(&self, parameter: &str) -> Option<&str> {
        self.params.get(parameter)?.as_str()
    }

    /// That it was met, by this doorway; empty where nobody knows.
    pub fn exposure(&self, doorway: &str) -> Exposure {
        let params = Map::clone(&self.params);
        Exposure { experiment: self.experiment.to_string(), version: self.version, params, doorway: doorway.to_owned() }
    }

    /// Whether a parameter is on.
    pub fn is_on(&self, parameter: &str) -> bool {
        self.params.get(parameter).and_then(Value::as_bool).unwrap_or(false)
    }
}

/// Somebody has met a treatment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposure {
    pub experiment: String,
    pub version: i64,
    pub params: Map<String, Value>,
    /// By which way they came to it, such as the doorway of the invite dialog; empty where nobody knows.
    #[serde(default)]
    pub doorway: String,
}

/// What became of exposures that were reported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposed {
    /// Written down now.
    pub recorded: u32,
    /// Known already, or of no account: the unit is kept out, or the experiment is not running, or has another version.
    pub ignored: u32,
    /// Named another assignment than the one computed here, or nothing that could be met here.
    pub refused: u32,
    /// Why, for each that was refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refusals: Vec<Refusal>,
}

/// Why an exposure was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Its place among those that were reported together; the first is 0.
    pub at: u32,
    pub reason: String,
}

/// An experiment as its makers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Experiment {
    pub name: String,
    /// The input that is randomised, such as `organization`, `account` or `userid`.
    pub unit: String,
    /// PlanOut; empty for the product's own.
    pub source: String,
    pub status: Status,
    pub arm: Option<Map<String, Value>>,
    pub version: i64,
    /// What compiles and is probably not meant: `line 1, column 5: …`.
    pub warnings: Vec<String>,
}

/// The days that the window of a metric may have.
pub const WINDOW_DAYS: RangeInclusive<u32> = 1..=366;
/// How large a relative change may be hoped for.
pub const HOPED: RangeInclusive<f64> = 0.01..=10.0;

/// Whether a relative change may be hoped for: a rise, or a fall, which leaves nothing at −1.
pub fn may_be_hoped(change: f64) -> bool {
    HOPED.contains(&change.abs()) && change >= -1.0
}

/// What an experiment is judged by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Unique within the experiment.
    pub name: String,
    /// The event that counts.
    pub event: String,
    pub kind: MetricKind,
    /// Of a ratio: the event below the line. Of a mean: the event whose first one must have come before, if any. Otherwise empty.
    #[serde(default)]
    pub of: String,
    /// Days that count after the unit's first exposure (where there is an `of`: after that event); `None` for all.
    #[serde(default)]
    pub window_days: Option<u32>,
    /// The relative change hoped for, as a fraction: 0.1 for ten per cent. It says how long to wait, and decides nothing.
    #[serde(default)]
    pub hoped: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// The share of units with at least one event.
    Conversion,
    /// The mean of the values of the unit's events.
    Mean,
    /// Events over other events, by the delta method with the units as clusters.
    Ratio,
}

impl MetricKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Conversion => "conversion",
            Self::Mean => "mean",
            Self::Ratio => "ratio",
        }
    }
}

impl std::str::FromStr for MetricKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Conversion, Self::Mean, Self::Ratio].into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// Segments that experiments share without overlapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Namespace {
    pub name: String,
    /// The input that is randomised, the same for all of its experiments.
    pub unit: String,
    pub segments: u32,
    /// Segments that nobody holds.
    pub free: u32,
    /// The experiment whose parameters everybody has who is in none; empty for none.
    pub fallback: String,
    pub experiments: Vec<Allocation>,
}

/// How much of a namespace an experiment holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    pub experiment: String,
    pub segments: u32,
}

/// An experiment in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub experiment: Experiment,
    /// Defined in code: by those who make the product.
    pub own: bool,
    /// Units that have met it, in the present version.
    pub units: u64,
    /// Whether somebody met an earlier version.
    pub earlier: bool,
    pub started_at: Option<Timestamp>,
    pub simulated: bool,
    /// Running as far as anybody decided, but simulated, and its time is up.
    pub over: bool,
}
