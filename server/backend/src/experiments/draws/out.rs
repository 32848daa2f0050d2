//! Whether somebody who is in would be kept out.

use super::{
    Draws,
    compare::alike,
    rise::Risen,
    steps::{Step, operator},
};
use planout::Value;

/// Why somebody would be out who is in: every `return` has to be there already, and to be reached by nobody else. One that goes only lets
/// people in.
pub(super) fn put_out(before: &Draws, after: &Draws) -> Option<String> {
    after.returns().filter(|at| after.steps[*at].what.value() != &Value::Bool(true)).find_map(|at| {
        let is = after.leading_to(at);
        let same = before.returns().find_map(|other| alike((before, &before.leading_to(other)), (after, &is)).ok());
        let Some(risen) = same else { return Some("a “return” is new or asks for something else, so people would be put out".to_owned()) };
        let caught = risen.into_iter().find(|risen| !spared(&after.steps[at], risen));
        caught.map(|Risen { name, .. }| format!("more people would get “{name}”, and a “return” that hangs on it could put them out"))
    })
}

/// Whether nobody whom the draw reaches now is put out here.
fn spared(step: &Step, risen: &Risen) -> bool {
    step.is_told(|condition, holds| says_not_reached(condition, holds, risen)) || says_not_reached(step.what.value(), false, risen)
}

/// Whether a condition that holds, or does not, says that the variable is what it was for those whom the draw did not reach.
fn says_not_reached(condition: &Value, holds: bool, risen: &Risen) -> bool {
    let inner = |key: &str| condition.get(key).unwrap_or(&Value::Null);
    let any = || inner("values").as_list().is_some_and(|all| all.iter().any(|one| says_not_reached(one, holds, risen)));
    match (operator(condition), holds) {
        (Some("not"), _) => says_not_reached(inner("value"), !holds, risen),
        (Some("and"), true) | (Some("or"), false) => any(),
        (Some("get"), false) => is(condition, risen) && risen.until_then == Value::from(0),
        (Some("equals"), true) => {
            let (left, right) = (inner("left"), inner("right"));
            (is(left, risen) && *right == risen.until_then) || (is(right, risen) && *left == risen.until_then)
        }
        _ => false,
    }
}

/// Whether a node is the variable that was drawn.
pub(super) fn is(node: &Value, risen: &Risen) -> bool {
    operator(node) == Some("get") && node.get("var").and_then(Value::as_str) == Some(&risen.name)
}
