//! Source to tokens.

use super::javascript::{line_end, whitespace};
use super::{MAX_SOURCE, Position, SyntaxError};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'s> {
    Name(&'s str),
    Keyword(&'static str),
    Number(f64),
    Text(&'s str),
    Mark(&'static str),
    End,
}

impl Token<'_> {
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Name(name) => format!("“{name}”"),
            Self::Keyword(word) | Self::Mark(word) => format!("“{word}”"),
            Self::Number(_) => "a number".into(),
            Self::Text(_) => "a text".into(),
            Self::End => "the end of the script".into(),
        }
    }
}

const KEYWORDS: [&str; 7] = ["true", "false", "null", "switch", "if", "else", "return"];
/// Longer marks come first.
const MARKS: [&str; 26] =
    ["<-", "||", "&&", "??", "==", ">=", "<=", "!=", "=>", ";", "=", ":", "[", "]", "(", ")", ",", "{", "}", "+", "%", "*", "-", "/", ">", "<"];

pub(super) fn keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

pub(super) fn tokens(source: &str) -> Result<Vec<(Position, Token<'_>)>, SyntaxError> {
    if source.len() > MAX_SOURCE {
        let expected = format!("at most {MAX_SOURCE} bytes");
        return Err(SyntaxError { position: Position { line: 1, column: 1 }, expected, found: format!("{} bytes", source.len()) });
    }
    let mut lexer = Lexer { rest: source, position: Position { line: 1, column: 1 } };
    let mut tokens = Vec::new();
    loop {
        lexer.skip()?;
        let position = lexer.position;
        let token = lexer.token()?;
        let last = token == Token::End;
        tokens.push((position, token));
        if last {
            return Ok(tokens);
        }
    }
}

struct Lexer<'s> {
    rest: &'s str,
    position: Position,
}

impl<'s> Lexer<'s> {
    fn take(&mut self, length: usize) -> &'s str {
        let (taken, rest) = self.rest.split_at(length);
        for character in taken.chars() {
            if character == '\n' {
                self.position = Position { line: self.position.line + 1, column: 1 };
            } else {
                self.position.column += 1;
            }
        }
        self.rest = rest;
        taken
    }

    fn fail<T>(&self, expected: &str, found: impl Into<String>) -> Result<T, SyntaxError> {
        Err(SyntaxError { position: self.position, expected: expected.into(), found: found.into() })
    }

    fn skip(&mut self) -> Result<(), SyntaxError> {
        loop {
            let space = self.rest.find(|character| !whitespace(character)).unwrap_or(self.rest.len());
            self.take(space);
            if !self.rest.starts_with('#') {
                return Ok(());
            }
            let end = self.rest.find(line_end).unwrap_or(self.rest.len());
            // The reference's pattern for comments stops at every kind of line end, but wants a line feed.
            match self.rest[end..].chars().next() {
                None => self.take(end),
                Some('\n') => self.take(end + 1),
                Some(_) => return self.fail("a comment that ends with a line feed", "another line end"),
            };
        }
    }

    fn token(&mut self) -> Result<Token<'s>, SyntaxError> {
        let Some(first) = self.rest.chars().next() else { return Ok(Token::End) };
        if first.is_ascii_alphabetic() || first == '_' {
            let end = self.rest.find(|character: char| !(character.is_ascii_alphanumeric() || character == '_')).unwrap_or(self.rest.len());
            let name = self.take(end);
            return Ok(KEYWORDS.iter().find(|word| **word == name).map_or(Token::Name(name), |word| Token::Keyword(word)));
        }
        if first == '"' || first == '\'' {
            return self.text(first);
        }
        if let Some(length) = number(self.rest.as_bytes()) {
            let text = self.take(length);
            return Ok(Token::Number(text.parse().unwrap_or(f64::NAN)));
        }
        for mark in MARKS.into_iter().chain(["!", "@"]) {
            if self.rest.starts_with(mark) {
                self.take(mark.len());
                return Ok(Token::Mark(mark));
            }
        }
        self.fail("a value, a name or an operator", format!("“{first}”"))
    }

    fn text(&mut self, quote: char) -> Result<Token<'s>, SyntaxError> {
        let mut characters = self.rest.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            if character == quote {
                return Ok(Token::Text(&self.take(at + 1)[1..at]));
            }
            // Within double quotes a backslash keeps the next character from ending the text; both stay in it.
            if quote == '"' && character == '\\' && characters.next().is_none_or(|(_, next)| line_end(next)) {
                return self.fail("a text without a backslash at the end of a line", "one");
            }
        }
        self.fail(&format!("a closing {quote}"), "the end of the script")
    }
}

/// The length of the number at the start: digits, perhaps a point, but never a point at the end.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| from + bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(0);
    let mut end = whole;
    if bytes.get(whole) == Some(&b'.') && digits(whole + 1) > whole + 1 {
        end = digits(whole + 1);
    }
    if end == 0 {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if digits(sign) > sign {
            end = digits(sign);
        }
    }
    Some(end)
}
