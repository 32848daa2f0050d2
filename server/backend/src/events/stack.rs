//! Reads exceptions, threads and their frames.

use super::{
    json::Json,
    keep,
    notes::{Notes, Path},
};
use model::event::{Changed, Exception, Frame, Mechanism, Thread, limit};

/// The values of a list, of `{"values": […]}`, or a single object; anything else is nothing.
pub fn values<'a>(json: Json<'a>, path: &Path<'_>, notes: &mut Notes) -> Vec<Json<'a>> {
    match json {
        Json::List(list) => list,
        Json::Object(mut entries) => match entries.iter().position(|(name, _)| name == "values") {
            Some(at) => match entries.swap_remove(at).1 {
                Json::List(list) => list,
                Json::Null => Vec::new(),
                single @ Json::Object(_) => vec![single],
                _ => {
                    notes.add(path, Changed::Repaired);
                    Vec::new()
                }
            },
            None if entries.is_empty() => Vec::new(),
            None => vec![Json::Object(entries)],
        },
        Json::Null => Vec::new(),
        _ => {
            notes.add(path, Changed::Repaired);
            Vec::new()
        }
    }
}

pub fn exceptions(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Vec<Exception> {
    let mut list = values(json, path, notes);
    if list.len() > limit::EXCEPTIONS {
        notes.add(path, Changed::Trimmed);
        // The newest are what was raised.
        list.drain(..list.len() - limit::EXCEPTIONS);
    }
    list.into_iter().enumerate().filter_map(|(index, json)| exception(json, &path.index(index), notes)).collect()
}

fn exception(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<Exception> {
    let Json::Object(entries) = json else {
        if json != Json::Null {
            notes.add(path, Changed::Repaired);
        }
        return None;
    };
    let mut exception = Exception::default();
    for (name, json) in entries {
        let here = path.name(&name);
        match &*name {
            "type" => exception.kind = keep::text(json, limit::NAME, &here, notes).unwrap_or_default(),
            "value" => {
                let text = keep::text(json, limit::MESSAGE, &here, notes).unwrap_or_default();
                exception.value = keep::scrubbed(text.into(), limit::MESSAGE, &here, notes);
            }
            "module" => exception.module = keep::text(json, limit::NAME, &here, notes),
            "mechanism" => exception.mechanism = mechanism(json, &here, notes),
            "stacktrace" => exception.frames = stacktrace(json, &here, notes),
            _ => {}
        }
    }
    Some(exception)
}

fn mechanism(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<Mechanism> {
    let Json::Object(entries) = json else { return None };
    let mut mechanism = Mechanism::default();
    for (name, json) in entries {
        match (&*name, json) {
            ("type", json) => mechanism.kind = keep::text(json, limit::NAME, &path.name("type"), notes).unwrap_or_default(),
            ("handled", Json::Bool(flag)) => mechanism.handled = Some(flag),
            ("synthetic", Json::Bool(flag)) => mechanism.synthetic = flag,
            _ => {}
        }
    }
    Some(mechanism)
}

/// The frames of `{"frames": […]}` or of a bare list.
pub fn stacktrace(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Vec<Frame> {
    let mut list = match json {
        Json::Object(entries) => match entries.into_iter().find(|(name, _)| name == "frames") {
            Some((_, Json::List(list))) => list,
            _ => return Vec::new(),
        },
        Json::List(list) => list,
        _ => return Vec::new(),
    };
    if list.len() > limit::FRAMES {
        notes.add(path, Changed::Trimmed);
        // Endless recursion: the way in and where it ended are worth keeping, the middle is not.
        let way_in = limit::FRAMES / 5;
        list.drain(way_in..way_in + list.len() - limit::FRAMES);
    }
    list.into_iter().enumerate().filter_map(|(index, json)| frame(json, &path.index(index), notes)).collect()
}

fn frame(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<Frame> {
    let Json::Object(entries) = json else { return None };
    let mut frame = Frame::default();
    let mut in_app = None;
    for (name, json) in entries {
        let here = path.name(&name);
        match &*name {
            "filename" => frame.filename = keep::text(json, limit::PATH, &here, notes),
            "abs_path" => frame.abs_path = keep::text(json, limit::PATH, &here, notes),
            "module" => frame.module = keep::text(json, limit::PATH, &here, notes),
            "function" => frame.function = keep::text(json, limit::PATH, &here, notes),
            "package" => frame.package = keep::text(json, limit::PATH, &here, notes),
            "lineno" => frame.lineno = number(&json),
            "colno" => frame.colno = number(&json),
            "pre_context" => frame.pre_context = lines(json, true, &here, notes),
            "context_line" => frame.context_line = line(json, &here, notes),
            "post_context" => frame.post_context = lines(json, false, &here, notes),
            "vars" => frame.vars = keep::pairs(json, limit::VARIABLES, &here, notes),
            "in_app" => {
                in_app = match json {
                    Json::Bool(flag) => Some(flag),
                    _ => None,
                }
            }
            _ => {}
        }
    }
    frame.in_app = in_app.unwrap_or_else(|| looks_in_app(&frame));
    Some(frame)
}

/// Where the sender didn't say: everything that doesn't lie where libraries do.
fn looks_in_app(frame: &Frame) -> bool {
    let libraries =
        ["site-packages", "dist-packages", "node_modules", "/vendor/", "node:", "<frozen", "/usr/lib", "/rustc/", ".cargo/registry", "/gems/"];
    let path = frame.abs_path.as_deref().or(frame.filename.as_deref()).unwrap_or("");
    (!path.is_empty() || frame.module.is_some()) && !libraries.iter().any(|library| path.contains(library))
}

fn number(json: &Json<'_>) -> Option<u32> {
    let number = match json {
        Json::Int(number) => *number,
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and what is out of range is dropped below")]
        Json::Real(number) => *number as i64,
        Json::Text(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    u32::try_from(number).ok().filter(|number| *number > 0)
}

fn line(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<String> {
    match json {
        Json::Text(text) => Some(keep::scrubbed(text, limit::CONTEXT_LINE, path, notes)),
        other => keep::text(other, limit::CONTEXT_LINE, path, notes),
    }
}

fn lines(json: Json<'_>, last: bool, path: &Path<'_>, notes: &mut Notes) -> Vec<String> {
    let Json::List(mut list) = json else { return Vec::new() };
    if list.len() > limit::CONTEXT_LINES {
        notes.add(path, Changed::Trimmed);
        if last {
            list.drain(..list.len() - limit::CONTEXT_LINES);
        } else {
            list.truncate(limit::CONTEXT_LINES);
        }
    }
    list.into_iter().enumerate().map(|(index, json)| line(json, &path.index(index), notes).unwrap_or_default()).collect()
}

pub fn threads(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Vec<Thread> {
    let mut list = values(json, path, notes);
    if list.len() > limit::THREADS {
        notes.add(path, Changed::Trimmed);
        list.truncate(limit::THREADS);
    }
    list.into_iter().enumerate().filter_map(|(index, json)| thread(json, &path.index(index), notes)).collect()
}

fn thread(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<Thread> {
    let Json::Object(entries) = json else { return None };
    let mut thread = Thread::default();
    for (name, json) in entries {
        let here = path.name(&name);
        match &*name {
            "id" => thread.id = keep::text(json, limit::NAME, &here, notes),
            "name" => thread.name = keep::text(json, limit::NAME, &here, notes),
            "crashed" => thread.crashed = json == Json::Bool(true),
            "current" => thread.current = json == Json::Bool(true),
            "stacktrace" => thread.frames = stacktrace(json, &here, notes),
            _ => {}
        }
    }
    Some(thread)
}
