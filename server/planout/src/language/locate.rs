//! Where in the source something of the compiled script is.

use super::ast::{Kind, Node};
use super::{Position, parser};

/// The innermost statement or condition that a place of the compiled script, such as `seq[1].cond[0].then.seq[0].value`, lies in.
/// A condition is where its outermost sign is. Nothing where this source has no such place.
#[must_use]
pub fn locate(source: &str, place: &str) -> Option<Position> {
    let statements = parser::parse(source).ok()?;
    let mut steps = place.split('.');
    let mut here = statement(&statements, steps.next()?)?;
    loop {
        let inner = match (&here.kind, steps.next()) {
            (Kind::Block(statements), Some(step)) => statement(statements, step),
            (Kind::Cond(cases), Some(step)) => match (numbered(step, "cond").and_then(|at| cases.get(at)), steps.next()) {
                (Some((Some(condition), _)), Some("if")) => Some(condition),
                (Some((_, then)), Some("then")) => Some(then),
                _ => None,
            },
            _ => None,
        };
        match inner {
            Some(inner) => here = inner,
            None => return Some(here.at),
        }
    }
}

fn statement<'a>(statements: &'a [Node], step: &str) -> Option<&'a Node> {
    statements.get(numbered(step, "seq")?)
}

/// `seq[1]` is number 1 of `seq`.
fn numbered(step: &str, list: &str) -> Option<usize> {
    step.strip_prefix(list)?.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}
