//! The framing of envelopes: a line of headers, then items, each a line of headers and a payload. Reads from a stream; only payloads
//! that somebody wants are kept in memory.

use super::json::{self, Json};
use std::io::{self, BufRead, Read};

/// The longest line of headers.
const HEADER: u64 = 64 * 1024;
/// More items than any SDK sends; the rest is not looked at.
pub const ITEMS: usize = 1_000;

/// What stands before the items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    pub event_id: Option<String>,
    pub dsn: Option<String>,
}

/// An item's headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemHeader {
    /// Empty where none was given.
    pub kind: String,
    pub length: Option<u64>,
    pub filename: Option<String>,
    pub content_type: Option<String>,
}

/// Why an envelope can't be read on.
#[derive(Debug)]
pub enum Broken {
    /// Not an envelope; the reason is for the sender.
    Framing(String),
    /// A line of headers has no end.
    TooLong,
    /// Decompression failed or found too much.
    Io(io::Error),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// What became of a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    Kept(Vec<u8>),
    /// Longer than the given bound.
    TooLarge,
}

/// An envelope being read.
#[derive(Debug)]
pub struct Envelope<R> {
    from: R,
    pub header: Header,
    items: usize,
}

impl<R: BufRead> Envelope<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// When it is no JSON object.
    pub fn open(mut from: R) -> Result<Self, Broken> {
        let line = line(&mut from)?.ok_or_else(|| Broken::Framing("the body is empty".to_owned()))?;
        let reading = json::read(&line).map_err(|error| Broken::Framing(format!("envelope header: {error}")))?;
        if !matches!(reading.value, Json::Object(_)) {
            return Err(Broken::Framing("envelope header: not a JSON object".to_owned()));
        }
        let header = Header { event_id: text(&reading.value, "event_id"), dsn: text(&reading.value, "dsn") };
        Ok(Self { from, header, items: 0 })
    }

    /// The next item's headers; after it, call [`Self::keep`] or [`Self::skip`]. A line of headers that can't be read is passed over,
    /// for what follows may be fine.
    pub fn next_item(&mut self) -> Result<Option<ItemHeader>, Broken> {
        while self.items < ITEMS {
            self.items += 1;
            let Some(line) = line(&mut self.from)? else { return Ok(None) };
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if let Ok(reading) = json::read(&line)
                && matches!(reading.value, Json::Object(_))
            {
                return Ok(Some(item_header(&reading.value)));
            }
        }
        Ok(None)
    }

    /// Reads the payload if it has at most `most` bytes, else passes over it.
    pub fn keep(&mut self, item: &ItemHeader, most: u64) -> Result<Payload, Broken> {
        let mut kept = Vec::new();
        let Some(length) = item.length else {
            let whole = until_newline(&mut self.from, most, &mut kept)?;
            return Ok(if whole { Payload::Kept(kept) } else { Payload::TooLarge });
        };
        if length > most {
            self.skip(item)?;
            return Ok(Payload::TooLarge);
        }
        let read = (&mut self.from).take(length).read_to_end(&mut kept)?;
        if (read as u64) < length {
            return Err(Broken::Framing(format!("item of type “{}”: {length} bytes announced, {read} sent", shown(&item.kind))));
        }
        self.end_of_payload()?;
        Ok(Payload::Kept(kept))
    }

    /// Passes over the payload.
    pub fn skip(&mut self, item: &ItemHeader) -> Result<(), Broken> {
        match item.length {
            Some(length) => {
                io::copy(&mut (&mut self.from).take(length), &mut io::sink())?;
                self.end_of_payload()
            }
            None => {
                until_newline(&mut self.from, 0, &mut Vec::new())?;
                Ok(())
            }
        }
    }

    /// After a payload of known length comes a newline or the end; where neither does, the rest of the line is in nobody's payload.
    fn end_of_payload(&mut self) -> Result<(), Broken> {
        if self.from.fill_buf()?.first() == Some(&b'\n') {
            self.from.consume(1);
        }
        Ok(())
    }
}

fn item_header(json: &Json<'_>) -> ItemHeader {
    let length = match json.get("length") {
        Some(Json::Int(length)) => u64::try_from(*length).ok(),
        Some(Json::Text(digits)) => digits.parse().ok(),
        _ => None,
    };
    ItemHeader { kind: text(json, "type").unwrap_or_default(), length, filename: text(json, "filename"), content_type: text(json, "content_type") }
}

fn text(json: &Json<'_>, name: &str) -> Option<String> {
    json.get(name).and_then(Json::as_str).map(|text| super::notes::cut(text.into(), 1_024).0)
}

fn shown(kind: &str) -> String {
    super::notes::cut(kind.into(), 40).0
}

/// A line without its newline; `None` at the end.
fn line(from: &mut impl BufRead) -> Result<Option<Vec<u8>>, Broken> {
    let mut line = Vec::new();
    if from.take(HEADER).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 == HEADER {
        return Err(Broken::TooLong);
    }
    Ok(Some(line))
}

/// Reads to the newline (not kept). False when it was more than `most` bytes.
fn until_newline(from: &mut impl BufRead, most: u64, kept: &mut Vec<u8>) -> io::Result<bool> {
    let mut whole = true;
    loop {
        let available = from.fill_buf()?;
        if available.is_empty() {
            return Ok(whole);
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let piece = &available[..end.unwrap_or(available.len())];
        if kept.len() as u64 + piece.len() as u64 > most {
            whole = false;
            *kept = Vec::new();
        } else if whole {
            kept.extend_from_slice(piece);
        }
        let used = piece.len() + usize::from(end.is_some());
        from.consume(used);
        if end.is_some() {
            return Ok(whole);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Types and payloads.
    fn items(bytes: &[u8]) -> Result<Vec<(String, Payload)>, Broken> {
        let mut envelope = Envelope::open(bytes)?;
        let mut items = Vec::new();
        while let Some(item) = envelope.next_item()? {
            let payload = envelope.keep(&item, 1_000)?;
            items.push((item.kind, payload));
        }
        Ok(items)
    }

    fn kept(kind: &str, payload: &str) -> (String, Payload) {
        (kind.to_owned(), Payload::Kept(payload.as_bytes().to_vec()))
    }

    #[test]
    fn every_way_items_end() {
        let event = kept("event", "{\"a\":1}");
        for bytes in [
            "{}\n{\"type\":\"event\",\"length\":7}\n{\"a\":1}\n",
            "{}\n{\"type\":\"event\",\"length\":7}\n{\"a\":1}",
            "{}\n{\"type\":\"event\"}\n{\"a\":1}\n",
            "{}\n{\"type\":\"event\"}\n{\"a\":1}",
            "{}\n\n{\"type\":\"event\"}\n{\"a\":1}\n\n\n",
            "{}\r\n{\"type\":\"event\",\"length\":7}\r\n{\"a\":1}\r\n",
        ] {
            assert_eq!(items(bytes.as_bytes()).expect("reads"), std::slice::from_ref(&event), "{bytes:?}");
        }
        assert!(items(b"{}").expect("reads").is_empty());
        assert!(items(b"{}\n\n").expect("reads").is_empty());
    }

    #[test]
    fn payloads_may_hold_newlines_and_carriage_returns() {
        let bytes = b"{}\n{\"type\":\"attachment\",\"length\":9}\na\nb\r\n{}\r\n\n{\"type\":\"event\"}\n{}\r\n";
        assert_eq!(items(bytes).expect("reads"), [kept("attachment", "a\nb\r\n{}\r\n"), kept("event", "{}\r")]);
    }

    #[test]
    fn odd_neighbours_cost_nothing() {
        let bytes = b"{}\n{\"type\":\"replay_recording\",\"length\":4}\n\xFF\0\n{\n{\"type\":\"nobody_knows\"}\n???\n{\"length\":2}\nxy\nnot json\n{\"type\":\"event\"}\n{}";
        let found = items(bytes).expect("reads");
        assert_eq!(found.last(), Some(&kept("event", "{}")));
    }

    #[test]
    fn too_large_is_passed_over() {
        let long = "x".repeat(2_000);
        for length in [String::new(), format!(",\"length\":{}", long.len())] {
            let bytes = format!("{{}}\n{{\"type\":\"attachment\"{length}}}\n{long}\n{{\"type\":\"event\"}}\n{{}}");
            assert_eq!(items(bytes.as_bytes()).expect("reads"), [("attachment".to_owned(), Payload::TooLarge), kept("event", "{}")]);
        }
    }

    #[test]
    fn bad_framing_is_told() {
        for (bytes, reason) in [
            (&b""[..], "the body is empty"),
            (b"[]\n", "not a JSON object"),
            (b"what\n", "envelope header"),
            (b"{}\n{\"type\":\"event\",\"length\":70}\n{}", "70 bytes announced, 2 sent"),
        ] {
            match items(bytes) {
                Err(Broken::Framing(told)) => assert!(told.contains(reason), "{told}"),
                other => panic!("{other:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = items(&bytes);
        }

        #[test]
        fn no_near_envelope_panics(text in r#"\{\}\n((\{"type":"(event|x)?"(,"length":-?[0-9]{1,20})?\})?\n[a-z{}"\n\r]{0,20}\n?){0,6}"#) {
            let _ = items(text.as_bytes());
        }
    }
}
