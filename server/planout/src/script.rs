//! Scripts: read, compiled, run.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::fault::Fault;
use crate::json::{self, JsonError};
use crate::language::{self, SyntaxError};
use crate::lower::{TooLarge, lower};
use crate::operators::Operators;
use crate::ops::random::{Hashed, Hasher, Text};
use crate::program::{Program, Step};
use crate::run::{Runner, Slot};
use crate::runtime::Budget;
use crate::value::{Map, Value};

/// Where a script finds what it is asked about, such as `userid`.
pub trait Inputs {
    /// The value of a name, if there is one.
    fn input(&self, name: &str) -> Option<&Value>;
}

impl Inputs for Map {
    fn input(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl Inputs for [(&str, Value)] {
    fn input(&self, name: &str) -> Option<&Value> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

impl<const N: usize> Inputs for [(&str, Value); N] {
    fn input(&self, name: &str) -> Option<&Value> {
        self.as_slice().input(name)
    }
}

/// A script that cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub enum ScriptError {
    /// The source is not PlanOut.
    Syntax(SyntaxError),
    /// The text is not JSON.
    Json(JsonError),
    /// It is too large.
    TooLarge(TooLarge),
}

impl fmt::Display for ScriptError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(out),
            Self::Json(error) => error.fmt(out),
            Self::TooLarge(error) => error.fmt(out),
        }
    }
}

impl std::error::Error for ScriptError {}

impl From<SyntaxError> for ScriptError {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}

impl From<JsonError> for ScriptError {
    fn from(error: JsonError) -> Self {
        Self::Json(error)
    }
}

impl From<TooLarge> for ScriptError {
    fn from(error: TooLarge) -> Self {
        Self::TooLarge(error)
    }
}

/// What a script decided for one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The parameters, in the order in which they were set.
    pub params: Map,
    /// Whether the unit takes part.
    pub in_experiment: bool,
}

impl Assignment {
    /// A parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.params.get(name)
    }
}

/// How a script is run.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Variables that keep a value whatever the script sets them to; nothing is a value too.
    pub overrides: Option<&'a Map>,
    /// Refuse to hash what is not ASCII, as the reference does.
    pub ascii: bool,
    /// What a run may cost, in steps of roughly one value or one block hashed.
    pub steps: u64,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { overrides: None, ascii: false, steps: 4_000_000 }
    }
}

/// A run with everything that can be known about it.
#[derive(Clone, Debug)]
pub struct Traced {
    /// What was decided.
    pub assignment: Assignment,
    /// Every hash, in order.
    pub hashes: Vec<Hashed>,
    /// The script as the reference would have it after this run: with the salts that it writes into it.
    pub script: Value,
}

/// A compiled script. Cheap to clone, and shared by threads.
///
/// ```
/// use planout::Script;
/// let script = Script::compile("variant = weightedChoice(choices=['button', 'link', 'control'], weights=[0.25, 0.25, 0.5], unit=userid);")?;
/// let assignment = script.assign("SampleEventExperiment", &[("userid", 2.into())])?;
/// assert_eq!(assignment.get("variant"), Some(&"control".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Script {
    json: Arc<Value>,
    program: Arc<Program>,
}

const FEW: usize = 8;
const NO_OVERRIDES: &Map = &Map::EMPTY;

impl Script {
    /// Compiles PlanOut source.
    ///
    /// # Errors
    /// When it is not PlanOut, with line and column.
    pub fn compile(source: &str) -> Result<Self, ScriptError> {
        Self::compile_with(source, &Operators::new())
    }

    /// Compiles PlanOut source that may call operators of yours.
    ///
    /// # Errors
    /// When it is not PlanOut, with line and column.
    pub fn compile_with(source: &str, operators: &Operators) -> Result<Self, ScriptError> {
        Self::from_value_with(language::parse(source)?, operators)
    }

    /// Reads the JSON that a compiler made.
    ///
    /// # Errors
    /// When it is not JSON, or too large.
    pub fn from_json(text: &str) -> Result<Self, ScriptError> {
        Self::from_value(json::parse(text)?)
    }

    /// Takes JSON that has been read already.
    ///
    /// # Errors
    /// When it is too large.
    pub fn from_value(script: Value) -> Result<Self, ScriptError> {
        Self::from_value_with(script, &Operators::new())
    }

    /// Takes JSON that may call operators of yours.
    ///
    /// # Errors
    /// When it is too large.
    pub fn from_value_with(script: Value, operators: &Operators) -> Result<Self, ScriptError> {
        let program = lower(&script, operators)?;
        Ok(Self { json: Arc::new(script), program: Arc::new(program) })
    }

    /// The script as JSON.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The names that the script reads or sets, in the order in which they first appear.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.program.variables.iter().map(|name| &**name)
    }

    /// Runs the script for one unit.
    ///
    /// # Errors
    /// When an operator fails; the failure names it and its place.
    pub fn assign(&self, salt: &str, inputs: &dyn Inputs) -> Result<Assignment, Fault> {
        self.assign_with(salt, inputs, &Options::default())
    }

    /// Runs the script for one unit, with overrides or bounds.
    ///
    /// # Errors
    /// When an operator fails; the failure names it and its place.
    pub fn assign_with(&self, salt: &str, inputs: &dyn Inputs, options: &Options<'_>) -> Result<Assignment, Fault> {
        self.with_runner(salt, inputs, options, None, |mut runner| {
            let in_experiment = runner.run()?;
            Ok(Assignment { params: runner.into_params()?, in_experiment })
        })
    }

    /// Runs the script for one unit and tells every hash.
    ///
    /// # Errors
    /// When an operator fails; the failure names it and its place.
    pub fn trace(&self, salt: &str, inputs: &dyn Inputs, options: &Options<'_>) -> Result<Traced, Fault> {
        self.with_runner(salt, inputs, options, Some(Vec::new()), |mut runner| {
            let in_experiment = runner.run()?;
            let hashes = runner.hasher.trace.take().unwrap_or_default();
            let script = self.injected(&runner.injected);
            Ok(Traced { assignment: Assignment { params: runner.into_params()?, in_experiment }, hashes, script })
        })
    }

    fn with_runner<T>(
        &self,
        salt: &str,
        inputs: &dyn Inputs,
        options: &Options<'_>,
        trace: Option<Vec<Hashed>>,
        run: impl FnOnce(Runner<'_>) -> T,
    ) -> T {
        let hasher = Hasher {
            name: None,
            salt: Cow::Borrowed(salt),
            separator: Cow::Borrowed("."),
            ascii: options.ascii,
            text: &mut Text::new(),
            budget: Budget::new(options.steps),
            trace,
        };
        // Most scripts have few variables, which then need no memory of their own.
        let (mut few, mut many);
        let slots = match self.program.variables.len() {
            count @ ..=FEW => {
                few = [const { Slot::EMPTY }; FEW];
                &mut few[..count]
            }
            count => {
                many = std::iter::repeat_with(|| Slot::EMPTY).take(count).collect::<Vec<_>>();
                many.as_mut_slice()
            }
        };
        run(Runner::new(&self.program, slots, salt, inputs, options.overrides.unwrap_or(NO_OVERRIDES), hasher))
    }

    fn injected(&self, places: &[u32]) -> Value {
        let mut script = Value::clone(&self.json);
        for (path, salt) in places.iter().filter_map(|place| self.program.injections.get(*place as usize)) {
            let target = path.iter().try_fold(&mut script, |value, step| match (value, step) {
                (Value::Map(map), Step::Key(key)) => map.get_mut(key),
                (Value::List(items), Step::At(at)) => items.get_mut(*at),
                _ => None,
            });
            if let Some(Value::Map(map)) = target {
                map.insert("salt", salt.clone());
            }
        }
        script
    }
}

/// The checksum that the reference logs with an exposure: eight hexadecimal digits of the SHA-1 of the script.
///
/// The reference writes salts into the script while it runs, so give it [`Traced::script`] for the checksum that it would have logged.
#[must_use]
pub fn checksum(script: &Value) -> String {
    format!("{:015x}", crate::ops::random::hash(json::write_reference(script).as_bytes()))[..8].to_owned()
}
