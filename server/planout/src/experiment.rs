//! Experiments written in Rust, and when their exposure is logged.

use std::borrow::Cow;

use crate::fault::Fault;
use crate::ops::random::Hashed;
use crate::script::{Assignment, Options, Script};
use crate::value::{Map, Value};

/// An experiment: a type with a name, a unit, and what it sets.
///
/// ```
/// use planout::{Experiment, Fault, Map, Params, Trial, WeightedChoice};
///
/// struct SampleEvent;
///
/// impl Experiment for SampleEvent {
///     fn name(&self) -> &str { "SampleEventExperiment" }
///     fn unit(&self) -> &str { "userid" }
///     fn assign(&self, params: &mut Params) -> Result<bool, Fault> {
///         params.set("variant", WeightedChoice::of(["button", "link", "control"], [0.25, 0.25, 0.5], params.unit()))?;
///         Ok(true)
///     }
/// }
///
/// let mut exposures = Vec::new();
/// let mut trial = Trial::new(&SampleEvent, Map::from([("userid", 2)]), |record| exposures.push(record));
/// assert_eq!(trial.get("variant")?, Some("control".into()));
/// assert_eq!(exposures.len(), 1);
/// # Ok::<(), Fault>(())
/// ```
pub trait Experiment {
    /// The name, which is also the salt unless there is one.
    fn name(&self) -> &str;

    /// The input that is randomised, such as `userid`.
    fn unit(&self) -> &str;

    /// Sets parameters. False keeps the unit out of the experiment.
    ///
    /// # Errors
    /// When an operator fails.
    fn assign(&self, params: &mut Params<'_>) -> Result<bool, Fault>;

    /// The parameters whose reading counts as exposure; all, unless named.
    fn parameters(&self) -> Option<&[&str]> {
        None
    }

    /// What tells versions of the experiment apart in its records.
    fn checksum(&self) -> Option<String> {
        None
    }

    /// Decides for these inputs, and logs nothing: the shortest way, where a page needs many experiments.
    ///
    /// # Errors
    /// When an operator fails.
    fn decide(&self, inputs: &Map) -> Result<Assignment, Fault> {
        let overrides = Map::new();
        let mut params = Params::new(dashed(self.name()), self.unit(), inputs, &overrides, Map::new(), None);
        let in_experiment = self.assign(&mut params)?;
        Ok(Assignment { params: params.finish().0, in_experiment })
    }
}

/// A name as it is hashed and logged: dashes instead of spaces.
pub(crate) fn dashed(name: &str) -> Cow<'_, str> {
    if !name.contains(char::is_whitespace) {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    let mut spaced = false;
    for character in name.chars() {
        if !character.is_whitespace() {
            out.push(character);
            spaced = false;
        } else if !std::mem::replace(&mut spaced, true) {
            out.push('-');
        }
    }
    Cow::Owned(out)
}

/// What an experiment sets for one unit.
pub struct Params<'a> {
    pub(crate) salt: Cow<'a, str>,
    unit: &'a str,
    inputs: &'a Map,
    overrides: &'a Map,
    data: Map,
    pub(crate) trace: Option<Vec<Hashed>>,
}

impl<'a> Params<'a> {
    pub(crate) fn new(salt: Cow<'a, str>, unit: &'a str, inputs: &'a Map, overrides: &'a Map, data: Map, trace: Option<Vec<Hashed>>) -> Self {
        Self { salt, unit, inputs, overrides, data, trace }
    }

    pub(crate) fn finish(self) -> (Map, Option<Vec<Hashed>>) {
        (self.data, self.trace)
    }

    /// Sets a parameter to a value or to a draw, unless it is overridden. Answers with what it is then.
    ///
    /// # Errors
    /// When the draw fails.
    pub fn set(&mut self, name: &str, what: impl Settable) -> Result<Value, Fault> {
        if let Some(frozen) = self.overrides.get(name) {
            return Ok(frozen.clone());
        }
        let value = what.settle(name, self)?;
        if name == "experiment_salt" {
            let mut salt = String::new();
            crate::text::outer(&value, &mut salt);
            self.salt = Cow::Owned(salt);
        } else {
            self.data.insert(name, value.clone());
        }
        Ok(value)
    }

    /// A parameter that is set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.data.get(name)
    }

    /// What came in under a name, or null.
    #[must_use]
    pub fn input(&self, name: &str) -> Value {
        self.inputs.get(name).cloned().unwrap_or_default()
    }

    /// The unit that is randomised.
    #[must_use]
    pub fn unit(&self) -> Value {
        self.input(self.unit)
    }

    /// Runs a script and takes over what it sets. Answers whether the unit is in.
    ///
    /// # Errors
    /// When an operator fails.
    pub fn run(&mut self, script: &Script) -> Result<bool, Fault> {
        let options = Options { overrides: Some(self.overrides), ..Options::default() };
        let assignment = if self.trace.is_some() {
            let traced = script.trace(&self.salt, self.inputs, &options)?;
            self.trace.get_or_insert_default().extend(traced.hashes);
            traced.assignment
        } else {
            script.assign_with(&self.salt, self.inputs, &options)?
        };
        assignment.params.iter().for_each(|(name, value)| self.data.insert(name.clone(), value.clone()));
        Ok(assignment.in_experiment)
    }
}

/// What a parameter can be set to: a value, or a draw such as [`UniformChoice`].
pub trait Settable {
    /// The value, drawn if it has to be.
    ///
    /// # Errors
    /// When the draw fails.
    fn settle(self, name: &str, params: &mut Params<'_>) -> Result<Value, Fault>;
}

macro_rules! settable {
    ($($kind:ty),*) => { $(impl Settable for $kind {
        fn settle(self, _: &str, _: &mut Params<'_>) -> Result<Value, Fault> {
            Ok(self.into())
        }
    })* };
}
settable!(bool, i32, i64, u32, u64, f64, &str, String, Value, Map, Vec<Value>);
