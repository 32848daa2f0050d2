//! Tags: those the sender set, and those every event has, so that issues can be searched by either.

use super::{
    json::Json,
    keep,
    notes::{Notes, Path},
};
use model::event::{Event, limit};
use serde_json::Value;

pub fn read(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Vec<(String, String)> {
    let mut tags = keep::text_pairs(json, limit::TAGS, (limit::TAG_KEY, limit::TAG_VALUE), path, notes);
    for (key, value) in &mut tags {
        tidy(key);
        tidy(value);
    }
    tags.retain(|(key, value)| !key.is_empty() && !value.is_empty());
    // The last of equal names wins.
    let mut kept: Vec<(String, String)> = Vec::with_capacity(tags.len());
    for (key, value) in tags {
        match kept.iter_mut().find(|(name, _)| *name == key) {
            Some(earlier) => earlier.1 = value,
            None => kept.push((key, value)),
        }
    }
    kept
}

/// On one line, without blanks around.
fn tidy(text: &mut String) {
    if text.contains(|c: char| c.is_control()) {
        *text = text.replace(|c: char| c.is_control(), " ");
    }
    if text.trim().len() != text.len() {
        *text = text.trim().to_owned();
    }
}

/// Adds what the event says elsewhere; the sender's own tag of that name stands.
pub fn derive(event: &mut Event) {
    let mut derived: Vec<(&str, Option<String>)> = vec![
        ("level", Some(event.level.as_str().to_owned())),
        ("environment", event.environment.clone()),
        ("release", event.release.clone()),
        ("dist", event.dist.clone()),
        ("server_name", event.server_name.clone()),
        ("logger", event.logger.clone()),
        ("transaction", event.transaction.clone()),
        ("url", event.request.as_ref().and_then(|request| request.url.as_deref()).map(without_query)),
        ("user", event.user.as_ref().and_then(model::event::User::key)),
    ];
    for name in ["runtime", "os", "browser", "device"] {
        derived.push((name, context(event, name)));
    }
    let mechanism = event.exceptions.last().and_then(|raised| raised.mechanism.as_ref());
    derived.push(("mechanism", mechanism.map(|mechanism| mechanism.kind.clone())));
    derived.push(("handled", mechanism.and_then(|mechanism| mechanism.handled).map(|handled| if handled { "yes" } else { "no" }.to_owned())));
    for (key, value) in derived {
        let Some(value) = value else { continue };
        let mut value = super::notes::cut(value.into(), limit::TAG_VALUE).0;
        tidy(&mut value);
        if !value.is_empty() && event.tag(key).is_none() {
            event.tags.push((key.to_owned(), value));
        }
    }
}

/// `CPython 3.11.7`
fn context(event: &Event, name: &str) -> Option<String> {
    let (_, context) = event.contexts.iter().find(|(key, _)| key == name)?;
    let field = |field: &str| context.get(field).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let what = field("name").or_else(|| field("family")).or_else(|| field("model"))?;
    Some(field("version").map_or_else(|| what.to_owned(), |version| format!("{what} {version}")))
}

fn without_query(url: &str) -> String {
    url.split(['?', '#']).next().unwrap_or(url).to_owned()
}
