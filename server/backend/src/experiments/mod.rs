//! Experiments: what they decide, who has seen what, and what came of it.

mod assign;
mod change_status;
mod claim;
mod decide_own;
mod define;
mod definition;
mod draft;
mod draws;
mod evaluate;
mod expose;
mod insert;
mod kept;
mod label;
mod list;
mod metrics;
mod name;
pub mod namespaces;
pub mod own;
mod record;
pub mod results;
pub mod stats;
mod store;
#[cfg(test)]
mod tests;

pub use assign::{Decided, given, of_account, rules};
pub use change_status::change_status;
pub use define::{define, find, list, written};
pub use definition::Definition;
pub use draft::{check, draft, save};
pub use evaluate::{Evaluation, Reason, evaluate, evaluate_all};
pub(crate) use expose::met_at_the_door;
pub use expose::{ServiceExposure, expose, expose_for};
pub(crate) use insert::insert;
pub(crate) use label::label_simulated;
pub use list::listed;
pub(crate) use own::start_simulated;
pub use own::{Own, decide as decide_own, is_simulated};
pub use record::{LONGEST, Report, fits, record};
pub use results::{results, results_of, rows};
