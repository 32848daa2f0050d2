//! Mutual exclusion: a unit falls into one segment, and a segment belongs to one experiment at most.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::draw::{FastSample, RandomInteger, Sample};
use crate::experiment::Experiment;
use crate::fault::Fault;
use crate::ops::random::Hashed;
use crate::text;
use crate::trial::Trial;
use crate::value::{Map, Value};

/// More segments are refused.
pub const MAX_SEGMENTS: u32 = 100_000;

/// Segments and who holds them. Store the allocations: they are never computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    name: String,
    segments: u32,
    allocations: BTreeMap<u32, Arc<str>>,
    /// An experiment may be here without a segment.
    experiments: BTreeSet<Arc<str>>,
}

/// An allocation that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllocationError {
    /// Not as many segments are free.
    NotEnough {
        /// How many were asked for.
        wanted: u32,
        /// How many are free.
        free: u32,
    },
    /// There is an experiment of this name already.
    Exists(String),
    /// There is no experiment of this name.
    Unknown(String),
    /// A segment lies outside of the namespace, or there are more than [`MAX_SEGMENTS`].
    OutOfRange(u32),
}

impl fmt::Display for AllocationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotEnough { wanted, free } => write!(out, "{wanted} segments are wanted, {free} are free"),
            Self::Exists(name) => write!(out, "there is an experiment “{name}” already"),
            Self::Unknown(name) => write!(out, "there is no experiment “{name}”"),
            Self::OutOfRange(segment) => write!(out, "segment {segment} is out of range"),
        }
    }
}

impl std::error::Error for AllocationError {}

/// What a namespace decided for one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// The unit's segment.
    pub segment: u32,
    /// The experiment that it takes part in.
    pub experiment: Option<Arc<str>>,
    /// The parameters: those of the default, and over them those of the experiment.
    pub params: Map,
    /// Every hash, in order.
    pub hashes: Vec<Hashed>,
}

impl Namespace {
    /// A namespace that nobody holds a part of.
    ///
    /// # Errors
    /// When there are too many segments, or none.
    pub fn new(name: impl Into<String>, segments: u32) -> Result<Self, AllocationError> {
        if segments == 0 || segments > MAX_SEGMENTS {
            return Err(AllocationError::OutOfRange(segments));
        }
        Ok(Self { name: name.into(), segments, allocations: BTreeMap::new(), experiments: BTreeSet::new() })
    }

    /// A namespace as it was stored.
    ///
    /// # Errors
    /// When a segment lies outside of it.
    pub fn restore(name: impl Into<String>, segments: u32, allocations: impl IntoIterator<Item = (u32, Arc<str>)>) -> Result<Self, AllocationError> {
        let mut namespace = Self::new(name, segments)?;
        for (segment, experiment) in allocations {
            if segment >= segments {
                return Err(AllocationError::OutOfRange(segment));
            }
            namespace.experiments.insert(experiment.clone());
            namespace.allocations.insert(segment, experiment);
        }
        Ok(namespace)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who holds which segment, for storing.
    #[must_use]
    pub fn allocations(&self) -> &BTreeMap<u32, Arc<str>> {
        &self.allocations
    }

    /// How many segments nobody holds.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.segments - self.allocations.len() as u32
    }

    fn holds(&self, experiment: &str) -> bool {
        self.experiments.contains(experiment)
    }

    /// Gives an experiment some free segments, drawn at random.
    ///
    /// # Errors
    /// When too few are free, or the experiment is there already.
    pub fn add(&mut self, experiment: &str, segments: u32) -> Result<(), AllocationError> {
        self.allocate(experiment, segments, false)
    }

    /// The same by the quicker kind of sampling, which gives other segments.
    ///
    /// # Errors
    /// When too few are free, or the experiment is there already.
    pub fn add_fast(&mut self, experiment: &str, segments: u32) -> Result<(), AllocationError> {
        self.allocate(experiment, segments, true)
    }

    fn allocate(&mut self, experiment: &str, segments: u32, fast: bool) -> Result<(), AllocationError> {
        if segments > self.free() {
            return Err(AllocationError::NotEnough { wanted: segments, free: self.free() });
        }
        if self.holds(experiment) {
            return Err(AllocationError::Exists(experiment.to_owned()));
        }
        self.draw(experiment, segments, fast)
    }

    /// Gives an experiment more segments; those that it has stay.
    ///
    /// # Errors
    /// When too few are free, or there is no such experiment.
    pub fn grow(&mut self, experiment: &str, more: u32) -> Result<(), AllocationError> {
        if !self.holds(experiment) {
            return Err(AllocationError::Unknown(experiment.to_owned()));
        }
        if more > self.free() {
            return Err(AllocationError::NotEnough { wanted: more, free: self.free() });
        }
        self.draw(experiment, more, false)
    }

    fn draw(&mut self, experiment: &str, segments: u32, fast: bool) -> Result<(), AllocationError> {
        let free: Vec<Value> = (0..self.segments).filter(|segment| !self.allocations.contains_key(segment)).map(Value::from).collect();
        let failed = || AllocationError::NotEnough { wanted: segments, free: free.len() as u32 };
        let draw = if fast { FastSample::of(free.clone(), segments, experiment) } else { Sample::of(free.clone(), segments, experiment) };
        let (drawn, _) = draw.once(&self.name, "sampled_segments", None).map_err(|_| failed())?;
        let holder: Arc<str> = experiment.into();
        self.experiments.insert(holder.clone());
        let drawn = drawn.as_list().unwrap_or_default().iter().filter_map(|segment| u32::try_from(segment.as_i64()?).ok());
        self.allocations.extend(drawn.map(|segment| (segment, holder.clone())));
        Ok(())
    }

    /// Frees the segments of an experiment. Answers with their number.
    ///
    /// # Errors
    /// When there is no such experiment.
    pub fn remove(&mut self, experiment: &str) -> Result<u32, AllocationError> {
        if !self.experiments.remove(experiment) {
            return Err(AllocationError::Unknown(experiment.to_owned()));
        }
        let before = self.allocations.len();
        self.allocations.retain(|_, holder| &**holder != experiment);
        Ok((before - self.allocations.len()) as u32)
    }

    /// The segment of a unit; several values together are one unit.
    ///
    /// # Errors
    /// When there is no unit.
    pub fn segment(&self, units: &[Value]) -> Result<(u32, Vec<Hashed>), Fault> {
        let unit = match units {
            [] => return Err(Fault::argument("a namespace needs a unit")),
            [unit] => unit.clone(),
            several => {
                let inner: Vec<String> = several
                    .iter()
                    .map(|unit| {
                        let mut out = String::new();
                        text::inner(unit, &mut out);
                        out
                    })
                    .collect();
                Value::from(format!("({})", inner.join(", ")))
            }
        };
        let (drawn, hashes) = RandomInteger::of(0, self.segments - 1, unit).once(&self.name, "segment", Some(Vec::new()))?;
        let segment = drawn.as_i64().and_then(|segment| u32::try_from(segment).ok()).unwrap_or(0);
        Ok((segment, hashes))
    }

    /// Decides for one unit. A unit that the experiment keeps out gets the default, as one outside of all experiments does.
    ///
    /// # Errors
    /// When an operator fails.
    pub fn place<'e>(
        &self,
        units: &[Value],
        inputs: &Map,
        find: impl FnOnce(&str) -> Option<&'e dyn Experiment>,
        default: &Map,
    ) -> Result<Placement, Fault> {
        let (segment, mut hashes) = self.segment(units)?;
        let mut params = default.clone();
        let holder = self.allocations.get(&segment).cloned();
        let found = holder.as_deref().and_then(find);
        let mut inside = None;
        if let (Some(experiment), Some(holder)) = (found, holder) {
            let mut trial = Trial::new(experiment, inputs.clone(), |_| {});
            trial.set_name(&format!("{}-{holder}", self.name));
            trial.set_salt(&format!("{}.{holder}", self.name));
            trial.set_automatic_exposure(false);
            trial.keep_hashes();
            if trial.in_experiment()? {
                trial.params()?.iter().for_each(|(name, value)| params.insert(name.clone(), value.clone()));
                inside = Some(holder);
            }
            hashes.extend_from_slice(trial.hashes());
        }
        Ok(Placement { segment, experiment: inside, params, hashes })
    }
}
