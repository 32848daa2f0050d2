//! The PlanOut language: source to JSON and back.

mod ast;
mod constants;
mod javascript;
mod lexer;
mod lint;
mod literal;
mod locate;
mod parser;
mod print;

use std::fmt;

pub use lint::{Lint, lint, lint_with};
pub use locate::locate;
pub use print::{NotExpressible, print};

use crate::value::Value;

/// Longer source is refused, in bytes.
pub const MAX_SOURCE: usize = 256 * 1024;
/// Source whose expressions nest deeper is refused.
pub const MAX_NESTING: usize = 200;

/// A place in source. Lines and columns count from one; columns count characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from one.
    pub line: u32,
    /// The character within the line, from one.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}", self.line, self.column)
    }
}

/// Source that does not compile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub position: Position,
    /// What would have been right there, such as `;`.
    pub expected: String,
    /// What was there instead.
    pub found: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: expected {}, found {}", self.position, self.expected, self.found)
    }
}

impl std::error::Error for SyntaxError {}

/// Compiles source to the JSON that the reference compiler makes of it.
///
/// ```
/// let script = planout::language::parse("x = !a || b;")?;
/// assert_eq!(script, planout::language::parse("x = (!a) || b;")?);
/// let error = planout::language::parse("x = 1;\ny = [1, ;").unwrap_err();
/// assert_eq!(error.to_string(), "line 2, column 9: expected a value, found “;”");
/// # Ok::<(), planout::SyntaxError>(())
/// ```
///
/// # Errors
/// When it is not PlanOut, or longer or deeper than allowed.
pub fn parse(source: &str) -> Result<Value, SyntaxError> {
    parser::parse(source).map(|script| ast::script(&script))
}
