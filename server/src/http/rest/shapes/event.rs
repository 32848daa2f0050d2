//! Events: the normalised event in the clients' words.

use super::time;
use model::{
    event::{Event, Exception, Frame, Pairs},
    issue::{EventView, IssueSummary},
};
use serde_json::{Map, Value, json};

/// An event of an issue.
pub fn event(issue: &IssueSummary, stored: &EventView) -> Value {
    let event = &stored.event;
    let tags: Vec<Value> = event.tags.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
    let user = event.user.as_ref().map(
        |user| json!({ "id": user.id, "email": user.email, "username": user.username, "ip_address": user.ip_address, "data": object(&user.other) }),
    );
    let last = event.exceptions.last();
    json!({
        "id": event.id,
        "eventID": event.id,
        "groupID": issue.numeric_id().to_string(),
        "projectID": issue.project.id.to_string(),
        "dateCreated": time(event.timestamp),
        "dateReceived": time(stored.received_at),
        "title": event.title,
        "message": event.message.as_deref().unwrap_or(""),
        "platform": event.platform,
        "type": "error",
        "level": event.level,
        "tags": tags,
        "entries": entries(event),
        "user": user,
        "contexts": object(&event.contexts),
        "context": object(&event.extra),
        "packages": event.modules.iter().map(|(name, version)| (name.clone(), json!(version))).collect::<Map<_, _>>(),
        "sdk": event.sdk.as_ref().map(|sdk| json!({ "name": sdk.name, "version": sdk.version })),
        "errors": event.changes,
        "metadata": { "type": last.map(|last| last.kind.as_str()), "value": last.map(|last| last.value.as_str()) },
        "size": 0,
        "fingerprints": event.fingerprint,
        "location": event.culprit,
        "culprit": event.culprit,
        "environment": event.environment,
        "dist": event.dist,
        "release": event.release.as_ref().map(|version| json!({ "version": version, "shortVersion": version })),
        "nextEventID": stored.around.next,
        "previousEventID": stored.around.previous,
    })
}

fn object(pairs: &Pairs) -> Map<String, Value> {
    pairs.iter().cloned().collect()
}

fn entries(event: &Event) -> Vec<Value> {
    let mut entries = Vec::new();
    if let Some(message) = &event.message {
        entries.push(json!({ "type": "message", "data": { "formatted": message } }));
    }
    if !event.exceptions.is_empty() {
        let values: Vec<Value> = event.exceptions.iter().map(exception).collect();
        entries.push(json!({ "type": "exception", "data": { "values": values } }));
    }
    if !event.frames.is_empty() {
        entries.push(json!({ "type": "stacktrace", "data": { "frames": event.frames.iter().map(frame).collect::<Vec<_>>() } }));
    }
    if !event.breadcrumbs.is_empty() {
        let values: Vec<Value> = event.breadcrumbs.iter().map(|crumb| {
            json!({ "timestamp": crumb.timestamp.map(time), "type": crumb.kind, "category": crumb.category, "level": crumb.level.unwrap_or(model::event::Level::Info),
                    "message": crumb.message, "data": object(&crumb.data) })
        }).collect();
        entries.push(json!({ "type": "breadcrumbs", "data": { "values": values } }));
    }
    if let Some(request) = &event.request {
        entries.push(json!({ "type": "request", "data": {
            "url": request.url, "method": request.method, "query": request.query, "headers": request.headers, "cookies": request.cookies,
            "data": request.data, "env": object(&request.env),
        } }));
    }
    entries
}

fn exception(exception: &Exception) -> Value {
    let frames: Vec<Value> = exception.frames.iter().map(frame).collect();
    json!({
        "type": exception.kind,
        "value": exception.value,
        "module": exception.module,
        "mechanism": exception.mechanism,
        "threadId": null,
        "stacktrace": { "frames": frames },
    })
}

fn frame(frame: &Frame) -> Value {
    json!({
        "filename": frame.filename,
        "absPath": frame.abs_path,
        "module": frame.module,
        "package": frame.package,
        "function": frame.function,
        "lineNo": frame.lineno,
        "colNo": frame.colno,
        "inApp": frame.in_app,
        "context": context(frame),
        "vars": object(&frame.vars),
    })
}

/// Numbered lines of source.
fn context(frame: &Frame) -> Vec<Value> {
    let Some(at) = frame.lineno else { return Vec::new() };
    let first = at.saturating_sub(u32::try_from(frame.pre_context.len()).unwrap_or(0));
    let lines = frame.pre_context.iter().chain(&frame.context_line).chain(&frame.post_context);
    (first..).zip(lines).map(|(number, line)| json!([number, line])).collect()
}
