//! What may not change while an experiment runs: every draw with all that it hangs on, and who is kept out. Whoever is in stays in: a
//! probability may rise, and the first of several weights may give to the next one.

mod compare;
mod constants;
mod hangs;
mod out;
mod rise;
mod steps;
#[cfg(test)]
mod tests;

use planout::{ScriptError, Value};
use std::collections::BTreeMap;
use steps::{SALTS, Step, What, leading_to};

/// The draws of a script, and what they hang on.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    steps: Vec<Step>,
}

impl Draws {
    pub fn of(source: &str) -> Result<Self, ScriptError> {
        Ok(Self { steps: steps::of(source)? })
    }

    /// Why putting `after` in the place of this would move people between arms, or put them out; `None` when it does neither.
    pub fn moved_by(&self, after: &Self) -> Option<String> {
        if let Some(name) = SALTS.into_iter().find(|name| self.salts(name) != after.salts(name)) {
            return Some(format!("{name} would change"));
        }
        let (before, new) = (self.by_name(), after.by_name());
        // In the order of the script: what others hang on comes before them.
        let mut names: Vec<_> = before.iter().collect();
        names.sort_by_key(|(_, places)| places.first());
        for (name, draws) in names {
            let Some(others) = new.get(name) else { return Some(format!("{} would not be drawn any more", spoken(name))) };
            if draws.len() != others.len() {
                return Some(format!("{} would be drawn in another number of places", spoken(name)));
            }
            if let Some(why) = draws.iter().zip(others).find_map(|(at, other)| compare::moved((self, *at), (after, *other))) {
                return Some(why);
            }
        }
        let undrawn = new.keys().find(|name| !before.contains_key(*name));
        undrawn.map(|name| format!("{} would be drawn, which it is not yet", spoken(name))).or_else(|| out::put_out(self, after))
    }

    fn salts(&self, name: &str) -> Vec<&Value> {
        self.steps.iter().filter(|step| step.what.name() == name).map(|step| step.what.value()).collect()
    }

    /// Where each variable is drawn.
    fn by_name(&self) -> BTreeMap<&str, Vec<usize>> {
        let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let drawn = self.steps.iter().enumerate().filter(|(_, step)| step.draws());
        drawn.for_each(|(at, step)| places.entry(step.what.name()).or_default().push(at));
        places
    }

    fn returns(&self) -> impl Iterator<Item = usize> {
        self.steps.iter().enumerate().filter(|(_, step)| matches!(step.what, What::Return(_))).map(|(at, _)| at)
    }

    fn leading_to(&self, at: usize) -> Vec<Step> {
        leading_to(&self.steps, at)
    }
}

/// A variable in a sentence; a draw may also stand in a condition.
fn spoken(name: &str) -> String {
    if name.is_empty() { "a draw in a condition".to_owned() } else { format!("“{name}”") }
}
