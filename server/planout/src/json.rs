//! Reading and writing JSON, with order, whole numbers of any size, and doubles kept to the bit.

use std::fmt;

use crate::integer::Integer;
use crate::text;
use crate::value::{Map, Value};

/// Deeper nesting is refused.
pub const MAX_DEPTH: usize = 800;

/// Text that is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Where, in bytes from the start.
    pub at: usize,
    /// What is wrong.
    pub message: &'static str,
}

impl fmt::Display for JsonError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} at byte {}", self.message, self.at)
    }
}

impl std::error::Error for JsonError {}

/// Reads JSON. `NaN`, `Infinity` and `-Infinity` are read too, because the reference writes them.
///
/// # Errors
/// When the text is not JSON, or nests deeper than [`MAX_DEPTH`].
pub fn parse(text: &str) -> Result<Value, JsonError> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.space();
    if reader.at < text.len() { reader.fail("unexpected text after the value") } else { Ok(value) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn fail<T>(&self, message: &'static str) -> Result<T, JsonError> {
        Err(JsonError { at: self.at, message })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.text[self.at..].starts_with(word).then(|| {
            self.at += word.len();
            value
        })
    }

    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        if depth > MAX_DEPTH {
            return self.fail("nested too deeply");
        }
        self.space();
        let found = match self.peek() {
            Some(b'{') => return self.map(depth),
            Some(b'[') => return self.list(depth),
            Some(b'"') => return Ok(Value::from(self.string()?)),
            Some(b'n') => self.word("null", Value::Null),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'N') => self.word("NaN", Value::Float(f64::NAN)),
            Some(b'I') => self.word("Infinity", Value::Float(f64::INFINITY)),
            Some(b'-' | b'0'..=b'9') => return self.number(),
            _ => None,
        };
        found.map_or_else(|| self.fail("expected a value"), Ok)
    }

    fn number(&mut self) -> Result<Value, JsonError> {
        if let Some(value) = self.word("-Infinity", Value::Float(f64::NEG_INFINITY)) {
            return Ok(value);
        }
        let start = self.at;
        self.eat(b'-');
        let zero = self.peek() == Some(b'0');
        let digits = self.digits();
        if digits == 0 || zero && digits > 1 {
            return self.fail("expected a number");
        }
        let mut whole = true;
        if self.peek() == Some(b'.') && self.text.as_bytes().get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
            self.digits();
            whole = false;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return self.fail("expected an exponent");
            }
            whole = false;
        }
        let text = &self.text[start..self.at];
        if whole {
            return Integer::parse(text).map_or_else(|| self.fail("a number of too many digits"), |value| Ok(Value::Int(value)));
        }
        text.parse().map_or_else(|_| self.fail("expected a number"), |value| Ok(Value::Float(value)))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(stop) = rest.find(['"', '\\']) else { return self.fail("text without its closing quote") };
            if rest[..stop].bytes().any(|byte| byte < 0x20) {
                return self.fail("a control character in text");
            }
            out.push_str(&rest[..stop]);
            self.at += stop + 1;
            if rest.as_bytes()[stop] == b'"' {
                return Ok(out);
            }
            out.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Result<char, JsonError> {
        let Some(byte) = self.peek() else { return self.fail("text without its closing quote") };
        self.at += 1;
        Ok(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex()?;
                let paired = (0xd800..0xdc00).contains(&first) && self.text[self.at..].starts_with("\\u");
                let code = if paired {
                    self.at += 2;
                    let second = self.hex()?;
                    if !(0xdc00..0xe000).contains(&second) {
                        return self.fail("half a character");
                    }
                    0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    first
                };
                return char::from_u32(code).map_or_else(|| self.fail("half a character"), Ok);
            }
            _ => return self.fail("an unknown escape in text"),
        })
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else { return self.fail("expected four hexadecimal digits") };
        self.at += 4;
        Ok(code)
    }

    fn list(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.eat(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.eat(b']') {
                return Ok(Value::List(items));
            }
            if !self.eat(b',') {
                return self.fail("expected , or ]");
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, JsonError> {
        self.at += 1;
        let mut map = Map::new();
        self.space();
        if self.eat(b'}') {
            return Ok(Value::Map(map));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return self.fail("expected a name in quotes");
            }
            let name = self.string()?;
            self.space();
            if !self.eat(b':') {
                return self.fail("expected :");
            }
            map.insert(name, self.value(depth + 1)?);
            self.space();
            if self.eat(b'}') {
                return Ok(Value::Map(map));
            }
            if !self.eat(b',') {
                return self.fail("expected , or }");
            }
        }
    }
}

/// Writes JSON without spaces, text as UTF-8.
#[must_use]
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    emit(value, &Style { comma: ",", colon: ":", ascii: false }, &mut out);
    out
}

/// Writes JSON as the reference does for its checksums: with spaces, everything else than ASCII escaped.
#[must_use]
pub fn write_reference(value: &Value) -> String {
    let mut out = String::new();
    emit(value, &Style { comma: ", ", colon: ": ", ascii: true }, &mut out);
    out
}

struct Style {
    comma: &'static str,
    colon: &'static str,
    ascii: bool,
}

fn emit(value: &Value, style: &Style, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => out.push_str(&value.to_string()),
        Value::Float(value) if value.is_nan() => out.push_str("NaN"),
        Value::Float(value) if value.is_infinite() => out.push_str(if *value > 0.0 { "Infinity" } else { "-Infinity" }),
        Value::Float(value) => text::float(*value, out),
        Value::Str(text) => emit_text(text, style.ascii, out),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { style.comma } else { "" });
                emit(item, style, out);
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (index, (name, item)) in map.iter().enumerate() {
                out.push_str(if index > 0 { style.comma } else { "" });
                emit_text(name, style.ascii, out);
                out.push_str(style.colon);
                emit(item, style, out);
            }
            out.push('}');
        }
    }
}

fn emit_text(text: &str, ascii: bool, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '\u{7f}' if ascii || character != '\u{7f}' => out.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ if ascii && !character.is_ascii() => {
                let mut units = [0u16; 2];
                character.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_again() {
        for text in ["null", "[1,1.0,-0.0,1e+16,18446744073709551616,\"é\\n\\\"\"]", "{\"b\":1,\"a\":{}}", "[NaN,Infinity,-Infinity]", "[]"] {
            assert_eq!(write(&parse(text).expect(text)), text);
        }
        assert_eq!(write_reference(&parse("{\"a\":[\"é🙂\",1]}").expect("json")), "{\"a\": [\"\\u00e9\\ud83d\\ude42\", 1]}");
        assert_eq!(write_reference(&"\u{7f}\u{1f}~".into()), "\"\\u007f\\u001f~\"");
        assert_eq!(write(&"\u{7f}".into()), "\"\u{7f}\"");
        assert_eq!(parse("{\"a\":1,\"b\":2,\"a\":3}").map(|value| write(&value)), Ok("{\"a\":3,\"b\":2}".into()));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in ["", "[1,]", "01", "1.", "\"a", "\"\\ud800\"", "{1:2}", "[1] 2", "tru", "\"\\u+123\"", "-"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
    }
}
