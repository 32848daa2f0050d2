//! A whole installation in one file: out, and into an empty database of either kind.
//!
//! The form is lines of JSON, portable between SQLite and PostgreSQL: first what it is and which schema it has, then every row as
//! `["table", [values…]]` in an order in which references are met, and at last how many rows there were, so that half a file is noticed.

mod export;
mod import;
mod schema;
#[cfg(test)]
mod tests;

pub use export::export;
pub use import::import;

/// The first line's `format`.
const FORMAT: &str = "muster-export-1";
/// Rows that are read, and put into one statement, at a time.
const PAGE: usize = 200;
