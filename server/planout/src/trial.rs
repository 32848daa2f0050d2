//! An experiment for one unit: when it is decided, and when its exposure is logged.

use crate::experiment::{Experiment, Params, dashed};
use crate::fault::Fault;
use crate::ops::random::Hashed;
use crate::value::{Map, Value};

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
    /// What is hashed; an empty salt is told as the name, but hashed empty.
    hashed: String,
    inputs: Map,
    overrides: Map,
    /// Everything that has been an override: what no longer is stays until it is set.
    data: Map,
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
            hashed: String::new(),
            inputs,
            overrides: Map::new(),
            data: Map::new(),
            automatic: true,
            exposed: false,
            decided: None,
            trace: None,
            sink,
        };
        trial.set_name(experiment.name());
        trial
    }

    /// Another name. Spaces become dashes. What has been decided stays so.
    pub fn set_name(&mut self, name: &str) {
        self.name = dashed(name).into_owned();
        self.hashed = self.salt();
    }

    /// A salt other than the name. What has been decided stays so.
    pub fn set_salt(&mut self, salt: &str) {
        self.salt = Some(salt.to_owned());
        self.hashed = salt.to_owned();
    }

    /// Values that parameters, and inputs of the same names, keep. What has been decided otherwise stays so.
    pub fn set_overrides(&mut self, overrides: Map) {
        for (name, value) in overrides.iter() {
            if self.inputs.contains(name) {
                self.inputs.insert(name.clone(), value.clone());
            }
            let data = self.decided.as_mut().map_or(&mut self.data, |decided| &mut decided.params);
            data.insert(name.clone(), value.clone());
        }
        self.overrides = overrides;
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
            let mut params =
                Params::new(self.hashed.as_str().into(), self.experiment.unit(), &self.inputs, &self.overrides, self.data.clone(), self.trace.take());
            let inside = self.experiment.assign(&mut params);
            let (params, trace) = params.finish();
            self.trace = trace;
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
