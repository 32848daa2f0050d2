//! Found beside expected.

use super::found::Found;
use serde_json::Value;

/// Relative, and absolute near zero.
const TOLERANCE: f64 = 1e-9;

/// A number that is not what was expected, to nine digits.
#[derive(Debug)]
pub struct Off {
    pub path: String,
    /// How far from what was expected.
    pub apart: f64,
    /// The same, relative to what was expected.
    pub by: f64,
    pub said: String,
}

/// Everything that is expected has to be there; more may have been computed.
pub fn compare(found: &Found, expected: &Value) -> Result<Vec<Off>, String> {
    let mut off = Vec::new();
    walk("", found, expected, &mut off)?;
    Ok(off)
}

fn walk(path: &str, found: &Found, expected: &Value, off: &mut Vec<Off>) -> Result<(), String> {
    match (found, expected) {
        (Found::Object(found), Value::Object(expected)) => expected.iter().try_for_each(|(key, expected)| {
            let (_, found) = found.iter().find(|(known, _)| known == key).ok_or_else(|| format!("{path}.{key} is not computed by this method"))?;
            walk(&format!("{path}.{key}"), found, expected, off)
        }),
        (Found::List(found), Value::Array(expected)) if found.len() == expected.len() => {
            let mut pairs = found.iter().zip(expected).enumerate();
            pairs.try_for_each(|(at, (found, expected))| walk(&format!("{path}[{at}]"), found, expected, off))
        }
        (Found::Number(found), expected) if !found.is_finite() => not_finite(path, *found, expected),
        (Found::Number(found), Value::Number(expected)) => {
            number(path, *found, expected.as_f64().unwrap_or(f64::NAN), off);
            Ok(())
        }
        (Found::Text(found), Value::String(expected)) if found == expected => Ok(()),
        (Found::Nothing, Value::Null) => Ok(()),
        _ => Err(format!("{path}: {found:?} instead of {expected}")),
    }
}

fn number(path: &str, found: f64, expected: f64, off: &mut Vec<Off>) {
    let (apart, by) = ((found - expected).abs(), (found - expected).abs() / expected.abs());
    // Near zero, digits of a difference are digits of what was subtracted.
    let near = by <= TOLERANCE || apart <= 1e-15;
    if !near {
        off.push(Off { path: path.to_owned(), apart, by, said: format!("{path}: {found} instead of {expected}, {by:.1e} off") });
    }
}

/// JSON has no word for it: Python writes one all the same, others write null.
fn not_finite(path: &str, found: f64, expected: &Value) -> Result<(), String> {
    let word = if found.is_nan() {
        "NaN"
    } else if found > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    };
    if expected.is_null() || expected == word { Ok(()) } else { Err(format!("{path}: {found} instead of {expected}")) }
}
