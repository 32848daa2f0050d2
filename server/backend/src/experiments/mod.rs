//! Experiments: what they decide, who has seen what, and what came of it.

mod assign;
mod change_status;
mod define;
mod definition;
mod evaluate;
mod expose;
mod own;
mod record;
pub mod stats;
mod store;
#[cfg(test)]
mod tests;

pub use assign::{Decided, of_account, rules};
pub use change_status::change_status;
pub use define::{define, list};
pub use definition::Definition;
pub use evaluate::{Evaluation, Reason, evaluate, evaluate_all};
pub use expose::{ServiceExposure, expose, expose_for};
pub use own::{Own, decide as decide_own};
pub use record::{Report, record};
