//! What a case is given.

use backend::experiments::stats::{clusters::Cluster, cuped::Pair, proportions::Share};
use serde_json::Value;

/// Where a case does not say.
const ALPHA: f64 = 0.05;

pub struct Input<'v>(pub &'v Value);

impl Input<'_> {
    pub fn has(&self, key: &str) -> bool {
        self.0.get(key).is_some()
    }

    pub fn number(&self, key: &str) -> Result<f64, String> {
        self.0.get(key).and_then(Value::as_f64).ok_or_else(|| format!("its input has no number “{key}”"))
    }

    pub fn alpha(&self) -> f64 {
        self.number("alpha").unwrap_or(ALPHA)
    }

    /// A whole number that is not below zero.
    pub fn count(&self, key: &str) -> Result<u64, String> {
        self.0.get(key).and_then(count).ok_or_else(|| format!("its input has no count “{key}”"))
    }

    fn list<T>(&self, key: &str, of: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>, String> {
        let list = self.0.get(key).and_then(Value::as_array).and_then(|list| list.iter().map(of).collect());
        list.ok_or_else(|| format!("its input has no list “{key}” of the right kind"))
    }

    pub fn numbers(&self, key: &str) -> Result<Vec<f64>, String> {
        self.list(key, Value::as_f64)
    }

    /// The treatment, and the baseline.
    pub fn shares(&self) -> Result<(Share, Share), String> {
        let share = |hits, of| Ok::<_, String>(Share { hits: self.number(hits)?, of: self.number(of)? });
        Ok((share("x1", "n1")?, share("x0", "n0")?))
    }

    /// Organizations with their people, and how many of them did it.
    pub fn clusters(&self, key: &str) -> Result<Vec<Cluster>, String> {
        self.list(key, |pair| Some(Cluster { size: pair.get(0)?.as_f64()?, hits: pair.get(1)?.as_f64()? }))
    }

    pub fn table(&self) -> Result<[[u64; 2]; 2], String> {
        let row = |row: &Value| Some([count(row.get(0)?)?, count(row.get(1)?)?]);
        self.list("table", row)?.try_into().map_err(|_| "its table has not two rows".into())
    }

    /// The treatment, and the baseline, of which the key says how many come first: `first_200_are_control`.
    pub fn pairs(&self) -> Result<(Vec<Pair>, Vec<Pair>), String> {
        let (before, after) = (self.numbers("pre")?, self.numbers("post")?);
        if before.len() != after.len() {
            return Err("“pre” and “post” are not of one length".into());
        }
        let mut pairs: Vec<Pair> = before.into_iter().zip(after).map(|(before, after)| Pair { before, after }).collect();
        let keys = self.0.as_object().into_iter().flat_map(|input| input.keys());
        let controls = keys.filter_map(|key| key.strip_prefix("first_")?.strip_suffix("_are_control")?.parse().ok()).next();
        match controls {
            Some(controls) if controls <= pairs.len() => Ok((pairs.split_off(controls), pairs)),
            _ => Err("its input does not say how many are control".into()),
        }
    }
}

fn count(value: &Value) -> Option<u64> {
    let number = value.as_f64().filter(|number| *number >= 0.0 && number.fract() == 0.0)?;
    value.as_u64().or(Some(number as u64))
}

/// Python writes NaN and Infinity into JSON, which has no such words: here they become texts.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut within, mut escaped, mut rest) = (false, false, text);
    while let Some(next) = rest.chars().next() {
        let word = ["-Infinity", "Infinity", "NaN"].into_iter().find(|word| !within && rest.starts_with(word));
        if let Some(word) = word {
            out.extend(["\"", word, "\""]);
        } else {
            within ^= next == '"' && !escaped;
            escaped = within && next == '\\' && !escaped;
            out.push(next);
        }
        rest = &rest[word.map_or(next.len_utf8(), str::len)..];
    }
    out
}
