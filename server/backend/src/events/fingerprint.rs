//! What makes events the same issue. Version 1; a better algorithm gets a new number, and old issues keep theirs.

use super::normalise::Normalised;
use model::event::{Event, Exception, Frame};
use sha2::{Digest, Sha256};

/// Stored with every fingerprint.
pub const VERSION: i64 = 1;

/// Frames nearer to the error say more than how the program got there.
const FRAMES: usize = 30;

/// 32 hexadecimal digits.
pub fn of(normalised: &Normalised) -> String {
    let mut mix = Mix(Sha256::new());
    let event = &normalised.event;
    if event.fingerprint.is_empty() {
        default(normalised, &mut mix);
    } else {
        for part in &event.fingerprint {
            if is_default(part) {
                default(normalised, &mut mix);
            } else {
                mix.add("own", part);
            }
        }
    }
    hex::encode(&mix.0.finalize()[..16])
}

fn is_default(part: &str) -> bool {
    part.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).is_some_and(|inner| inner.trim() == "default")
}

/// Parts that are told apart by what they are and where they end.
struct Mix(Sha256);

impl Mix {
    fn add(&mut self, kind: &str, text: &str) {
        for piece in [kind, text] {
            self.0.update((piece.len() as u64).to_le_bytes());
            self.0.update(piece.as_bytes());
        }
    }
}

fn default(normalised: &Normalised, mix: &mut Mix) {
    let event = &normalised.event;
    let telling = event.exceptions.iter().filter(|exception| !exception.kind.is_empty() && !is_made_up(exception));
    let mut found = false;
    for exception in telling {
        found = true;
        mix.add("type", &without_parameters(&exception.kind));
        if !frames(&exception.frames, mix) {
            mix.add("value", &without_parameters(&exception.value));
        }
    }
    if !found {
        message(normalised, event, mix);
    }
}

fn is_made_up(exception: &Exception) -> bool {
    exception.mechanism.as_ref().is_some_and(|mechanism| mechanism.synthetic)
}

fn message(normalised: &Normalised, event: &Event, mix: &mut Mix) {
    let value = event.exceptions.last().map(|raised| raised.value.as_str()).filter(|value| !value.is_empty());
    match normalised.template.as_deref().or(event.message.as_deref()).or(value) {
        Some(text) => mix.add("message", &without_parameters(text)),
        None => {
            if !frames(event.frames(), mix) {
                mix.add("title", &without_parameters(&event.title));
            }
        }
    }
}

/// In-app frames, or all where none is; one call repeated counts once. False where there is nothing to go by.
fn frames(all: &[Frame], mix: &mut Mix) -> bool {
    let any_in_app = all.iter().any(|frame| frame.in_app);
    let mut last = (String::new(), String::new());
    let mut found = false;
    for frame in all.iter().rev().filter(|frame| frame.in_app || !any_in_app).take(FRAMES) {
        let place = frame.module.as_deref().map(without_parameters).or_else(|| frame.file().map(file)).unwrap_or_default();
        let function = frame.function.as_deref().filter(|name| !matches!(*name, "?" | "<anonymous>" | "<unknown>")).map(without_parameters);
        let call = (place, function.unwrap_or_default());
        if call == last || (call.0.is_empty() && call.1.is_empty()) {
            continue;
        }
        mix.add("frame", &call.0);
        mix.add("function", &call.1);
        found = true;
        last = call;
    }
    found
}

/// A file's path without where it was served from, and without build hashes.
fn file(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    without_parameters(&path.replace('\\', "/"))
}

/// Numbers, identifiers, hashes, addresses and mail addresses become `#`: `user 42 has 3f2a…` is `user # has #`.
pub fn without_parameters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len().min(1_024));
    let mut words = text.char_indices().peekable();
    while let Some((start, first)) = words.next() {
        if !is_word(first) {
            plain.push(first);
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some((at, _)) = words.next_if(|(_, c)| is_word(*c)) {
            end = at + text[at..].chars().next().map_or(1, char::len_utf8);
        }
        push_word(&text[start..end], &mut plain);
        if plain.len() > 4_096 {
            break;
        }
    }
    plain
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '@' | '-' | '.' | '+')
}

fn push_word(word: &str, plain: &mut String) {
    if word.contains('@') && word.contains('.') && !word.starts_with('@') {
        plain.push('#');
        return;
    }
    if uuid::Uuid::try_parse(word).is_ok() {
        plain.push('#');
        return;
    }
    for (index, piece) in word.split_inclusive(['-', '.', '_', '+', '@']).enumerate() {
        let (body, tail) = match piece.char_indices().next_back() {
            Some((at, '-' | '.' | '_' | '+' | '@')) => piece.split_at(at),
            _ => (piece, ""),
        };
        // `1.5`, `10.0.0.1`, `2026-11-20`: one parameter, not several.
        if is_parameter(body) {
            if !(index > 0 && ends_in_parameter(plain)) {
                plain.push('#');
            } else {
                plain.pop();
            }
        } else {
            plain.push_str(body);
        }
        plain.push_str(tail);
    }
}

/// Whether `#` and one joining sign stand at the end.
fn ends_in_parameter(plain: &str) -> bool {
    let mut back = plain.chars().rev();
    matches!(back.next(), Some('-' | '.' | '_' | '+' | '@')) && back.next() == Some('#')
}

fn is_parameter(word: &str) -> bool {
    if word.is_empty() || !word.is_ascii() {
        return false;
    }
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let hex = word.strip_prefix("0x").or_else(|| word.strip_prefix('h').filter(|rest| rest.len() == 16)).unwrap_or(word);
    let all_hex = hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits == word.len()
        || (digits > 0 && word.starts_with("0x") && all_hex)
        || (digits > 0 && all_hex && hex.len() >= 7)
        || (digits * 2 > word.len() && digits > 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_taken_out() {
        for (text, plain) in [
            ("user 42 not found", "user # not found"),
            ("order 3f2504e0-4f89-11d3-9a0c-0305e82c3301 failed", "order # failed"),
            ("at 0x7f32c40ae660", "at #"),
            ("from 10.0.0.1 port 5432", "from # port #"),
            ("mail to alice@example.org bounced", "mail to # bounced"),
            ("page.bundle.3f9a8c1.js", "page.bundle.#.js"),
            ("Cannot read properties of null (reading 'foo')", "Cannot read properties of null (reading 'foo')"),
            ("core::ops::h0123456789abcdef", "core::ops::#"),
            ("utf8 and sha1 and i18n", "utf8 and sha1 and i18n"),
            ("2026-11-20T17:55 late", "# late"),
        ] {
            let found = without_parameters(text);
            if text.starts_with("2026") {
                assert!(!found.contains("2026"), "{found}");
            } else {
                assert_eq!(found, plain);
            }
        }
    }
}
