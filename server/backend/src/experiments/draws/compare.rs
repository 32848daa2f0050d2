//! Whether one draw gives everybody the same as before.

use super::{
    Draws,
    hangs::taken,
    rise::{Risen, risen},
    spoken,
    steps::{Step, What, is_draw, operator},
};
use crate::experiments::results::list;
use planout::{Map, Value};

/// Why a draw would give somebody something else.
pub(super) fn moved((before, at): (&Draws, usize), (after, other): (&Draws, usize)) -> Option<String> {
    let (was, is) = (before.leading_to(at), after.leading_to(other));
    let (last, new) = (was.last()?, is.last()?);
    let name = last.what.name();
    if let Some(why) = last_moved(name, (before, last), (after, new)) {
        return Some(why);
    }
    if conditions(last).ne(conditions(new)) {
        return Some(format!("{} would be drawn under another condition", spoken(name)));
    }
    let at = match alike((before, &was), (after, &is)) {
        Ok(risen) => return taken(&is, name, risen),
        Err(at) => at,
    };
    let causes = [&was, &is].into_iter().filter_map(|steps| steps[..steps.len() - 1].get(at));
    Some(match causes.map(|step| step.what.name()).find(|name| !name.is_empty()) {
        Some(cause) => format!("“{cause}” would change, which {} hangs on", spoken(name)),
        None => format!("who gets as far as {} would change", spoken(name)),
    })
}

fn conditions(step: &Step) -> impl Iterator<Item = &Vec<Value>> {
    step.guards.iter().map(|guard| &guard.conditions)
}

/// Whether one step after the other is the same, but for draws that reach more units: which those are, or the first step that differs.
pub(super) fn alike((before, was): (&Draws, &[Step]), (after, is): (&Draws, &[Step])) -> Result<Vec<Risen>, usize> {
    let mut all = Vec::new();
    for at in 0..was.len().max(is.len()) {
        let (Some(old), Some(new)) = (was.get(at), is.get(at)) else { return Err(at) };
        if old == new {
            continue;
        }
        let reached = match (&old.what, &new.what) {
            (What::Set(name, was), What::Set(other, is)) if name == other && old.guards == new.guards => risen(name, (before, was), (after, is)),
            _ => None,
        };
        all.push(reached.and_then(Result::ok).ok_or(at)?);
    }
    Ok(all)
}

/// What differs in the draw itself.
fn last_moved(name: &str, (before, was): (&Draws, &Step), (after, is): (&Draws, &Step)) -> Option<String> {
    let (was, is) = (was.what.value(), is.what.value());
    if was == is {
        return None;
    }
    match risen(name, (before, was), (after, is)) {
        Some(Ok(_)) => return None,
        Some(Err(why)) => return Some(why),
        None => {}
    }
    if operator(was) != operator(is) {
        return Some(format!("{} would be drawn by another operator", spoken(name)));
    }
    if ["salt", "full_salt"].into_iter().any(|key| was.get(key) != is.get(key)) {
        return Some(format!("the salt of {} would change", spoken(name)));
    }
    if was.get("choices") != is.get("choices") {
        return Some(choices(name, was, is));
    }
    let keys = was.as_map().into_iter().chain(is.as_map()).flat_map(Map::iter).map(|(key, _)| &**key);
    match keys.filter(|key| was.get(key) != is.get(key)).min() {
        Some("weights") => Some(format!("the weights of {} would change", spoken(name))),
        Some(key) if is_draw(was) => Some(format!("“{key}” of {} would change", spoken(name))),
        _ => Some(format!("the draw of {} would change", spoken(name))),
    }
}

/// Which arm would go or come; or that their order changes.
fn choices(name: &str, was: &Value, is: &Value) -> String {
    let known = |draw: &Value| draw.get("choices").and_then(list);
    let (Some(was), Some(is)) = (known(was), known(is)) else { return format!("the choices of “{name}” would change") };
    if let Some(gone) = was.iter().find(|choice| !is.contains(choice)) {
        return format!("the arm {gone} of “{name}” would be removed");
    }
    if let Some(new) = is.iter().find(|choice| !was.contains(choice)) {
        return format!("the arm {new} of “{name}” would be added");
    }
    if was.len() != is.len() {
        return format!("the choices of “{name}” would change");
    }
    format!("the choices of “{name}” would stand in another order")
}
