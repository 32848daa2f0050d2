//! What somebody says was shown, beside what is computed here.

use serde_json::{Map, Value};

/// Whether a claim agrees with what was given. It may name a part of it, but something, and nothing that was not given.
pub(super) fn agrees(claim: &Map<String, Value>, given: &Map<String, Value>) -> bool {
    !claim.is_empty() && claim.iter().all(|(name, said)| given.get(name).is_some_and(|value| same(said, value)))
}

/// Whether both have the same names with the same values.
pub(super) fn alike(said: &Map<String, Value>, given: &Map<String, Value>) -> bool {
    said.len() == given.len() && said.iter().all(|(name, said)| given.get(name).is_some_and(|given| same(said, given)))
}

/// The same value, numbers as numbers: JavaScript writes the engine's `2.0` as `2`.
fn same(said: &Value, given: &Value) -> bool {
    match (said, given) {
        (Value::Number(said), Value::Number(given)) => said.as_f64() == given.as_f64(),
        (Value::Array(said), Value::Array(given)) => said.len() == given.len() && said.iter().zip(given).all(|(said, given)| same(said, given)),
        (Value::Object(said), Value::Object(given)) => alike(said, given),
        _ => said == given,
    }
}

#[cfg(test)]
mod tests {
    use super::agrees;
    use serde_json::{Value, json};

    fn claimed(claim: &Value, given: &Value) -> bool {
        agrees(claim.as_object().expect("an object"), given.as_object().expect("an object"))
    }

    #[test]
    fn a_part_in_other_words_agrees_and_nothing_else_does() {
        let given = json!({ "n": 2.0, "whole": 9_007_199_254_740_993i64, "deep": { "list": [1, { "x": 0.5 }] }, "on": true, "none": null });
        for claim in [
            json!({ "n": 2 }),
            json!({ "n": 2.0, "on": true }),
            // What JavaScript is left with.
            json!({ "whole": 9_007_199_254_740_992i64 }),
            json!({ "deep": { "list": [1.0, { "x": 0.5 }] } }),
            json!({ "none": null }),
            given.clone(),
        ] {
            assert!(claimed(&claim, &given), "{claim}");
        }
        for claim in [
            json!({}),
            json!({ "n": 3 }),
            json!({ "n": "2" }),
            json!({ "n": 2, "on": false }),
            json!({ "on": 1 }),
            json!({ "deep": { "list": [1] } }),
            json!({ "deep": { "list": [1, { "x": 0.5, "y": 1 }] } }),
            json!({ "deep": {} }),
            json!({ "n": 2, "other": 1 }),
            json!({ "other": null }),
        ] {
            assert!(!claimed(&claim, &given), "{claim}");
        }
    }
}
