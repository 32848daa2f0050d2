//! Turns what was sent into what is kept: bounded, with secrets hidden and a note of each change.

use super::{
    json::Json,
    notes::{Notes, Path},
    scrub,
};
use model::event::{Changed, Pairs, limit};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;

/// Any value, bounded in depth, entries and length of text.
pub fn value(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Value {
    nested(json, path, notes, 0)
}

fn nested(json: Json<'_>, path: &Path<'_>, notes: &mut Notes, depth: usize) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(flag),
        Json::Int(number) => Value::Number(number.into()),
        Json::Real(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Json::Text(text) => Value::String(scrubbed(text, limit::VALUE, path, notes)),
        Json::List(list) if depth < limit::DEPTH => {
            if list.len() > limit::ENTRIES {
                notes.add(path, Changed::Trimmed);
            }
            let kept = list.into_iter().take(limit::ENTRIES).enumerate();
            Value::Array(kept.map(|(index, json)| nested(json, &path.index(index), notes, depth + 1)).collect())
        }
        Json::Object(entries) if depth < limit::DEPTH => {
            let entries = pairs_at(entries, limit::ENTRIES, path, notes, depth + 1);
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
        Json::List(_) | Json::Object(_) | Json::Cut => {
            notes.add(path, Changed::Trimmed);
            Value::String("…".to_owned())
        }
    }
}

/// Name and value pairs; a list is read as one, its places the names.
pub fn pairs(json: Json<'_>, most: usize, path: &Path<'_>, notes: &mut Notes) -> Pairs {
    match json {
        Json::Object(entries) => pairs_at(entries, most, path, notes, 0),
        Json::List(list) => {
            pairs_at(list.into_iter().enumerate().map(|(index, json)| (index.to_string().into(), json)).collect(), most, path, notes, 0)
        }
        Json::Null => Vec::new(),
        Json::Cut => {
            notes.add(path, Changed::Trimmed);
            Vec::new()
        }
        other => vec![("value".to_owned(), value(other, path, notes))],
    }
}

fn pairs_at(entries: Vec<(Cow<'_, str>, Json<'_>)>, most: usize, path: &Path<'_>, notes: &mut Notes, depth: usize) -> Pairs {
    if entries.len() > most {
        notes.add(path, Changed::Trimmed);
    }
    let mut kept = Vec::with_capacity(entries.len().min(most));
    for (name, json) in entries.into_iter().take(most) {
        let here = path.name(&name);
        let hide = !matches!(json, Json::Null | Json::Bool(_)) && scrub::is_secret_name(&name);
        let value = if hide {
            notes.add(&here, Changed::Scrubbed);
            Value::String(scrub::HIDDEN.to_owned())
        } else {
            nested(json, &here, notes, depth)
        };
        kept.push((notes.text(name.clone(), limit::NAME, &here), value));
    }
    kept
}

/// Text with the secrets in it hidden, no longer than `most` characters.
pub fn scrubbed(text: Cow<'_, str>, most: usize, path: &Path<'_>, notes: &mut Notes) -> String {
    match scrub::text(&text) {
        Some(clean) => {
            notes.add(path, Changed::Scrubbed);
            notes.text(clean.into(), most, path)
        }
        None => notes.text(text, most, path),
    }
}

/// Text where text is expected: numbers and flags are written out, structures become JSON, null and empty text are nothing.
pub fn text(json: Json<'_>, most: usize, path: &Path<'_>, notes: &mut Notes) -> Option<String> {
    let text = match json {
        Json::Null => return None,
        Json::Text(text) => text,
        Json::Bool(flag) => flag.to_string().into(),
        Json::Int(number) => number.to_string().into(),
        Json::Real(number) => number.to_string().into(),
        Json::Cut => {
            notes.add(path, Changed::Trimmed);
            return None;
        }
        structure @ (Json::List(_) | Json::Object(_)) => {
            notes.add(path, Changed::Repaired);
            value(structure, path, notes).to_string().into()
        }
    };
    if text.trim().is_empty() { None } else { Some(notes.text(text, most, path)) }
}

/// Name and text pairs from an object, a list of pairs, or a list of `{key, value}`.
pub fn text_pairs(json: Json<'_>, most: usize, lengths: (usize, usize), path: &Path<'_>, notes: &mut Notes) -> Vec<(String, String)> {
    let entries: Vec<(Cow<'_, str>, Json<'_>)> = match json {
        Json::Object(entries) => entries,
        Json::List(list) => list.into_iter().filter_map(pair).collect(),
        _ => return Vec::new(),
    };
    if entries.len() > most {
        notes.add(path, Changed::Trimmed);
    }
    let mut kept = Vec::with_capacity(entries.len().min(most));
    for (name, json) in entries.into_iter().take(most) {
        let here = path.name(&name);
        // A header may come as the list of its values.
        let json = match json {
            Json::List(mut list) if list.len() == 1 => list.swap_remove(0),
            other => other,
        };
        let hide = scrub::is_secret_name(&name);
        let Some(text) = text(json, lengths.1, &here, notes) else { continue };
        let text = if hide {
            notes.add(&here, Changed::Scrubbed);
            scrub::HIDDEN.to_owned()
        } else {
            scrubbed(text.into(), lengths.1, &here, notes)
        };
        kept.push((notes.text(name.clone(), lengths.0, &here), text));
    }
    kept
}

fn pair<'a>(json: Json<'a>) -> Option<(Cow<'a, str>, Json<'a>)> {
    match json {
        Json::List(mut list) if list.len() == 2 => {
            let value = list.pop()?;
            match list.pop()? {
                Json::Text(name) => Some((name, value)),
                Json::Int(name) => Some((name.to_string().into(), value)),
                _ => None,
            }
        }
        Json::Object(entries) => {
            let (mut name, mut value) = (None, None);
            for (field, json) in entries {
                match (&*field, json) {
                    ("key" | "name", Json::Text(text)) => name = Some(text),
                    ("value", json) => value = Some(json),
                    _ => {}
                }
            }
            Some((name?, value?))
        }
        _ => None,
    }
}
