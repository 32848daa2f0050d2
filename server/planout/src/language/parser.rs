//! A Pratt parser: every operator has a strength, and the stronger one takes what stands between two.

use std::sync::Arc;

use super::ast::{Args, Kind, Node};
use super::javascript::number;
use super::lexer::{Token, tokens};
use super::{MAX_NESTING, Position, SyntaxError};
use crate::value::Value;

/// `||`, `&&` and `??` are equally strong, as are all comparisons; all group to the left.
fn strength(sign: &str) -> Option<(u8, &'static str)> {
    Some(match sign {
        "||" => (1, "||"),
        "&&" => (1, "&&"),
        "??" => (1, "??"),
        "==" => (2, "=="),
        "!=" => (2, "!="),
        "<=" => (2, "<="),
        ">=" => (2, ">="),
        ">" => (2, ">"),
        "<" => (2, "<"),
        "+" => (3, "+"),
        "-" => (3, "-"),
        "*" => (4, "*"),
        "/" => (4, "/"),
        "%" => (4, "%"),
        "[" => (6, "["),
        _ => return None,
    })
}

/// A sign before a value is as strong as one between two.
const NEGATIVE: u8 = 3;
/// `!` is stronger than everything but an index.
const NOT: u8 = 5;

pub(super) struct Parser<'s> {
    tokens: Vec<(Position, Token<'s>)>,
    next: usize,
    nesting: usize,
}

type Parsed = Result<Node, SyntaxError>;

pub(super) fn parse(source: &str) -> Result<Vec<Node>, SyntaxError> {
    let mut parser = Parser { tokens: tokens(source)?, next: 0, nesting: 0 };
    let statements = parser.statements()?;
    match parser.peek() {
        Token::End => Ok(statements),
        _ => parser.unexpected("a statement: a name to set, if, switch or return"),
    }
}

impl<'s> Parser<'s> {
    pub(super) fn peek(&self) -> &Token<'s> {
        &self.tokens[self.next].1
    }

    fn position(&self) -> Position {
        self.tokens[self.next].0
    }

    pub(super) fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    pub(super) fn at(&self, mark: &str) -> bool {
        matches!(self.peek(), Token::Mark(found) if *found == mark)
    }

    fn at_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Keyword(found) if *found == word)
    }

    pub(super) fn eat(&mut self, mark: &str) -> bool {
        let found = self.at(mark);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn expect(&mut self, mark: &str) -> Result<(), SyntaxError> {
        if self.eat(mark) { Ok(()) } else { self.unexpected(&format!("“{mark}”")) }
    }

    pub(super) fn unexpected<T>(&self, expected: &str) -> Result<T, SyntaxError> {
        Err(SyntaxError { position: self.position(), expected: expected.into(), found: self.peek().describe() })
    }

    pub(super) fn deeper<T>(&mut self, run: impl FnOnce(&mut Self) -> Result<T, SyntaxError>) -> Result<T, SyntaxError> {
        if self.nesting >= MAX_NESTING {
            let found = "more".into();
            return Err(SyntaxError { position: self.position(), expected: format!("at most {MAX_NESTING} levels of nesting"), found });
        }
        self.nesting += 1;
        let result = run(self);
        self.nesting -= 1;
        result
    }

    fn statements(&mut self) -> Result<Vec<Node>, SyntaxError> {
        let mut statements = Vec::new();
        loop {
            match self.peek() {
                Token::Name(name) => {
                    let name = (*name).into();
                    statements.push(self.assignment(name)?);
                }
                Token::Keyword("if" | "switch" | "return") => {
                    statements.push(self.deeper(Self::expression)?);
                    self.eat(";");
                }
                _ => return Ok(statements),
            }
        }
    }

    fn assignment(&mut self, name: Arc<str>) -> Parsed {
        let at = self.position();
        self.advance();
        if !self.eat("=") && !self.eat("<-") {
            return self.unexpected("“=”");
        }
        let value = self.value(0)?;
        if !self.at(";") {
            return self.unexpected("“;” or an operator");
        }
        self.advance();
        Ok(node(at, Kind::Set(name, Box::new(value))))
    }

    fn expression(&mut self) -> Parsed {
        let at = self.position();
        match self.peek() {
            Token::Keyword("if") => self.cond(),
            Token::Keyword("switch") => self.switch(),
            Token::Keyword("return") => {
                self.advance();
                Ok(node(at, Kind::Return(Box::new(self.value(0)?))))
            }
            _ => self.unexpected("if, switch or return"),
        }
    }

    fn cond(&mut self) -> Parsed {
        let at = self.position();
        let mut cases = Vec::new();
        loop {
            self.advance();
            self.expect("(")?;
            let condition = self.value(0)?;
            self.expect(")")?;
            cases.push((Some(condition), self.value(0)?));
            if !self.at_word("else") {
                break;
            }
            self.advance();
            if !self.at_word("if") {
                cases.push((None, self.value(0)?));
                break;
            }
        }
        Ok(node(at, Kind::Cond(cases)))
    }

    fn switch(&mut self) -> Parsed {
        let at = self.position();
        self.advance();
        self.expect("{")?;
        let mut cases = Vec::new();
        while !self.eat("}") {
            let condition = self.value(0)?;
            self.expect("=>")?;
            let result = self.deeper(Self::expression)?;
            self.expect(";")?;
            cases.push((condition, result));
        }
        Ok(node(at, Kind::Switch(cases)))
    }

    /// A value and every operator that is at least this strong.
    fn value(&mut self, weakest: u8) -> Parsed {
        self.deeper(|this| {
            let mut left = this.prefix()?;
            let mut length = 0;
            while let Token::Mark(sign) = this.peek()
                && let Some((found, sign)) = strength(sign)
                && found >= weakest
            {
                let at = this.position();
                length += 1;
                if this.nesting + length > MAX_NESTING {
                    return Err(SyntaxError { position: at, expected: format!("at most {MAX_NESTING} operators in a row"), found: "more".into() });
                }
                this.advance();
                left = if sign == "[" {
                    let index = this.value(0)?;
                    this.expect("]")?;
                    node(at, Kind::Index(Box::new(left), Box::new(index)))
                } else {
                    let right = this.value(found + 1)?;
                    node(at, Kind::Binary(sign, Box::new(left), Box::new(right)))
                };
            }
            Ok(left)
        })
    }

    fn prefix(&mut self) -> Parsed {
        let at = self.position();
        let kind = match self.peek() {
            Token::Number(value) => Kind::Constant(number(*value)),
            Token::Text(text) => Kind::Constant(Value::from(*text)),
            Token::Keyword("true") => Kind::Constant(Value::Bool(true)),
            Token::Keyword("false") => Kind::Constant(Value::Bool(false)),
            Token::Keyword("null") => Kind::Constant(Value::Null),
            Token::Name(name) => {
                let name = Arc::from(*name);
                self.advance();
                return if self.eat("(") { self.call(at, name) } else { Ok(node(at, Kind::Get(name))) };
            }
            Token::Mark("@") => {
                self.advance();
                return Ok(node(at, Kind::Literal(self.literal()?)));
            }
            Token::Mark("!") => {
                self.advance();
                return Ok(node(at, Kind::Not(Box::new(self.value(NOT + 1)?))));
            }
            Token::Mark("-") => {
                self.advance();
                return Ok(node(at, Kind::Negative(Box::new(self.value(NEGATIVE + 1)?))));
            }
            Token::Mark("(") => {
                self.advance();
                let mut value = self.value(0)?;
                self.expect(")")?;
                value.parenthesised = true;
                return Ok(value);
            }
            Token::Mark("[") => {
                self.advance();
                return Ok(node(at, Kind::Array(self.values("]")?)));
            }
            Token::Mark("{") => {
                self.advance();
                let statements = self.statements()?;
                if !self.eat("}") {
                    return self.unexpected("a statement or “}”");
                }
                return Ok(node(at, Kind::Block(statements)));
            }
            _ => return self.unexpected("a value"),
        };
        self.advance();
        Ok(node(at, kind))
    }

    /// Values with commas between; as in the reference compiler, a comma may come first.
    fn values(&mut self, close: &str) -> Result<Vec<Node>, SyntaxError> {
        let mut values = Vec::new();
        if !self.at(close) && !self.at(",") {
            values.push(self.value(0)?);
        }
        while self.eat(",") {
            values.push(self.value(0)?);
        }
        if self.eat(close) { Ok(values) } else { self.unexpected(&format!("“,” or “{close}”")) }
    }

    fn call(&mut self, at: Position, name: Arc<str>) -> Parsed {
        let named = matches!((self.peek(), self.tokens.get(self.next + 1)), (Token::Name(_), Some((_, Token::Mark("=")))));
        if !named {
            if self.at(",") {
                return self.unexpected("an argument or “)”");
            }
            return Ok(node(at, Kind::Call(name, Args::Positional(self.values(")")?))));
        }
        let mut args = Vec::new();
        loop {
            let place = self.position();
            let Token::Name(argument) = self.peek() else { return self.unexpected("the name of an argument") };
            let argument = Arc::from(*argument);
            self.advance();
            self.expect("=")?;
            args.push((place, argument, self.value(0)?));
            if self.eat(")") {
                return Ok(node(at, Kind::Call(name, Args::Named(args))));
            }
            if !self.eat(",") {
                return self.unexpected("“,” or “)”");
            }
        }
    }
}

fn node(at: Position, kind: Kind) -> Node {
    Node { at, kind, parenthesised: false }
}
