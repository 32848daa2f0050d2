//! Experiments written in Rust, and when their exposure is logged.

use std::sync::Arc;

use crate::fault::Fault;
use crate::ops::arguments::{Arguments, Name};
use crate::ops::random::{Hashed, Hasher, Random};
use crate::runtime::{Budget, Val};
use crate::script::{Options, Script};
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
}

/// What an experiment sets for one unit.
pub struct Params<'a> {
    salt: String,
    unit: &'a str,
    inputs: &'a Map,
    overrides: &'a Map,
    data: Map,
    trace: Option<Vec<Hashed>>,
}

impl Params<'_> {
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
            self.salt = salt;
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

    /// Draws outside of an experiment.
    pub(crate) fn once(&self, experiment_salt: &str, name: &str, trace: Option<Vec<Hashed>>) -> Result<(Value, Vec<Hashed>), Fault> {
        let mut args = Arguments::default();
        args.put(Name::Salt, Val::Str(name.into()));
        for (name, value) in &self.args {
            args.put(*name, Val::from_value(value));
        }
        let mut hasher = Hasher {
            salt: experiment_salt.into(),
            separator: ".".into(),
            ascii: false,
            buffer: String::new(),
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

/// What is logged.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The name of the experiment.
    pub name: String,
    /// Its salt.
    pub salt: String,
    /// What came in.
    pub inputs: Map,
    /// What was set.
    pub params: Map,
    /// `exposure`, or an event of yours.
    pub event: String,
    /// What you added.
    pub extra: Option<Map>,
    /// The version of the experiment.
    pub checksum: Option<String>,
}

impl Record {
    /// The record as the reference writes it. The time is given, since this crate has no clock.
    #[must_use]
    pub fn json(&self, time: i64) -> Value {
        let mut map = Map::new();
        map.insert("name", self.name.as_str());
        map.insert("time", time);
        map.insert("salt", self.salt.as_str());
        map.insert("inputs", self.inputs.clone());
        map.insert("params", self.params.clone());
        map.insert("event", self.event.as_str());
        self.extra.iter().for_each(|extra| map.insert("extra_data", extra.clone()));
        self.checksum.iter().for_each(|checksum| map.insert("checksum", checksum.as_str()));
        Value::Map(map)
    }
}

struct Decided {
    params: Map,
    inside: bool,
}

/// An experiment for one unit: decides when first asked, and logs the exposure once.
pub struct Trial<'e, S: FnMut(Record)> {
    experiment: &'e dyn Experiment,
    name: String,
    salt: Option<String>,
    inputs: Map,
    overrides: Map,
    automatic: bool,
    exposed: bool,
    decided: Option<Decided>,
    trace: Option<Vec<Hashed>>,
    sink: S,
}

impl<'e, S: FnMut(Record)> Trial<'e, S> {
    /// Nothing is decided or logged yet.
    pub fn new(experiment: &'e dyn Experiment, inputs: Map, sink: S) -> Self {
        let mut trial = Self {
            experiment,
            name: String::new(),
            salt: None,
            inputs,
            overrides: Map::new(),
            automatic: true,
            exposed: false,
            decided: None,
            trace: None,
            sink,
        };
        trial.set_name(experiment.name());
        trial
    }

    /// Another name. Spaces become dashes.
    pub fn set_name(&mut self, name: &str) {
        self.name = dashed(name);
        self.decided = None;
    }

    /// A salt other than the name.
    pub fn set_salt(&mut self, salt: &str) {
        self.salt = Some(salt.to_owned());
        self.decided = None;
    }

    /// Values that parameters, and inputs of the same names, keep.
    pub fn set_overrides(&mut self, overrides: Map) {
        for (name, value) in
            overrides.iter().filter(|(name, _)| self.inputs.contains(name)).map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
        {
            self.inputs.insert(name, value);
        }
        self.overrides = overrides;
        self.decided = None;
    }

    /// Whether reading a parameter logs the exposure; it does, unless turned off.
    pub fn set_automatic_exposure(&mut self, automatic: bool) {
        self.automatic = automatic;
    }

    /// Keeps every hash for [`Trial::hashes`].
    pub fn keep_hashes(&mut self) {
        self.trace.get_or_insert_default();
    }

    /// The hashes since [`Trial::keep_hashes`].
    #[must_use]
    pub fn hashes(&self) -> &[Hashed] {
        self.trace.as_deref().unwrap_or_default()
    }

    fn salt(&self) -> String {
        self.salt.clone().filter(|salt| !salt.is_empty()).unwrap_or_else(|| self.name.clone())
    }

    fn decide(&mut self) -> Result<&Decided, Fault> {
        if self.decided.is_none() {
            let mut params = Params {
                salt: self.salt(),
                unit: self.experiment.unit(),
                inputs: &self.inputs,
                overrides: &self.overrides,
                data: self.overrides.clone(),
                trace: self.trace.take(),
            };
            let inside = self.experiment.assign(&mut params);
            self.trace = params.trace.take();
            let params = params.data;
            self.decided = Some(Decided { params, inside: inside? });
        }
        self.decided.as_ref().ok_or_else(|| Fault::argument("nothing was decided"))
    }

    /// Whether the unit takes part. Logs nothing.
    ///
    /// # Errors
    /// When an operator fails.
    pub fn in_experiment(&mut self) -> Result<bool, Fault> {
        Ok(self.decide()?.inside)
    }

    /// A parameter. Counts as exposure.
    ///
    /// # Errors
    /// When an operator fails.
    pub fn get(&mut self, name: &str) -> Result<Option<Value>, Fault> {
        let counts = self.experiment.parameters().is_none_or(|names| names.contains(&name));
        if self.automatic && counts {
            self.expose(None)?;
        }
        Ok(self.decide()?.params.get(name).cloned())
    }

    /// All parameters. Counts as exposure.
    ///
    /// # Errors
    /// When an operator fails.
    pub fn params(&mut self) -> Result<Map, Fault> {
        if self.automatic {
            self.expose(None)?;
        }
        Ok(self.decide()?.params.clone())
    }

    /// Logs the exposure, unless it has been logged or the unit takes no part.
    ///
    /// # Errors
    /// When an operator fails.
    pub fn expose(&mut self, extra: Option<Map>) -> Result<(), Fault> {
        if self.exposed {
            return Ok(());
        }
        self.exposed = self.in_experiment()?;
        self.event("exposure", extra)
    }

    /// Logs an event, unless the unit takes no part.
    ///
    /// # Errors
    /// When an operator fails.
    pub fn event(&mut self, event: &str, extra: Option<Map>) -> Result<(), Fault> {
        let decided = self.decide()?;
        if !decided.inside {
            return Ok(());
        }
        let params = decided.params.clone();
        let record = Record {
            name: self.name.clone(),
            salt: self.salt(),
            inputs: self.inputs.clone(),
            params,
            event: event.to_owned(),
            extra: extra.filter(|extra| !extra.is_empty()),
            checksum: self.experiment.checksum(),
        };
        (self.sink)(record);
        Ok(())
    }
}

fn dashed(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for character in name.chars() {
        if !character.is_whitespace() {
            out.push(character);
        } else if !out.ends_with('\u{0}') {
            out.push('\u{0}');
        }
    }
    out.replace('\u{0}', "-")
}
