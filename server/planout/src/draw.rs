//! Operators of chance, as experiments in Rust write them.

use std::sync::Arc;

use crate::experiment::{Params, Settable};
use crate::fault::Fault;
use crate::ops::arguments::{Arguments, Name};
use crate::ops::random::{Hashed, Hasher, Random, Text};
use crate::runtime::{Budget, Val};
use crate::value::Value;

/// What an operator chooses from, or the weights of that. Pages need many draws: of a list, only what an operator looks at becomes a
/// [`Value`], and a uniform choice looks at what it draws alone.
pub trait Choices {
    /// How many there are.
    fn count(&self) -> usize;

    /// One of them; the first is 0. There is one for every index below [`count`](Self::count).
    fn choice(&self, index: usize) -> Option<Value>;

    /// All of them, where they are one value already.
    fn as_value(&self) -> Option<&Value> {
        None
    }
}

impl<T: Into<Value> + Clone, const N: usize> Choices for [T; N] {
    fn count(&self) -> usize {
        N
    }

    fn choice(&self, index: usize) -> Option<Value> {
        self.get(index).cloned().map(Into::into)
    }
}

impl<T: Into<Value> + Clone> Choices for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn choice(&self, index: usize) -> Option<Value> {
        self.get(index).cloned().map(Into::into)
    }
}

impl Choices for Value {
    fn count(&self) -> usize {
        self.as_list().map_or(0, <[Value]>::len)
    }

    fn choice(&self, index: usize) -> Option<Value> {
        self.as_list()?.get(index).cloned()
    }

    fn as_value(&self) -> Option<&Value> {
        Some(self)
    }
}

/// Of an operator that chooses from nothing.
impl Choices for () {
    fn count(&self) -> usize {
        0
    }

    fn choice(&self, _: usize) -> Option<Value> {
        None
    }
}

/// An operator of chance with its arguments. Made by [`UniformChoice`] and its like; `C` and `W` are what it chooses from, and their weights.
#[derive(Clone, Debug)]
pub struct Draw<C = (), W = ()> {
    random: Random,
    choices: C,
    weights: W,
    unit: Value,
    /// Everything else; most draws have nothing else.
    args: Vec<(Name, Value)>,
}

impl<C: Choices, W: Choices> Draw<C, W> {
    fn new(random: Random, choices: C, weights: W, unit: impl Into<Value>, args: impl Into<Vec<(Name, Value)>>) -> Self {
        Self { random, choices, weights, unit: unit.into(), args: args.into() }
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
        let mut args = Arguments::given(&self.args, &self.choices, &self.weights);
        args.put(Name::Unit, Val::from_value(&self.unit));
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

impl<C: Choices, W: Choices> Settable for Draw<C, W> {
    fn settle(self, name: &str, params: &mut Params<'_>) -> Result<Value, Fault> {
        let (value, hashes) = self.once(&params.salt, name, params.trace.as_ref().map(|_| Vec::new()))?;
        if let Some(trace) = &mut params.trace {
            trace.extend(hashes);
        }
        Ok(value)
    }
}

macro_rules! draws {
    ($($(#[$doc:meta])* $name:ident => $random:ident [$($from:ident: $kind:ident),*] ($($arg:ident: $slot:ident),*);)*) => { $(
        $(#[$doc])*
        pub struct $name;
        impl $name {
            /// The draw.
            #[must_use]
            pub fn of<$($kind: Choices),*>($($from: $kind,)* $($arg: impl Into<Value>,)* unit: impl Into<Value>) -> Draw<$($kind),*> {
                draws!(@new $random [$($from),*] unit, [$((Name::$slot, $arg.into())),*])
            }
        }
    )* };
    (@new $random:ident [] $($rest:expr),*) => { Draw::new(Random::$random, (), (), $($rest),*) };
    (@new $random:ident [$choices:ident] $($rest:expr),*) => { Draw::new(Random::$random, $choices, (), $($rest),*) };
    (@new $random:ident [$choices:ident, $weights:ident] $($rest:expr),*) => { Draw::new(Random::$random, $choices, $weights, $($rest),*) };
}

draws! {
    /// A double between two.
    RandomFloat => Float [] (min: Min, max: Max);
    /// A whole number between two, both included.
    RandomInteger => Integer [] (min: Min, max: Max);
    /// 1 with a probability, else 0.
    BernoulliTrial => Trial [] (p: P);
    /// Each of the choices with a probability.
    BernoulliFilter => Filter [choices: C] (p: P);
    /// One of the choices, all equally likely.
    UniformChoice => Uniform [choices: C] ();
    /// One of the choices, as likely as its weight.
    WeightedChoice => Weighted [choices: C, weights: W] ();
    /// Some of the choices in random order.
    Sample => Sample [choices: C] (draws: Draws);
    /// The same with fewer hashes, and with another outcome.
    FastSample => FastSample [choices: C] (draws: Draws);
}
