//! Literals after `@`: like JSON, with the freedoms that the reference compiler takes.

use super::SyntaxError;
use super::javascript::{number, ordered, to_number};
use super::lexer::Token;
use super::parser::Parser;
use crate::text::javascript_number;
use crate::value::Value;

/// A value as JavaScript holds it, before it is written as JSON.
enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Literal>),
    Object(Vec<(String, Literal)>),
}

impl Literal {
    fn json(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(value) => number(value),
            Self::Text(text) => Value::from(text),
            Self::List(items) => Value::List(items.into_iter().map(Self::json).collect()),
            Self::Object(entries) => Value::Map(ordered(entries).into_iter().map(|(name, value)| (name, value.json())).collect()),
        }
    }

    /// The name that the value becomes when it stands where a name should.
    fn name(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => javascript_number(*value),
            Self::Text(text) => text.clone(),
            Self::List(items) => {
                let names: Vec<String> = items.iter().map(|item| if matches!(item, Self::Null) { String::new() } else { item.name() }).collect();
                names.join(",")
            }
            Self::Object(_) => "[object Object]".into(),
        }
    }
}

impl Parser<'_> {
    /// What follows `@`.
    pub(super) fn literal(&mut self) -> Result<Value, SyntaxError> {
        Ok(self.literal_value()?.json())
    }

    fn literal_value(&mut self) -> Result<Literal, SyntaxError> {
        let literal = match self.peek() {
            Token::Keyword("true") => Literal::Bool(true),
            Token::Keyword("false") => Literal::Bool(false),
            Token::Keyword("null") => Literal::Null,
            Token::Number(value) => Literal::Number(*value),
            Token::Text(text) => Literal::Text((*text).to_owned()),
            Token::Mark("-") => {
                self.advance();
                let value = match self.peek() {
                    Token::Number(value) => *value,
                    Token::Text(text) => to_number(text),
                    _ => return self.unexpected("a number"),
                };
                self.advance();
                return Ok(Literal::Number(-value));
            }
            Token::Mark("[") => return self.deeper(Self::literal_list),
            Token::Mark("{") => return self.deeper(Self::literal_object),
            _ => return self.unexpected("a literal: a number, a text, true, false, null, [ or {"),
        };
        self.advance();
        Ok(literal)
    }

    fn literal_list(&mut self) -> Result<Literal, SyntaxError> {
        self.advance();
        let mut items = Vec::new();
        if !self.at("]") && !self.at(",") {
            items.push(self.literal_value()?);
        }
        while self.eat(",") {
            items.push(self.literal_value()?);
        }
        self.expect("]")?;
        Ok(Literal::List(items))
    }

    fn literal_object(&mut self) -> Result<Literal, SyntaxError> {
        self.advance();
        let mut entries: Vec<(String, Literal)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        let mut first = !self.at("}") && !self.at(",");
        while first || self.eat(",") {
            first = false;
            let name = self.literal_value()?.name();
            self.expect(":")?;
            let value = self.literal_value()?;
            match places.get(&name) {
                _ if name == "__proto__" => {}
                Some(&place) => entries[place] = (name, value),
                None => {
                    places.insert(name.clone(), entries.len());
                    entries.push((name, value));
                }
            }
        }
        self.expect("}")?;
        Ok(Literal::Object(entries))
    }
}
