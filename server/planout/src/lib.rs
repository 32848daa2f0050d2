#![doc = include_str!("../README.md")]

mod draw;
mod experiment;
mod fault;
pub mod integer;
pub mod json;
pub mod language;
mod lower;
pub mod namespace;
mod operators;
mod ops;
mod program;
mod run;
mod runtime;
mod script;
mod text;
mod trial;
mod value;

pub use draw::{BernoulliFilter, BernoulliTrial, Choices, Draw, FastSample, RandomFloat, RandomInteger, Sample, UniformChoice, WeightedChoice};
pub use experiment::{Experiment, Params, Settable};
pub use fault::{Fault, FaultKind};
pub use integer::Integer;
pub use json::JsonError;
pub use language::{Lint, SyntaxError};
pub use lower::TooLarge;
pub use namespace::Namespace;
pub use operators::{Invocation, NameTaken, Operators};
pub use ops::random::{Hashed, hash};
pub use script::{Assignment, Inputs, Options, Script, ScriptError, Traced, checksum};
pub use trial::{Record, Trial};
pub use value::{Map, Value};
