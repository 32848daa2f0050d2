//! Experiments and flags: the list, what came of one, and where one is written.

mod arms;
mod charts;
mod decision;
mod editor;
mod exposures;
mod factorial;
mod health;
mod list;
mod metric;
mod namespace;
mod results;
mod versions;
mod wording;

pub use editor::{EditExperiment, NewExperiment};
pub use list::Experiments;
pub use namespace::NamespaceOf;
pub use results::Results;
