//! What is logged, and when.

use planout::{Experiment, Fault, Map, Operators, Options, Params, Record, Script, Trial, UniformChoice, Value, checksum as checksum_of, json};

use super::{Outcome, at, hashes, same, text};

/// The experiment of the rows: it keeps two units out.
struct Logged {
    production: bool,
}

impl Experiment for Logged {
    fn name(&self) -> &str {
        "my-log-exp"
    }

    fn unit(&self) -> &str {
        "userid"
    }

    fn assign(&self, params: &mut Params<'_>) -> Result<bool, Fault> {
        params.set("x", UniformChoice::of(["a", "b"], params.unit()))?;
        Ok(!matches!(params.unit().as_i64(), Some(0 | 3)))
    }

    fn parameters(&self) -> Option<&[&str]> {
        self.production.then_some(&["x"])
    }

    fn checksum(&self) -> Option<String> {
        Some("c0ffee00".into())
    }
}

pub fn logging(row: &Value) -> Outcome {
    match run(row) {
        Ok(outcome) => outcome,
        Err(why) => Outcome::Failed(why),
    }
}

fn run(row: &Value) -> Result<Outcome, String> {
    let experiment = Logged { production: text(row, "class")? == "ProdExp" };
    let mut log = Vec::new();
    let inputs = Map::from([("userid", at(row, "userid")?.clone())]);
    let mut trial = Trial::new(&experiment, inputs, |record: Record| log.push(record.json(0)));
    trial.keep_hashes();
    let mut returned = Vec::new();
    let calls = at(row, "calls")?.as_list().unwrap_or_default();
    for call in calls {
        returned.push(perform(&mut trial, call.as_str().unwrap_or_default())?);
    }
    // Asking whether it is inside assigns: only afterwards.
    let found_hashes = hashes(trial.hashes());
    let inside = trial.in_experiment().map_err(|fault| fault.to_string())?;
    drop(trial);
    let expected_returns = at(row, "returns")?.as_list().unwrap_or_default();
    let mut defects = Vec::new();
    for ((call, found), expected) in calls.iter().zip(&returned).zip(expected_returns) {
        let early = call.as_str() == Some("in_experiment") && !inside && *expected == Value::Bool(true);
        if early && *found == Value::Bool(false) {
            defects.push("the reference says that an excluded unit is in until it has been assigned");
        } else {
            same("returned", found, expected)?;
        }
    }
    // An override of the only parameter leaves nothing to hash: then nothing is hashed here either.
    let expected = at(row, "hashes")?;
    let asked = calls.iter().any(|call| call.as_str() == Some("in_experiment"));
    if asked && expected.as_list().is_some_and(<[Value]>::is_empty) {
        defects.push("the reference answers whether a unit is in without assigning it");
    } else {
        same("hashes", &found_hashes, expected)?;
    }
    let expected = at(row, "log")?;
    if same("log", &Value::List(log.clone()), expected).is_err() {
        defects.push(explain(&log, expected.as_list().unwrap_or_default(), inside)?);
    }
    Ok(defects.first().map_or(Outcome::Passed, |why| Outcome::Skipped((*why).into())))
}

/// The only differences that are meant.
fn explain(found: &[Value], expected: &[Value], inside: bool) -> Result<&'static str, String> {
    if !inside && found.is_empty() {
        return Ok("the reference logs excluded units when asked before assignment");
    }
    let exposure = |record: &&Value| record.get("event").and_then(Value::as_str) == Some("exposure");
    let mut first = true;
    let kept: Vec<Value> = expected.iter().filter(|record| !exposure(record) || std::mem::take(&mut first)).cloned().collect();
    same("log", &found.to_vec().into(), &kept.into())?;
    Ok("the reference logs an exposure again when asked again")
}

fn perform(trial: &mut Trial<'_, impl FnMut(Record)>, call: &str) -> Result<Value, String> {
    let (name, rest) = call.split_once('(').unwrap_or((call, ")"));
    let args = rest.strip_suffix(')').unwrap_or(rest).replace('\'', "\"").replace("True", "true").replace("False", "false").replace("None", "null");
    let args = json::parse(&format!("[{args}]")).map_err(|error| format!("{call}: {error}"))?;
    let args = args.as_list().unwrap_or_default();
    let word = |at: usize| args.get(at).and_then(Value::as_str).unwrap_or_default();
    let map = |at: usize| args.get(at).and_then(Value::as_map).cloned();
    let result = match name {
        "get" => trial.get(word(0)).map(|found| found.unwrap_or_else(|| args.get(1).cloned().unwrap_or_default())),
        "get_params" => trial.params().map(Value::from),
        "in_experiment" => trial.in_experiment().map(Value::from),
        "log_exposure" => trial.expose(map(0)).map(|()| Value::Null),
        "log_event" => trial.event(word(0), map(1)).map(|()| Value::Null),
        "set_auto_exposure_logging" => {
            trial.set_automatic_exposure(args.first().and_then(Value::as_bool).unwrap_or(true));
            Ok(Value::Null)
        }
        "set_overrides" => {
            trial.set_overrides(map(0).unwrap_or_default());
            Ok(Value::Null)
        }
        "__setattr__" if word(0) == "salt" => {
            trial.set_salt(word(1));
            Ok(Value::Null)
        }
        "__setattr__" if word(0) == "name" => {
            trial.set_name(word(1));
            Ok(Value::Null)
        }
        _ => return Err(format!("the call {call} is not known")),
    };
    result.map_err(|fault| fault.to_string())
}

/// A script as an experiment.
struct Scripted {
    script: Script,
    checksum: String,
}

impl Experiment for Scripted {
    fn name(&self) -> &str {
        "sie"
    }

    fn unit(&self) -> &str {
        "userid"
    }

    fn assign(&self, params: &mut Params<'_>) -> Result<bool, Fault> {
        params.run(&self.script)
    }

    fn checksum(&self) -> Option<String> {
        Some(self.checksum.clone())
    }
}

/// The reference's checksum is that of the script with the salts that a run writes into it.
pub fn checksum(row: &Value) -> Result<(), String> {
    let script = at(row, "script")?;
    let logged = at(row, "log")?;
    let first = logged.as_list().and_then(|log| log.first());
    let inputs = first.and_then(|record| record.get("inputs")?.as_map().cloned()).unwrap_or_else(|| Map::from([("userid", 3)]));
    same("checksum as given", &checksum_of(script).into(), at(row, "sha1_8_of_script_as_given")?)?;
    let script = Script::from_value_with(script.clone(), &Operators::reference()).map_err(|error| error.to_string())?;
    let run = script.trace("sie", &inputs, &Options::default()).map_err(|fault| fault.to_string())?;
    same("script after the run", &run.script, at(row, "script_after")?)?;
    let checksum = checksum_of(&run.script);
    same("checksum", &checksum.as_str().into(), at(row, "checksum_logged")?)?;
    let mut log = Vec::new();
    let experiment = Scripted { script, checksum };
    let mut trial = Trial::new(&experiment, inputs, |record: Record| log.push(record.json(0)));
    same("params", &trial.params().map_err(|fault| fault.to_string())?.into(), at(row, "params")?)?;
    drop(trial);
    same("log", &Value::List(log), logged)
}
