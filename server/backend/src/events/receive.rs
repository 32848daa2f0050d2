//! From the bytes of a request to events that are ready to be stored. No I/O.

use super::{
    auth::{Keys, Refused},
    decode::{self, Encoding},
    envelope::{Broken, Envelope, ItemHeader, Payload},
    fingerprint, json,
    normalise::{self, Surroundings, normalise},
    notes::cut,
};
use crate::clock::Clock;
use model::{event::Event, time::Timestamp};
use std::io::Read;

/// Bytes of one event.
pub const EVENT: u64 = 1024 * 1024;
/// Bytes of one attachment; larger ones are left out.
pub const ATTACHMENT: u64 = 5 * 1024 * 1024;
/// Bytes of all attachments of a request.
pub const ATTACHMENTS: u64 = 10 * 1024 * 1024;
/// How many attachments of a request are kept.
const FILES: usize = 20;

/// The body of a request, and what is known beside it.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    pub encoding: Encoding,
    pub wire: &'a [u8],
    pub received: Timestamp,
    pub client_address: Option<&'a str>,
}

/// An event that is ready to be stored.
#[derive(Clone, Debug)]
pub struct Ready {
    pub event: Event,
    pub fingerprint: String,
    pub attachments: Vec<File>,
}

/// An attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub content_type: String,
    pub data: Vec<u8>,
}

/// What a request held.
#[derive(Debug, Default)]
pub struct Received {
    /// The id to answer with; empty where the request has none.
    pub id: String,
    pub events: Vec<Ready>,
}

/// Why a request is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Bad {
    /// The reason, for the sender.
    Framing(String),
    TooLarge(&'static str),
    Auth(Refused),
}

impl From<Broken> for Bad {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Framing(reason) => Self::Framing(reason),
            Broken::TooLong => Self::TooLarge("a line of headers may have 64 KB"),
            Broken::Io(error) => error.into(),
        }
    }
}

impl From<std::io::Error> for Bad {
    fn from(error: std::io::Error) -> Self {
        if decode::is_too_large(&error) {
            Self::TooLarge("the body is larger than 100 MB after decompression")
        } else {
            Self::Framing("the body can’t be decompressed".to_owned())
        }
    }
}

/// Reads an envelope. `keys` gains the key of its header.
pub fn envelope(body: &Body<'_>, keys: &mut Keys) -> Result<Received, Bad> {
    let mut envelope = Envelope::open(decode::reader(body.encoding, body.wire, decode::DECODED)?)?;
    if let Some(dsn) = &envelope.header.dsn {
        keys.take_dsn(dsn).map_err(Bad::Auth)?;
    }
    let id = envelope.header.event_id.as_deref().and_then(normalise::plain_id);
    let mut found = Found::default();
    loop {
        match item(&mut envelope, &mut found, body, id.as_deref()) {
            Ok(true) => {}
            Ok(false) => break,
            // What was whole before the break is kept.
            Err(Bad::Framing(_)) if !found.events.is_empty() => break,
            Err(bad) => return Err(bad),
        }
    }
    found.finish(id)
}

#[derive(Default)]
struct Found {
    events: Vec<Ready>,
    files: Vec<File>,
    bytes: u64,
    bad: Option<Bad>,
}

/// Reads one item; false at the end.
fn item<R: std::io::BufRead>(envelope: &mut Envelope<R>, found: &mut Found, body: &Body<'_>, id: Option<&str>) -> Result<bool, Bad> {
    let Some(item) = envelope.next_item()? else { return Ok(false) };
    match item.kind.as_str() {
        "event" => match envelope.keep(&item, EVENT)? {
            Payload::Kept(payload) => match event(&payload, body, id) {
                Ok(ready) => found.events.push(ready),
                Err(bad) => found.bad = found.bad.take().or(Some(bad)),
            },
            Payload::TooLarge => found.bad = Some(Bad::TooLarge("an event may have 1 MB")),
        },
        "attachment" if found.files.len() < FILES => {
            if let Payload::Kept(data) = envelope.keep(&item, ATTACHMENT.min(ATTACHMENTS - found.bytes))? {
                found.bytes += data.len() as u64;
                found.files.push(file(item, data));
            }
        }
        // Sessions, transactions, logs, replays, …: taken, not kept.
        _ => envelope.skip(&item)?,
    }
    Ok(true)
}

fn file(item: ItemHeader, data: Vec<u8>) -> File {
    let name = item.filename.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "attachment".to_owned());
    let name = name.replace(|c: char| c.is_control() || matches!(c, '/' | '\\'), "_");
    let content_type = item.content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
    File { name: cut(name.into(), 200).0, content_type: cut(content_type.into(), 100).0, data }
}

impl Found {
    fn finish(mut self, id: Option<String>) -> Result<Received, Bad> {
        match self.events.first_mut() {
            Some(first) => first.attachments = self.files,
            None => {
                if let Some(bad) = self.bad {
                    return Err(bad);
                }
            }
        }
        let id = self.events.first().map(|ready| ready.event.id.0.clone()).or(id).unwrap_or_default();
        Ok(Received { id, events: self.events })
    }
}

/// Reads the body of `/store/`: one event.
pub fn single(body: &Body<'_>) -> Result<Received, Bad> {
    let mut plain = Vec::new();
    let mut reader = decode::reader(body.encoding, body.wire, decode::DECODED)?;
    (&mut reader).take(EVENT + 1).read_to_end(&mut plain)?;
    if plain.len() as u64 > EVENT {
        return Err(Bad::TooLarge("an event may have 1 MB"));
    }
    let ready = event(&plain, body, None)?;
    Ok(Received { id: ready.event.id.0.clone(), events: vec![ready] })
}

/// Reads the JSON of one event.
pub fn event(plain: &[u8], body: &Body<'_>, envelope_id: Option<&str>) -> Result<Ready, Bad> {
    let reading = json::read(plain).map_err(|error| Bad::Framing(format!("event: {error}")))?;
    let surroundings = Surroundings {
        received: body.received,
        envelope_id,
        fallback_id: crate::new_id(&Clock::test(body.received)).replace('-', ""),
        client_address: body.client_address,
    };
    let normalised = normalise(reading, &surroundings).ok_or_else(|| Bad::Framing("event: not a JSON object".to_owned()))?;
    Ok(Ready { fingerprint: fingerprint::of(&normalised), event: normalised.event, attachments: Vec::new() })
}
