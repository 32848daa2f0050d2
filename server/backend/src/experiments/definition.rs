//! What an experiment is made of, and the values it is asked with.

use super::store::Row;
use crate::{Error, Result};
use model::experiment::Status;
use planout::{Assignment, Fault, Map, Options, Script, language};
use serde_json::Value;

/// A team's experiment, ready to run.
#[derive(Clone, Debug)]
pub struct Definition {
    pub name: String,
    pub unit: String,
    pub salt: String,
    pub source: String,
    pub status: Status,
    pub arm: Option<serde_json::Map<String, Value>>,
    pub version: i64,
    script: Script,
}

impl Definition {
    pub(super) fn of(row: Row) -> Result<Self> {
        let script = Script::compile(&row.source).map_err(|error| Error::Fault(format!("experiment {}: {error}", row.name)))?;
        Ok(Self {
            status: row.status()?,
            arm: row.arm(),
            name: row.name,
            unit: row.unit,
            salt: row.salt,
            source: row.source,
            version: row.version,
            script,
        })
    }

    pub(super) const fn script(&self) -> &Script {
        &self.script
    }

    /// Whether anybody gets it.
    pub fn is_live(&self) -> bool {
        matches!(self.status, Status::Running | Status::Concluded)
    }

    /// What these inputs are given: the chosen arm once it is concluded, else what the script decides.
    ///
    /// # Errors
    /// When the script fails for these inputs.
    pub fn assign(&self, inputs: &Map) -> std::result::Result<Decision, Fault> {
        if let (Status::Concluded, Some(arm)) = (self.status, &self.arm) {
            return Ok(Decision { params: arm.clone(), counts: false });
        }
        let options = Options { steps: checker::STEPS, ..Options::default() };
        let assignment = self.script.assign_with(&self.salt, inputs, &options).map_err(|fault| fault.located(&self.source))?;
        Ok(Decision::of(&assignment, self.status == Status::Running))
    }

    /// The names that the script sets, in its order. A flag named after the experiment stands for the first.
    pub fn parameters(&self) -> Vec<String> {
        let mut names = Vec::new();
        collect_set(self.script.json(), &mut names);
        names
    }
}

/// Parameters, and whether meeting them counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub params: serde_json::Map<String, Value>,
    pub counts: bool,
}

impl Decision {
    /// Whoever is kept out has no parameters, however many the script set before it said so.
    pub(super) fn of(assignment: &Assignment, running: bool) -> Self {
        let params = if assignment.in_experiment { to_json(&assignment.params) } else { serde_json::Map::new() };
        Self { params, counts: running && assignment.in_experiment }
    }
}

/// The parameters in one writing, so that the same assignment is the same text.
pub(super) fn canonical(params: &serde_json::Map<String, Value>) -> String {
    let sorted: std::collections::BTreeMap<&String, Value> = params.iter().map(|(name, value)| (name, plain(value))).collect();
    serde_json::to_string(&sorted).unwrap_or_default()
}

/// Whole numbers without a fraction: `2.0` and `2` are one number, and a service may have sent either as an input.
fn plain(value: &Value) -> Value {
    /// Beyond, doubles don't hold every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => match number.as_f64() {
            Some(whole) if whole.fract() == 0.0 && whole.abs() < EXACT => Value::from(whole as i64),
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(map) => Value::Object(map.iter().map(|(name, value)| (name.clone(), plain(value))).collect()),
        other => other.clone(),
    }
}

/// Numbers that JSON does not know become null.
pub(super) fn to_json(params: &Map) -> serde_json::Map<String, Value> {
    let mut out = serde_json::Map::new();
    // One by one: gathering sorts them in a list first, and most have a few.
    params.iter().for_each(|(name, given)| _ = out.insert(name.to_string(), json(given)));
    out
}

/// Value by value: every page has some, and writing and reading texts takes ten times as long.
fn json(value: &planout::Value) -> Value {
    match value {
        planout::Value::Null => Value::Null,
        planout::Value::Bool(yes) => Value::Bool(*yes),
        // Beyond 64 bits, as JSON reads it.
        planout::Value::Int(_) => value.as_i64().map_or_else(|| serde_json::from_str(&value.to_string()).unwrap_or_default(), Value::from),
        planout::Value::Float(number) => Value::from(*number),
        planout::Value::Str(text) => Value::from(&**text),
        planout::Value::List(items) => items.iter().map(json).collect(),
        planout::Value::Map(map) => Value::Object(to_json(map)),
    }
}

/// What came in as JSON, in the engine's words.
pub(super) fn from_json(inputs: &serde_json::Map<String, Value>) -> Map {
    let value = |value: &Value| planout::json::parse(&value.to_string()).unwrap_or_default();
    inputs.iter().map(|(name, given)| (name.as_str(), value(given))).collect()
}

/// What people should know about a script that compiles.
pub(super) fn warnings(source: &str) -> Vec<String> {
    language::lint(source).unwrap_or_default().into_iter().map(|lint| format!("{}: {}", lint.position, lint.message)).collect()
}

/// Whether two scripts compile to the same.
pub(super) fn same_script(one: &str, other: &str) -> bool {
    matches!((Script::compile(one), Script::compile(other)), (Ok(one), Ok(other)) if one.json().identical(other.json()))
}

/// The names that a script sets, in its order.
pub(super) fn parameters(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    if let Ok(script) = Script::compile(source) {
        collect_set(script.json(), &mut names);
    }
    names
}

fn collect_set(node: &planout::Value, names: &mut Vec<String>) {
    node.as_list().into_iter().flatten().for_each(|item| collect_set(item, names));
    let Some(map) = node.as_map() else { return };
    let op = map.get("op").and_then(planout::Value::as_str);
    // What looks like code in a constant is data.
    if op == Some("literal") {
        return;
    }
    if op == Some("set")
        && let Some(name) = map.get("var").and_then(planout::Value::as_str)
        && name != "experiment_salt"
        && !names.iter().any(|known| known == name)
    {
        names.push(name.to_owned());
    }
    map.iter().for_each(|(_, value)| collect_set(value, names));
}

/// The first warning about what fails whenever it is run: `line 1, column 5: …`.
pub(super) fn fatal(source: &str) -> Option<String> {
    const CODES: [&str; 10] = [
        "missing-argument",
        "no-choices",
        "weights-and-choices",
        "unknown-operator",
        "no-unit",
        "no-salt",
        "not-a-probability",
        "too-many-draws",
        "unnamed-arguments",
        "switch",
    ];
    let lints = language::lint(source).unwrap_or_default();
    lints.into_iter().find(|lint| CODES.contains(&lint.code)).map(|lint| format!("{}: {}", lint.position, lint.message))
}

#[cfg(test)]
mod tests {
    use super::{json, to_json};
    use planout::json::parse;
    use serde_json::{Value, json as literal};

    #[test]
    fn what_the_engine_gives_is_the_same_as_json() {
        for text in ["null", "true", "-7", "9007199254740993", "2.0", "-0.0", "1e+300", r#""ü\n""#, r#"[1, [2.5, "x"], {"a": {"b": null}}]"#] {
            let given = parse(text).expect("JSON");
            assert_eq!(json(&given).to_string(), serde_json::from_str::<Value>(&given.to_string()).expect("JSON").to_string(), "{text}");
        }
        let beyond = parse("123456789012345678901234567890").expect("JSON");
        assert_eq!(json(&beyond), literal!(1.234_567_890_123_456_8e29));
        let params = planout::Map::from([("n", planout::Value::Float(f64::NAN)), ("deep", vec![f64::INFINITY].into())]);
        assert_eq!(Value::Object(to_json(&params)), literal!({ "n": null, "deep": [null] }));
    }
}
