//! Mutual exclusion among a team's experiments: a unit falls into one segment of a namespace, a segment belongs to one experiment at most.
//!
//! Who holds which segment is drawn once and kept. Growing an experiment leaves it the segments that it has, so nobody moves.

mod allocate;
mod define;
mod place;
mod store;
#[cfg(test)]
mod tests;

pub use allocate::{allocate, release};
pub use define::{change_fallback, define_namespace, list, make_namespace};
pub(super) use place::{Given, Places};
pub(super) use store::{concerning, without_segment};
