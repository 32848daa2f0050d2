//! Ownership rules: who is asked first, and who gets new issues. An address that nobody here has is somebody to invite, not an error.

mod assign_new;
mod owners;
mod rules;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use assign_new::assign_new;
pub(crate) use owners::suggested;
pub use rules::{save, show};
