//! What may not change while an experiment runs: every draw with its salt, its unit, its choices and its weights. A probability may.

use planout::{Map, Script, ScriptError, Value};
use std::collections::BTreeMap;

const RANDOM: [&str; 8] =
    ["randomFloat", "randomInteger", "bernoulliTrial", "bernoulliFilter", "uniformChoice", "weightedChoice", "sample", "fastSample"];

/// The draws of a script, by the variable that is set.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Draws {
    of: BTreeMap<String, Vec<Map>>,
    /// Where the script sets a salt for all that follows.
    salts: Vec<String>,
}

impl Draws {
    pub fn of(source: &str) -> Result<Self, ScriptError> {
        let script = Script::compile(source)?;
        let mut draws = Self::default();
        draws.collect(script.json(), "");
        Ok(draws)
    }

    fn collect(&mut self, node: &Value, variable: &str) {
        node.as_list().into_iter().flatten().for_each(|item| self.collect(item, variable));
        let Some(map) = node.as_map() else { return };
        let text = |key: &str| map.get(key).and_then(Value::as_str);
        if text("op") == Some("set") {
            let variable = text("var").unwrap_or_default();
            if variable == "experiment_salt" {
                self.salts.push(map.get("value").map(Value::to_string).unwrap_or_default());
            }
            return map.iter().for_each(|(_, value)| self.collect(value, variable));
        }
        if text("op").is_some_and(|op| RANDOM.contains(&op)) {
            self.of.entry(variable.to_owned()).or_default().push(map.clone());
        }
        map.iter().for_each(|(_, value)| self.collect(value, variable));
    }

    /// Why putting `after` in the place of this would move people between arms; `None` when it moves nobody.
    pub fn moved_by(&self, after: &Self) -> Option<String> {
        if self.salts != after.salts {
            return Some("experiment_salt would change".into());
        }
        for (name, draws) in &self.of {
            let Some(others) = after.of.get(name) else { return Some(format!("“{name}” would not be drawn any more")) };
            if draws.len() != others.len() {
                return Some(format!("“{name}” would be drawn in another number of places"));
            }
            if let Some(why) = draws.iter().zip(others).find_map(|(before, after)| differs(name, before, after)) {
                return Some(why);
            }
        }
        let new = after.of.keys().find(|name| !self.of.contains_key(*name));
        new.map(|name| format!("“{name}” would be drawn, which it is not yet"))
    }
}

fn differs(name: &str, before: &Map, after: &Map) -> Option<String> {
    let word = |map: &Map, key: &str| map.get(key).map(Value::to_string);
    if word(before, "op") != word(after, "op") {
        return Some(format!("“{name}” would be drawn by another operator"));
    }
    for key in ["salt", "full_salt"] {
        if word(before, key) != word(after, key) {
            return Some(format!("the salt of “{name}” would change"));
        }
    }
    if word(before, "choices") != word(after, "choices") {
        return Some(choices(name, before, after));
    }
    if word(before, "weights") != word(after, "weights") {
        return Some(format!("the weights of “{name}” would change"));
    }
    let keys = |map: &Map| map.iter().map(|(key, _)| key.to_string()).collect::<Vec<_>>();
    let changed = keys(before).into_iter().chain(keys(after)).find(|key| key != "p" && word(before, key) != word(after, key));
    changed.map(|key| format!("“{key}” of “{name}” would change"))
}

/// Which arm would go or come; or that their order changes.
fn choices(name: &str, before: &Map, after: &Map) -> String {
    let list = |map: &Map| map.get("choices").and_then(super::results::list).unwrap_or_default();
    let (was, is) = (list(before), list(after));
    if let Some(gone) = was.iter().find(|choice| !is.contains(choice)) {
        return format!("the arm {gone} of “{name}” would be removed");
    }
    if let Some(new) = is.iter().find(|choice| !was.contains(choice)) {
        return format!("the arm {new} of “{name}” would be added");
    }
    format!("the choices of “{name}” would stand in another order")
}
