//! What hangs on a draw that reaches more units: whoever it reaches now may come to something by it, and lose nothing.

use super::{
    out::is,
    rise::Risen,
    steps::{Step, What, operator},
};
use planout::Value;
use std::collections::BTreeSet;

/// Why the last of these steps could be taken from somebody, who had it as long as one of those draws did not reach them.
pub(super) fn taken(steps: &[Step], name: &str, risen: Vec<Risen>) -> Option<String> {
    let (last, before) = steps.split_last()?;
    let hangs_on = hangs_on(last, before);
    let lost = risen.into_iter().find(|risen| risen.name != name && hangs_on.contains(&risen.name) && !only_reached(last, risen));
    lost.map(|risen| format!("more people would get “{}”, and {}, which hangs on it, could change for them", risen.name, super::spoken(name)))
}

/// All names that decide whether and how the last step is taken.
fn hangs_on(last: &Step, before: &[Step]) -> BTreeSet<String> {
    let mut names = last.reads();
    for step in before.iter().rev() {
        if matches!(step.what, What::Return(_)) {
            // Whether the script ends here; with which answer is another question.
            names.extend(step.asks());
        } else if step.touches_all() || step.sets().iter().any(|name| names.contains(name)) {
            names.extend(step.reads());
        }
    }
    names
}

/// Whether only those get to a step whom the draw has reached: nobody else can have had it.
fn only_reached(step: &Step, risen: &Risen) -> bool {
    step.is_told(|condition, holds| says_reached(condition, holds, risen))
}

/// Whether a condition that holds, or does not, says that the variable is no longer what it was for those whom the draw did not reach.
fn says_reached(condition: &Value, holds: bool, risen: &Risen) -> bool {
    let inner = |key: &str| condition.get(key).unwrap_or(&Value::Null);
    let any = || inner("values").as_list().is_some_and(|all| all.iter().any(|one| says_reached(one, holds, risen)));
    match (operator(condition), holds) {
        (Some("not"), _) => says_reached(inner("value"), !holds, risen),
        (Some("and"), true) | (Some("or"), false) => any(),
        (Some("get"), true) => is(condition, risen) && number(&risen.until_then) == Some(0.0),
        (Some("equals"), _) => {
            let (left, right) = (inner("left"), inner("right"));
            let other = if is(left, risen) { right } else { left };
            (is(left, risen) || is(right, risen)) && if holds { differ(other, &risen.until_then) } else { *other == risen.until_then }
        }
        _ => false,
    }
}

/// Whether two values are certainly not equal, as a script compares them: true is 1, and 1.0 is 1.
fn differ(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Str(one), Value::Str(other)) => one != other,
        _ => matches!((number(one), number(other)), (Some(one), Some(other)) if one != other),
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(yes) => Some(f64::from(u8::from(*yes))),
        _ => value.as_f64(),
    }
}
