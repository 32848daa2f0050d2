//! Reads JSON the way strangers write it. Strict about structure (a truncated event is refused with where), lenient about content:
//! bytes that are no UTF-8, lone surrogates and NUL become U+FFFD, `NaN` and infinities become null, nesting and size are bounded.

use std::{borrow::Cow, fmt};

/// Deeper values are skipped, without recursion.
const DEPTH: usize = 40;
/// Values beyond this many are skipped: bounds memory at a few megabytes.
const NODES: usize = 60_000;

/// A value, borrowing from the input where it can. Objects keep the order and repetitions of the sender.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Vec<(Cow<'a, str>, Self)>),
    /// Something that was too deep or too much to read.
    Cut,
}

/// What was read, and whether that is all of it and as it was sent.
#[derive(Debug)]
pub struct Reading<'a> {
    pub value: Json<'a>,
    pub repaired: bool,
    pub trimmed: bool,
}

/// Why it can't be read, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub what: &'static str,
    pub at: usize,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.what, self.at)
    }
}

impl<'a> Json<'a> {
    /// The last entry of that name, as JSON readers commonly take it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(entries) => entries.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads one value; what follows it is ignored.
///
/// # Errors
/// When the structure is broken.
pub fn read(input: &[u8]) -> Result<Reading<'_>, Unreadable> {
    let input = input.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(input);
    let mut reader = Reader { input, at: 0, nodes: 0, repaired: false, trimmed: false };
    let value = reader.value(0)?;
    Ok(Reading { value, repaired: reader.repaired, trimmed: reader.trimmed })
}

struct Reader<'a> {
    input: &'a [u8],
    at: usize,
    nodes: usize,
    repaired: bool,
    trimmed: bool,
}

type Step<T> = Result<T, Unreadable>;

impl<'a> Reader<'a> {
    fn fail<T>(&self, what: &'static str) -> Step<T> {
        Err(Unreadable { what, at: self.at })
    }

    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.input.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn value(&mut self, depth: usize) -> Step<Json<'a>> {
        let first = self.peek();
        self.nodes += 1;
        if self.nodes > NODES || (depth >= DEPTH && matches!(first, Some(b'{' | b'['))) {
            self.trimmed = true;
            self.skip()?;
            return Ok(Json::Cut);
        }
        match first {
            Some(b'"') => Ok(Json::Text(self.text()?)),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.list(depth),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number(),
            Some(_) => self.word(),
            None => self.fail("the JSON ends too early"),
        }
    }

    fn object(&mut self, depth: usize) -> Step<Json<'a>> {
        self.at += 1;
        let mut entries = Vec::new();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(entries));
        }
        loop {
            if self.peek() != Some(b'"') {
                return self.fail("a name in quotes is missing");
            }
            let name = self.text()?;
            if self.peek() != Some(b':') {
                return self.fail("a colon is missing");
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            if self.nodes <= NODES {
                entries.push((name, value));
            }
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Json::Object(entries));
                }
                _ => return self.fail("a comma or the end of an object is missing"),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Step<Json<'a>> {
        self.at += 1;
        let mut values = Vec::new();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::List(values));
        }
        loop {
            let value = self.value(depth + 1)?;
            if self.nodes <= NODES {
                values.push(value);
            }
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Json::List(values));
                }
                _ => return self.fail("a comma or the end of a list is missing"),
            }
        }
    }

    fn number(&mut self) -> Step<Json<'a>> {
        let start = self.at;
        while matches!(self.input.get(self.at), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let digits = std::str::from_utf8(&self.input[start..self.at]).unwrap_or("");
        if let Ok(number) = digits.parse::<i64>() {
            return Ok(Json::Int(number));
        }
        if digits == "-" && self.input[self.at..].starts_with(b"Infinity") {
            return self.word();
        }
        match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Json::Real(number)),
            Ok(_) => {
                self.repaired = true;
                Ok(Json::Null)
            }
            Err(_) => self.fail("this is no number"),
        }
    }

    fn word(&mut self) -> Step<Json<'a>> {
        let words: [(&[u8], Json<'a>, bool); 6] = [
            (b"true", Json::Bool(true), false),
            (b"false", Json::Bool(false), false),
            (b"null", Json::Null, false),
            (b"NaN", Json::Null, true),
            (b"Infinity", Json::Null, true),
            (b"undefined", Json::Null, true),
        ];
        for (word, value, repaired) in words {
            if self.input[self.at..].starts_with(word) {
                self.at += word.len();
                self.repaired |= repaired;
                return Ok(value);
            }
        }
        self.fail("this is no JSON value")
    }

    /// A string, with the opening quote at the current place.
    fn text(&mut self) -> Step<Cow<'a, str>> {
        self.at += 1;
        let start = self.at;
        loop {
            match self.input.get(self.at) {
                Some(b'"') => break,
                Some(b'\\' | 0) => return self.text_with_escapes(start),
                Some(_) => self.at += 1,
                None => return self.fail("a string doesn’t end"),
            }
        }
        let text = String::from_utf8_lossy(&self.input[start..self.at]);
        self.repaired |= matches!(text, Cow::Owned(_));
        self.at += 1;
        Ok(text)
    }

    fn text_with_escapes(&mut self, start: usize) -> Step<Cow<'a, str>> {
        let mut bytes = Vec::with_capacity(self.at - start + 64);
        bytes.extend_from_slice(&self.input[start..self.at]);
        loop {
            let Some(&byte) = self.input.get(self.at) else { return self.fail("a string doesn’t end") };
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => {
                    let character = self.escape()?;
                    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                0 => {
                    self.repaired = true;
                    bytes.extend_from_slice("\u{FFFD}".as_bytes());
                }
                _ => bytes.push(byte),
            }
        }
        Ok(Cow::Owned(String::from_utf8(bytes).unwrap_or_else(|error| {
            self.repaired = true;
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        })))
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Step<char> {
        let Some(&byte) = self.input.get(self.at) else { return self.fail("a string doesn’t end") };
        self.at += 1;
        Ok(match byte {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'"' | b'\\' | b'/' => char::from(byte),
            b'u' => self.unicode(),
            _ => {
                // `\x` and the like: keep what follows as it is.
                self.repaired = true;
                self.at -= 1;
                '\\'
            }
        })
    }

    fn unicode(&mut self) -> char {
        let Some(first) = self.hex() else { return self.replaced() };
        let code = match first {
            0xD800..0xDC00 => {
                let before = self.at;
                let second = if self.input[self.at..].starts_with(b"\\u") {
                    self.at += 2;
                    self.hex()
                } else {
                    None
                };
                let Some(low @ 0xDC00..0xE000) = second else {
                    self.at = before;
                    return self.replaced();
                };
                0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00)
            }
            // PostgreSQL has no NUL in text.
            0 => return self.replaced(),
            other => other,
        };
        char::from_u32(code).unwrap_or_else(|| self.replaced())
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = std::str::from_utf8(self.input.get(self.at..self.at + 4)?).ok()?;
        let code = digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())??;
        self.at += 4;
        Some(code)
    }

    fn replaced(&mut self) -> char {
        self.repaired = true;
        '\u{FFFD}'
    }

    /// Passes over one value of any depth in constant memory.
    fn skip(&mut self) -> Step<()> {
        let mut open = 0_usize;
        loop {
            match self.peek() {
                Some(b'"') => self.skip_text()?,
                Some(b'{' | b'[') => {
                    open += 1;
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']') if open > 0 => {
                    open -= 1;
                    self.at += 1;
                }
                Some(b',' | b':') if open > 0 => {
                    self.at += 1;
                    continue;
                }
                Some(b'}' | b']' | b',' | b':') => return self.fail("a value is missing"),
                Some(_) => {
                    while self
                        .input
                        .get(self.at)
                        .is_some_and(|byte| !matches!(byte, b',' | b':' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | b'"' | b'{' | b'['))
                    {
                        self.at += 1;
                    }
                }
                None => return self.fail("the JSON ends too early"),
            }
            if open == 0 {
                return Ok(());
            }
        }
    }

    fn skip_text(&mut self) -> Step<()> {
        self.at += 1;
        loop {
            match self.input.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
                None => return self.fail("a string doesn’t end"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(input: &[u8]) -> String {
        read(input).expect("reads").value.as_str().expect("text").to_owned()
    }

    #[test]
    fn strings_that_break_naive_readers() {
        assert_eq!(text(br#""a\ud83d\ude00b""#), "a😀b");
        assert_eq!(text(br#""lone \ud83d end""#), "lone \u{FFFD} end");
        assert_eq!(text(br#""low \ude00""#), "low \u{FFFD}");
        assert_eq!(text(br#""two \ud83d\ud83d\ude00""#), "two \u{FFFD}😀");
        assert_eq!(text(br#""nul \u0000""#), "nul \u{FFFD}");
        assert_eq!(text(b"\"raw \0 and \xFF\""), "raw \u{FFFD} and \u{FFFD}");
        assert_eq!(text(b"\"raw\ttab\nand line\""), "raw\ttab\nand line");
        assert_eq!(text(br#""C:\Users""#), "C:\\Users");
        assert!(read(br#""\ud83d""#).expect("reads").repaired);
    }

    #[test]
    fn numbers_and_words() {
        assert_eq!(
            read(b"[1,-2.5e3,NaN,-Infinity,1e999,18446744073709551616]").expect("reads").value,
            Json::List(vec![Json::Int(1), Json::Real(-2500.0), Json::Null, Json::Null, Json::Null, Json::Real(18_446_744_073_709_551_616.0),])
        );
        assert!(read(b"nope").is_err());
        assert!(read(b"").is_err());
    }

    #[test]
    fn broken_structure_is_refused_with_its_place() {
        assert_eq!(read(b"{\"a\":1").expect_err("broken").at, 6);
        for broken in ["{", "[", "{\"a\"}", "{\"a\":}", "[1,]", "\"abc", "\"\\", "{1:2}", "[1 2]"] {
            assert!(read(broken.as_bytes()).is_err(), "{broken}");
        }
    }

    #[test]
    fn depth_and_size_are_bounded() {
        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        assert!(read(&deep).expect("reads").trimmed);
        let many = format!("{{{}\"z\":1}}", (0..1_000_000).map(|n| format!("\"k{n}\":{n},")).collect::<String>());
        let reading = read(many.as_bytes()).expect("reads");
        let Json::Object(entries) = reading.value else { panic!("an object") };
        assert!(reading.trimmed && entries.len() < NODES);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_near_json_panics(text in r#"([\[\]{},:"\\ud0-9a-fnultrse\- .]|\\u[0-9a-fA-F]{0,4}){0,80}"#) {
            let _ = read(text.as_bytes());
        }

        #[test]
        fn what_serde_writes_is_read_the_same(text in any::<String>()) {
            let written = serde_json::to_vec(&text).expect("writes");
            prop_assert_eq!(super::tests::text(&written), text.replace('\0', "\u{FFFD}"));
        }
    }
}
