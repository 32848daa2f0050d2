//! The team's test cases: these inputs, those parameters.

use crate::STEPS;
use planout::{Assignment, Map, Options, Script, Value, json};

/// More test cases are not run.
const MOST: usize = 200;

/// What is tested.
pub struct Tested<'a> {
    pub script: &'a Script,
    pub source: &'a str,
    pub salt: &'a str,
    pub unit: &'a str,
}

pub fn run(tested: &Tested<'_>, tests: &str) -> Vec<Value> {
    let tests = json::parse(tests).unwrap_or_default();
    let text = |pair: &Value, at: usize| pair.as_list().and_then(|pair| pair.get(at)?.as_str()).unwrap_or_default().to_owned();
    tests.as_list().unwrap_or_default().iter().take(MOST).map(|pair| one(tested, &text(pair, 0), &text(pair, 1))).collect()
}

fn one(tested: &Tested<'_>, inputs: &str, expected: &str) -> Value {
    let (got, outcome) = match decide(tested, inputs) {
        Err(why) => (String::new(), Err(why)),
        Ok(assignment) => (shown(&assignment), meets(&assignment, expected)),
    };
    Map::from([("passed", Value::from(outcome.is_ok())), ("got", Value::from(got)), ("why", Value::from(outcome.err().unwrap_or_default()))]).into()
}

fn decide(tested: &Tested<'_>, inputs: &str) -> Result<Assignment, String> {
    let Tested { script, source, salt, unit } = *tested;
    let inputs = match read(inputs).map_err(|why| format!("The inputs aren’t JSON: {why}"))? {
        Value::Map(map) => map,
        Value::Null => Map::new(),
        _ => return Err("The inputs have to be an object, such as {\"userid\": 1}".to_owned()),
    };
    // Services are never answered without.
    if inputs.get(unit).is_none_or(|unit| *unit == Value::Null) {
        return Err(format!("The inputs lack the unit, {unit}"));
    }
    script.assign_with(salt, &inputs, &Options { steps: STEPS, ..Options::default() }).map_err(|fault| fault.located(source).to_string())
}

/// Nothing written is nothing.
fn read(text: &str) -> Result<Value, String> {
    if text.trim().is_empty() { Ok(Value::Null) } else { json::parse(text).map_err(|error| error.to_string()) }
}

fn shown(assignment: &Assignment) -> String {
    let params = Value::from(assignment.params.clone()).to_string();
    if assignment.in_experiment { params } else { format!("{params}, kept out") }
}

/// Parameters that aren't named don't matter; `false` expects that the unit is kept out.
fn meets(assignment: &Assignment, expected: &str) -> Result<(), String> {
    match read(expected).map_err(|why| format!("What is expected isn’t JSON: {why}"))? {
        Value::Null => Ok(()),
        Value::Bool(false) if assignment.in_experiment => Err("it is not kept out".to_owned()),
        Value::Bool(false) => Ok(()),
        Value::Map(wanted) => {
            for (name, value) in wanted.iter() {
                match assignment.get(name) {
                    Some(given) if same(given, value) => {}
                    Some(given) => return Err(format!("{name} is {given}, not {value}")),
                    None => return Err(format!("{name} is not set")),
                }
            }
            Ok(())
        }
        _ => Err("What is expected has to be an object, such as {\"colour\": \"red\"}, or false for “kept out”".to_owned()),
    }
}

/// One and 1.0 are the same parameter, though not the same unit.
fn same(given: &Value, wanted: &Value) -> bool {
    given == wanted
        || matches!((given.as_f64(), wanted.as_f64()), (Some(given), Some(wanted)) if (given - wanted).abs() <= f64::EPSILON * wanted.abs())
}
