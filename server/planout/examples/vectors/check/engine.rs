//! Scripts, as JSON and as source.

use planout::{Map, Operators, Options, Script, Value, language};

use super::{at, hashes, same, text};

/// How many hashes a row shows at most.
const SHOWN: usize = 12;

pub fn script(row: &Value) -> Result<(), String> {
    let script = Script::from_value_with(at(row, "script")?.clone(), &Operators::reference()).map_err(|error| error.to_string())?;
    expect(row, &script)
}

pub fn source(row: &Value) -> Result<(), String> {
    let script = Script::compile_with(text(row, "source")?, &Operators::reference()).map_err(|error| error.to_string())?;
    expect(row, &script)
}

fn expect(row: &Value, script: &Script) -> Result<(), String> {
    let empty = Map::new();
    let inputs = row.get("inputs").and_then(Value::as_map).unwrap_or(&empty);
    let ascii = row.get("ext").and_then(Value::as_str) != Some("utf8");
    let options = Options { overrides: row.get("overrides").and_then(Value::as_map), ascii, ..Options::default() };
    let expected = at(row, "expect")?;
    let run = script.trace(text(row, "salt")?, inputs, &options);
    if let Some(error) = expected.get("error").and_then(Value::as_str) {
        return match run {
            Err(fault) if fault.kind.reference() == error => Ok(()),
            Err(fault) => Err(format!("{} ({fault}) instead of {error}", fault.kind.reference())),
            Ok(run) => Err(format!("{} instead of {error}", Value::from(run.assignment.params))),
        };
    }
    let run = run.map_err(|fault| format!("{fault} instead of {expected}"))?;
    same("params", &run.assignment.params.clone().into(), at(expected, "params")?)?;
    same("in_experiment", &run.assignment.in_experiment.into(), at(expected, "in_experiment")?)?;
    if let Some(shown) = expected.get("hashes") {
        same("hashes", &hashes(&run.hashes[..run.hashes.len().min(SHOWN)]), shown)?;
    }
    expected.get("n_hashes").map_or(Ok(()), |count| same("n_hashes", &run.hashes.len().into(), count))
}

pub fn compiler(row: &Value) -> Result<(), String> {
    let compiled = language::parse(text(row, "source")?);
    match (row.get("json"), compiled) {
        (Some(expected), Ok(found)) => {
            same("json", &found, expected)?;
            // The order of names matters too: it is part of what a checksum is made of.
            if found.to_string() != expected.to_string() {
                return Err(format!("written {found} instead of {expected}"));
            }
            round_trip(&found)
        }
        (Some(_), Err(error)) => Err(error.to_string()),
        (None, Ok(found)) => Err(format!("compiled to {found} instead of being rejected")),
        (None, Err(_)) => Ok(()),
    }
}

fn round_trip(script: &Value) -> Result<(), String> {
    let source = language::print(script).map_err(|error| error.to_string())?;
    let again = language::parse(&source).map_err(|error| format!("{error} in what was printed:\n{source}"))?;
    same("printed and compiled again", &again, script)
}

const INVITATIONS: &str = "treatment = uniformChoice(choices=['baseline', 'invite_request', 'join_request', 'both'], unit=org_id);
invite_request = treatment == 'invite_request' || treatment == 'both';";
const SAMPLE_EVENT: &str = "variant = weightedChoice(choices=['button', 'link', 'control'], weights=[0.25, 0.25, 0.5], unit=userid);";

/// The two experiments of the product.
pub fn seed(row: &Value) -> Result<(), String> {
    let (source, salt, unit, key) = if row.get("org_id").is_some() {
        (INVITATIONS, "InviteExperiment", "org_id", "org_id")
    } else {
        (SAMPLE_EVENT, "SampleEventExperiment", "userid", "user_id")
    };
    let script = Script::compile(source).map_err(|error| error.to_string())?;
    let run = script.trace(salt, &[(unit, at(row, key)?.clone())], &Options::default()).map_err(|fault| fault.to_string())?;
    same("hash", &hashes(&run.hashes), &Value::List(vec![at(row, "hash")?.clone()]))?;
    match row.get("params") {
        Some(params) => same("params", &run.assignment.params.into(), params),
        None => same("variant", run.assignment.get("variant").unwrap_or(&Value::Null), at(row, "variant")?),
    }
}
