//! Experiments written in Rust, and when their exposure is logged.

use std::borrow::Cow;
use std::sync::Arc;

use crate::fault::Fault;
use crate::ops::arguments::{Arguments, Name};
use crate::ops::random::{Hashed, Hasher, Random, Text};
use crate::runtime::Budget;
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
    salt: Cow<'a, str>,
    unit: &'a str,
    inputs: &'a Map,
    overrides: &'a Map,
    data: Map,
    trace: Option<Vec<Hashed>>,
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

/// An operator of chance with its arguments. Made by [`UniformChoice`] and its like.
#[derive(Clone, Debug)]
pub struct Draw {
    random: Random,
    args: Vec<(Name, Value)>,
}

impl Draw {
    fn new(random: Random, args: impl IntoIterator<Item = (Name, Value)>) -> Self {
        Self { random, args: args.into_iter().collect() }
    }

    /// A salt other than the name of the parameter.
    #[must_use]
    pub fn salt(mut self, salt: impl Into<Arc<str>>) -> Self {
        self.args.push((Name::Salt, Value::Str(salt.into())));
        self
    }

    /// A salt instead of those of experiment and parameter.
    #[must_use]
    pub fn full_salt(mut self, salt: impl Into<Arc<str>>) -> Self {
        self.args.push((Name::FullSalt, Value::Str(salt.into())));
        self
    }

    /// Draws with this salt, for this name.
    pub(crate) fn once(&self, experiment_salt: &str, name: &str, trace: Option<Vec<Hashed>>) -> Result<(Value, Vec<Hashed>), Fault> {
        let mut args = Arguments::given(&self.args);
        let mut hasher = Hasher {
            salt: experiment_salt.into(),
            name: Some(name),
            separator: ".".into(),
            ascii: false,
            text: &mut Text::new(),
            budget: Budget::new(64_000_000),
            trace,
        };
        let drawn = self.random.run(&mut args, None, &mut hasher)?.to_value(&hasher.budget)?;
        Ok((drawn, hasher.trace.unwrap_or_default()))
    }
}

impl Settable for Draw {
    fn settle(self, name: &str, params: &mut Params<'_>) -> Result<Value, Fault> {
        let (value, hashes) = self.once(&params.salt, name, params.trace.as_ref().map(|_| Vec::new()))?;
        if let Some(trace) = &mut params.trace {
            trace.extend(hashes);
        }
        Ok(value)
    }
}

macro_rules! draws {
    ($($(#[$doc:meta])* $name:ident => $random:ident ( $($arg:ident : $slot:ident),* );)*) => { $(
        $(#[$doc])*
        pub struct $name;
        impl $name {
            /// The draw.
            #[must_use]
            pub fn of($($arg: impl Into<Value>),*) -> Draw {
                Draw::new(Random::$random, [$((Name::$slot, $arg.into())),*])
            }
        }
    )* };
}

draws! {
    /// A double between two.
    RandomFloat => Float(min: Min, max: Max, unit: Unit);
    /// A whole number between two, both included.
    RandomInteger => Integer(min: Min, max: Max, unit: Unit);
    /// 1 with a probability, else 0.
    BernoulliTrial => Trial(p: P, unit: Unit);
    /// Each of the choices with a probability.
    BernoulliFilter => Filter(p: P, choices: Choices, unit: Unit);
    /// One of the choices, all equally likely.
    UniformChoice => Uniform(choices: Choices, unit: Unit);
    /// One of the choices, as likely as its weight.
    WeightedChoice => Weighted(choices: Choices, weights: Weights, unit: Unit);
    /// Some of the choices in random order.
    Sample => Sample(choices: Choices, draws: Draws, unit: Unit);
    /// The same with fewer hashes, and with another outcome.
    FastSample => FastSample(choices: Choices, draws: Draws, unit: Unit);
}
