//! Makes an [`Event`] of whatever was sent. Nothing that can be kept is refused; what is changed is noted.

use super::{
    around,
    json::{Json, Reading},
    keep,
    notes::{Notes, Path},
    stack, tags, when,
};
use model::{
    event::{Changed, Event, Frame, Level, limit},
    id::EventId,
    time::{MINUTE, Timestamp},
};
use std::borrow::Cow;

/// What is known beside the event itself.
#[derive(Clone, Debug, Default)]
pub struct Surroundings<'a> {
    pub received: Timestamp,
    /// The envelope's event id, where the event brings none.
    pub envelope_id: Option<&'a str>,
    /// Taken where there is no other id; 32 hexadecimal digits.
    pub fallback_id: String,
    pub client_address: Option<&'a str>,
}

/// An event, and what it is grouped by when it has no frames: the message before its parameters were put in.
#[derive(Clone, Debug, Default)]
pub struct Normalised {
    pub event: Event,
    pub template: Option<String>,
}

/// Normalises an event that was read; `None` where it is no object.
pub fn normalise(reading: Reading<'_>, surroundings: &Surroundings<'_>) -> Option<Normalised> {
    let Json::Object(entries) = reading.value else { return None };
    let mut draft = Draft::default();
    let whole = Path::root("event");
    if reading.trimmed {
        draft.notes.add(&whole, Changed::Trimmed);
    }
    if reading.repaired {
        draft.notes.add(&whole, Changed::Repaired);
    }
    for (name, json) in entries {
        draft.take(&name, json, surroundings);
    }
    Some(draft.finish(surroundings))
}

#[derive(Default)]
struct Draft {
    event: Event,
    notes: Notes,
    id: Option<String>,
    timestamp: Option<Timestamp>,
    template: Option<String>,
    logentry: Option<String>,
}

impl Draft {
    fn take(&mut self, name: &str, json: Json<'_>, surroundings: &Surroundings<'_>) {
        let path = Path::root(name);
        let (event, notes) = (&mut self.event, &mut self.notes);
        match name {
            "event_id" => self.id = event_id(&json, &path, notes),
            "timestamp" => {
                self.timestamp = when::read(&json);
                if self.timestamp.is_none() && json != Json::Null {
                    notes.add(&path, Changed::Repaired);
                }
            }
            "level" => event.level = level(&json, &path, notes),
            "platform" => event.platform = keep::text(json, 32, &path, notes).unwrap_or_default().to_ascii_lowercase(),
            "logger" => event.logger = keep::text(json, limit::NAME, &path, notes),
            "transaction" | "culprit" if event.transaction.is_none() || name == "transaction" => {
                event.transaction = keep::text(json, limit::NAME, &path, notes).or(event.transaction.take());
            }
            "release" => event.release = keep::text(json, limit::NAME, &path, notes).map(|text| text.trim().to_owned()),
            "dist" => event.dist = keep::text(json, limit::TAG_KEY, &path, notes),
            "environment" => event.environment = keep::text(json, limit::TAG_KEY, &path, notes).map(|text| text.trim().to_owned()),
            "server_name" => event.server_name = keep::text(json, limit::NAME, &path, notes),
            "sdk" => event.sdk = around::sdk(json, &path, notes),
            "message" if matches!(json, Json::Object(_)) => self.logentry(json, &path),
            "message" => event.message = keep::text(json, limit::MESSAGE, &path, notes),
            "logentry" | "sentry.interfaces.Message" => self.logentry(json, &path),
            "exception" | "sentry.interfaces.Exception" => event.exceptions = stack::exceptions(json, &path, notes),
            "stacktrace" => event.frames = stack::stacktrace(json, &path, notes),
            "threads" => event.threads = stack::threads(json, &path, notes),
            "breadcrumbs" => event.breadcrumbs = around::breadcrumbs(json, &path, notes),
            "tags" => event.tags = tags::read(json, &path, notes),
            "request" => event.request = around::request(json, &path, notes),
            "user" => event.user = around::user(json, surroundings.client_address, &path, notes),
            "contexts" => event.contexts = keep::pairs(json, limit::VARIABLES, &path, notes),
            "extra" => event.extra = keep::pairs(json, limit::ENTRIES, &path, notes),
            "modules" => event.modules = keep::text_pairs(json, limit::IMAGES, (limit::NAME, limit::NAME), &path, notes),
            "debug_meta" => event.images = around::images(json, &path, notes),
            "fingerprint" => event.fingerprint = fingerprint(json, &path, notes),
            _ => {}
        }
    }

    /// `{message: template, params, formatted}`; also text alone.
    fn logentry(&mut self, json: Json<'_>, path: &Path<'_>) {
        let Json::Object(entries) = json else {
            self.logentry = keep::text(json, limit::MESSAGE, path, &mut self.notes);
            return;
        };
        for (name, json) in entries {
            let here = path.name(&name);
            match &*name {
                "formatted" => self.logentry = keep::text(json, limit::MESSAGE, &here, &mut self.notes),
                "message" => self.template = keep::text(json, limit::MESSAGE, &here, &mut self.notes),
                _ => {}
            }
        }
    }

    fn finish(self, surroundings: &Surroundings<'_>) -> Normalised {
        let Self { mut event, mut notes, id, timestamp, template, logentry } = self;
        let id = id.or_else(|| surroundings.envelope_id.and_then(plain_id)).unwrap_or_else(|| surroundings.fallback_id.clone());
        event.id = EventId(id);
        event.received = surroundings.received;
        event.timestamp = timestamp.unwrap_or(surroundings.received);
        if event.timestamp > surroundings.received {
            if event.timestamp > surroundings.received.plus(MINUTE) {
                notes.add(&Path::root("timestamp"), Changed::Repaired);
            }
            event.timestamp = surroundings.received;
        }
        if event.platform.is_empty() {
            "other".clone_into(&mut event.platform);
        }
        let message = event.message.take().or(logentry).or_else(|| template.clone());
        event.message = message.map(|text| keep::scrubbed(text.into(), limit::MESSAGE, &Path::root("message"), &mut notes));
        link_debug_ids(&mut event);
        event.title = title(&event);
        event.culprit = culprit(&event);
        tags::derive(&mut event);
        event.changes = notes.list;
        Normalised { event, template }
    }
}

fn event_id(json: &Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Option<String> {
    let id = json.as_str().and_then(plain_id);
    if id.is_none() && *json != Json::Null {
        notes.add(path, Changed::Repaired);
    }
    id
}

/// 32 hexadecimal digits in lower case, hyphens taken out.
pub fn plain_id(text: &str) -> Option<String> {
    if text.len() > 64 {
        return None;
    }
    let id: String = text.trim().chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    (id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
}

fn level(json: &Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Level {
    match json {
        Json::Text(text) => text.parse().unwrap_or_else(|()| {
            notes.add(path, Changed::Repaired);
            Level::Error
        }),
        // Python's logging levels.
        Json::Int(number) => match number {
            ..20 => Level::Debug,
            20..30 => Level::Info,
            30..40 => Level::Warning,
            40..50 => Level::Error,
            50.. => Level::Fatal,
        },
        _ => Level::Error,
    }
}

fn fingerprint(json: Json<'_>, path: &Path<'_>, notes: &mut Notes) -> Vec<String> {
    let list = match json {
        Json::List(list) => list,
        Json::Null => return Vec::new(),
        single => vec![single],
    };
    if list.len() > limit::FINGERPRINT {
        notes.add(path, Changed::Trimmed);
    }
    let kept = list.into_iter().take(limit::FINGERPRINT).enumerate();
    kept.filter_map(|(index, json)| keep::text(json, limit::NAME, &path.index(index), notes)).collect()
}

/// Gives frames the debug id of the image they come from.
fn link_debug_ids(event: &mut Event) {
    let images: Vec<(String, String)> = event.images.iter().filter_map(|image| image.code_file.clone().zip(image.debug_id.clone())).collect();
    if images.is_empty() {
        return;
    }
    let chains = event.exceptions.iter_mut().map(|exception| &mut exception.frames).chain([&mut event.frames]);
    for frame in chains.chain(event.threads.iter_mut().map(|thread| &mut thread.frames)).flatten() {
        let of = |path: &Option<String>| images.iter().find(|(file, _)| Some(file) == path.as_ref()).map(|(_, id)| id.clone());
        frame.debug_id = of(&frame.abs_path).or_else(|| of(&frame.filename));
    }
}

fn title(event: &Event) -> String {
    let (kind, value) = match event.exceptions.last() {
        Some(raised) => {
            let made_up = raised.mechanism.as_ref().is_some_and(|mechanism| mechanism.synthetic);
            (if made_up && !raised.value.is_empty() { "" } else { raised.kind.as_str() }, raised.value.as_str())
        }
        None => ("", event.message.as_deref().unwrap_or("")),
    };
    let value = first_line(value);
    let title: Cow<'_, str> = match (kind, value) {
        ("", "") => event.message.as_deref().map(first_line).filter(|text| !text.is_empty()).unwrap_or("(No message)").into(),
        ("", value) => value.into(),
        (kind, "") => kind.into(),
        (kind, value) => format!("{kind}: {value}").into(),
    };
    super::notes::cut(title, limit::TITLE).0
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or("").trim()
}

fn culprit(event: &Event) -> String {
    let place = |frame: &Frame| match (frame.module.as_deref().or(frame.file()), frame.function.as_deref()) {
        (Some(place), Some(function)) => format!("{place} in {function}"),
        (Some(place), None) => place.to_owned(),
        (None, Some(function)) => function.to_owned(),
        (None, None) => String::new(),
    };
    let culprit = event.transaction.clone().unwrap_or_else(|| {
        let newest = event.in_app_frames().next();
        newest.or_else(|| event.frames().last()).map(place).unwrap_or_default()
    });
    super::notes::cut(culprit.into(), limit::CULPRIT).0
}
