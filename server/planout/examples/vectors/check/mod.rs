//! Rows of golden vectors, each recognised by its keys.

mod engine;
mod namespaces;
mod sessions;

use planout::{Value, json};

pub enum Outcome {
    Passed,
    Failed(String),
    /// The reference shows a defect here that this crate does not have. Everything else in the row agrees.
    Skipped(String),
}

impl Outcome {
    fn of(result: Result<(), String>) -> Self {
        result.map_or_else(Self::Failed, |()| Self::Passed)
    }
}

/// Every row with its line.
pub fn file(text: &str) -> impl Iterator<Item = (usize, Outcome)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(at, line)| (at + 1, row(line)))
}

fn row(line: &str) -> Outcome {
    let row = match json::parse(line) {
        Ok(row) => row,
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    let has = |key| row.get(key).is_some();
    if has("checksum_logged") {
        Outcome::of(sessions::checksum(&row))
    } else if has("class") && has("calls") {
        sessions::logging(&row)
    } else if has("num_segments") {
        namespaces::check(&row)
    } else if has("org_id") || has("user_id") {
        Outcome::of(engine::seed(&row))
    } else if has("source") && has("expect") {
        Outcome::of(engine::source(&row))
    } else if has("source") {
        Outcome::of(engine::compiler(&row))
    } else if has("script") && has("expect") {
        Outcome::of(engine::script(&row))
    } else {
        Outcome::Failed("a row of an unknown kind".into())
    }
}

fn at<'v>(row: &'v Value, key: &str) -> Result<&'v Value, String> {
    row.get(key).ok_or_else(|| format!("the row has no “{key}”"))
}

fn text<'v>(row: &'v Value, key: &str) -> Result<&'v str, String> {
    at(row, key)?.as_str().ok_or_else(|| format!("“{key}” is not a text"))
}

fn same(what: &str, found: &Value, expected: &Value) -> Result<(), String> {
    if found.identical(expected) { Ok(()) } else { Err(format!("{what}: {found} instead of {expected}")) }
}

fn hashes(found: &[planout::Hashed]) -> Value {
    let pair = |hashed: &planout::Hashed| Value::from(vec![hashed.text.clone(), format!("{:015x}", hashed.hash)]);
    Value::List(found.iter().map(pair).collect())
}
