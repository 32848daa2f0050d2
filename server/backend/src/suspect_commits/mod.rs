//! Suspect commits: who changed the files of the stack lately. Needs no code host, only `set-commits` of a command-line client.
//!
//! The issue's first release and those before it, five in all; their commits; the last 25 in-app frames; files that fit; authors by weight.

mod identify;
mod of_issue;
mod score;
mod store;
mod suggest;
#[cfg(test)]
mod tests;

pub(crate) use identify::Directory;
pub use of_issue::{of_event, of_issue};
pub use score::file_name;
pub use suggest::authors_of_last_90_days;
