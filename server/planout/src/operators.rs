//! Operators of your own.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::fault::Fault;
use crate::ops::arguments::Arguments;
use crate::ops::core::Core;
use crate::ops::random::{Hasher, Random};
use crate::runtime::Val;
use crate::value::{Map, Value};

type Function = dyn Fn(&mut Invocation<'_, '_>) -> Result<Value, Fault> + Send + Sync;

#[derive(Clone)]
pub(crate) struct UserOperator(Arc<Function>);

impl fmt::Debug for UserOperator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("UserOperator")
    }
}

impl UserOperator {
    pub(crate) fn call(&self, invocation: &mut Invocation<'_, '_>) -> Result<Value, Fault> {
        (self.0)(invocation)
    }
}

/// The names that can be called: what the language has, and what you register.
#[derive(Clone, Debug, Default)]
pub struct Operators {
    registered: HashMap<Arc<str>, UserOperator>,
    reference_only: bool,
}

/// A name that is taken already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTaken(pub String);

impl fmt::Display for NameTaken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "there is an operator “{}” already", self.0)
    }
}

impl std::error::Error for NameTaken {}

const STRUCTURE: [&str; 11] = ["literal", "get", "seq", "set", "return", "array", "map", "cond", "and", "or", "coalesce"];

impl Operators {
    /// All operators of the language.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Exactly the operators of the reference, version 0.6.0, which has neither `exp` nor `sqrt`.
    #[must_use]
    pub fn reference() -> Self {
        Self { registered: HashMap::new(), reference_only: true }
    }

    /// Adds an operator. Its arguments are evaluated before it is called.
    ///
    /// ```
    /// use planout::{Map, Operators, Script};
    /// let mut operators = Operators::new();
    /// operators.register("twice", |call| Ok((call.required("value")?.as_i64().unwrap_or(0) * 2).into()))?;
    /// let script = Script::compile_with("x = twice(value=21);", &operators)?;
    /// assert_eq!(script.assign("salt", &Map::new())?.get("x"), Some(&42.into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the name is taken.
    pub fn register(
        &mut self,
        name: impl Into<Arc<str>>,
        operator: impl Fn(&mut Invocation<'_, '_>) -> Result<Value, Fault> + Send + Sync + 'static,
    ) -> Result<(), NameTaken> {
        let name = name.into();
        if self.knows(&name) {
            return Err(NameTaken(name.to_string()));
        }
        self.registered.insert(name, UserOperator(Arc::new(operator)));
        Ok(())
    }

    /// Whether a script may use the name.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        STRUCTURE.contains(&name) || self.core(name).is_some() || Random::of(name).is_some() || self.registered.contains_key(name)
    }

    pub(crate) fn core(&self, name: &str) -> Option<Core> {
        Core::of(name).filter(|core| !(self.reference_only && matches!(core, Core::Exp | Core::Sqrt)))
    }

    pub(crate) fn user(&self, name: &str) -> Option<&UserOperator> {
        self.registered.get(name)
    }
}

/// A call of an operator of yours.
pub struct Invocation<'c, 'p> {
    pub(crate) values: Map,
    pub(crate) args: Arguments<'p>,
    pub(crate) hasher: &'c mut Hasher<'p>,
}

impl Invocation<'_, '_> {
    /// All arguments.
    #[must_use]
    pub fn arguments(&self) -> &Map {
        &self.values
    }

    /// An argument that must be there.
    ///
    /// # Errors
    /// When it is not.
    pub fn required(&self, name: &str) -> Result<&Value, Fault> {
        self.values.get(name).ok_or_else(|| Fault::argument(format!("the argument “{name}” is missing")))
    }

    /// The hash of salt and unit, 60 bits; what is appended makes another draw for the same unit.
    ///
    /// # Errors
    /// When there is no unit or no salt.
    pub fn hash(&mut self, appended: Option<&Value>) -> Result<u64, Fault> {
        self.hasher.hash(&self.args, appended.map(Val::from_value).as_ref())
    }

    /// The same as a number from 0 to 1.
    ///
    /// # Errors
    /// When there is no unit or no salt.
    pub fn uniform(&mut self, appended: Option<&Value>) -> Result<f64, Fault> {
        Ok(crate::ops::random::uniform(self.hash(appended)?, 0.0, 1.0))
    }
}
