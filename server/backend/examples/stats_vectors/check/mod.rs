//! Reference cases: a file of them is read, each is computed by its method, and what comes out is compared.

mod allowance;
mod arrays;
mod compare;
mod found;
mod growthbook;
mod input;
mod shares;
mod single;

use allowance::Allowance;
use compare::Off;
use found::Found;
use input::Input;
use serde_json::Value;

/// How a case went.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Passed,
    /// Not to nine digits, but as closely as its inputs allow: the largest relative difference, and why no more can be asked.
    Loosely(f64, String),
    Failed(String),
}

/// Every case with its outcome.
pub fn file(text: &str) -> Result<Vec<(String, Outcome)>, String> {
    let file: Value = serde_json::from_str(&input::quoted(text)).map_err(|error| error.to_string())?;
    let cases = file.get("cases").unwrap_or(&file).as_array().ok_or("there is no list of cases")?;
    let named = |id: &Value| cases.iter().find(|case| case["id"] == *id);
    let name = |at: usize, case: &Value| case["id"].as_str().map_or_else(|| format!("case {}", at + 1), str::to_owned);
    Ok(cases.iter().enumerate().map(|(at, case)| (name(at, case), check(case, &named))).collect())
}

fn check<'v>(case: &'v Value, named: &impl Fn(&Value) -> Option<&'v Value>) -> Outcome {
    let found = method(case).and_then(|method| {
        let from = &case["input"]["from"];
        let holder = if from.is_null() { case } else { named(from).ok_or_else(|| format!("there is no case {from} to take the input from"))? };
        let input = holder.get("input").ok_or("it has no input")?;
        Ok((compute(method, &Input(input))?, holder))
    });
    let (found, holder) = match found {
        Ok(found) => found,
        Err(why) => return Outcome::Failed(why),
    };
    let expected = match case.get("output") {
        Some(expected) if expected.as_object().is_some_and(|expected| !expected.is_empty()) => expected,
        _ => return Outcome::Failed("it has no output".into()),
    };
    match compare::compare(&found, expected) {
        Ok(off) => judge(&off, &allowance::allowances(case, holder)),
        Err(why) => Outcome::Failed(why),
    }
}

fn judge(off: &[Off], allowances: &[Allowance]) -> Outcome {
    let mut furthest = Outcome::Passed;
    for off in off {
        let Some(why) = allowances.iter().find_map(|allowance| allowance.covers(off)) else { return Outcome::Failed(off.said.clone()) };
        if !matches!(furthest, Outcome::Loosely(by, _) if by >= off.by) {
            furthest = Outcome::Loosely(off.by, why.to_owned());
        }
    }
    furthest
}

fn method(case: &Value) -> Result<&str, String> {
    case["method"].as_str().ok_or_else(|| "it names no method".into())
}

fn compute(method: &str, input: &Input<'_>) -> Result<Found, String> {
    for by in [shares::compute, single::compute, arrays::compute, growthbook::compute] {
        if let Some(found) = by(method, input)? {
            return Ok(found);
        }
    }
    Err(format!("the method “{method}” is not known"))
}
