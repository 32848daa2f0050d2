//! The operators. All are pure functions of their arguments.

pub(crate) mod arguments;
pub(crate) mod compare;
pub(crate) mod core;
mod format;
pub(crate) mod number;
pub(crate) mod random;
