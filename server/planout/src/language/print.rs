//! JSON back to source.

use std::fmt;

use super::javascript::{line_end, number};
use super::lexer::keyword;
use crate::text;
use crate::value::{Map, Value};

/// A script that no source compiles to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotExpressible(pub String);

impl fmt::Display for NotExpressible {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "no source says this: {}", self.0)
    }
}

impl std::error::Error for NotExpressible {}

type Printed = Result<(), NotExpressible>;

fn no<T>(what: impl Into<String>) -> Result<T, NotExpressible> {
    Err(NotExpressible(what.into()))
}

/// Writes source that compiles to this very script.
///
/// ```
/// let script = planout::language::parse("x=(a+b)*2;if(x>3){y='it';}else{y=@{\"k\":[1,-2]};}")?;
/// let source = planout::language::print(&script)?;
/// assert_eq!(source, "x = (a + b) * 2;\nif (x > 3) {\n  y = \"it\";\n} else {\n  y = @{\"k\": [1, -2]};\n}\n");
/// assert_eq!(planout::language::parse(&source)?, script);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When no source compiles to it, such as a text with both kinds of quotes.
pub fn print(script: &Value) -> Result<String, NotExpressible> {
    let statements = exactly(script, "seq", &["seq"]).and_then(|[statements]| statements.as_list());
    let Some(statements) = statements else { return no("a script is a “seq” of statements") };
    let mut printer = Printer { out: String::new(), indent: 0, depth: 0 };
    printer.statements(statements)?;
    // Parentheses may nest deeper than source may, where the script itself does not.
    if super::parse(&printer.out).is_err() {
        return no("what nests this deeply");
    }
    Ok(printer.out)
}

/// The arguments, if this is that operator with exactly those arguments.
fn exactly<'v, const N: usize>(node: &'v Value, op: &str, names: &[&str; N]) -> Option<[&'v Value; N]> {
    let map = node.as_map()?;
    if map.len() != N + 1 || map.get("op")?.as_str()? != op {
        return None;
    }
    let mut found = [&Value::Null; N];
    for (slot, name) in found.iter_mut().zip(names) {
        *slot = map.get(name)?;
    }
    Some(found)
}

fn identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
        && !keyword(name)
}

fn pair<'v>(node: &'v Value, op: &str) -> Option<(&'v Value, &'v Value)> {
    match exactly(node, op, &["values"])? {
        [Value::List(values)] if values.len() == 2 => Some((&values[0], &values[1])),
        _ => None,
    }
}

/// The two sides of an infix operator, its sign and its strength.
fn infix(node: &Value) -> Option<(&Value, &'static str, u8, &Value)> {
    for (op, sign, strength) in [("or", "||", 1), ("and", "&&", 1), ("coalesce", "??", 1), ("product", "*", 4)] {
        if let Some((left, right)) = pair(node, op) {
            return Some((left, sign, strength, right));
        }
    }
    if let Some((left, right)) = pair(node, "sum") {
        return Some(match exactly(right, "negative", &["value"]) {
            Some([value]) => (left, "-", 3, value),
            None => (left, "+", 3, right),
        });
    }
    if let Some([inner]) = exactly(node, "not", &["value"])
        && let Some([left, right]) = exactly(inner, "equals", &["left", "right"])
    {
        return Some((left, "!=", 2, right));
    }
    for (op, sign, strength) in [("equals", "==", 2), (">", ">", 2), ("<", "<", 2), (">=", ">=", 2), ("<=", "<=", 2), ("%", "%", 4), ("/", "/", 4)] {
        if let Some([left, right]) = exactly(node, op, &["left", "right"]) {
            return Some((left, sign, strength, right));
        }
    }
    None
}

struct Printer {
    out: String,
    indent: usize,
    depth: usize,
}

impl Printer {
    fn line(&mut self) {
        self.out.push_str(&"  ".repeat(self.indent));
    }

    fn statements(&mut self, statements: &[Value]) -> Printed {
        for statement in statements {
            self.line();
            self.statement(statement)?;
            self.out.push('\n');
        }
        Ok(())
    }

    fn statement(&mut self, node: &Value) -> Printed {
        if let Some([Value::Str(name), value]) = exactly(node, "set", &["var", "value"]) {
            if !identifier(name) {
                return no(format!("“{name}” is not a name"));
            }
            self.out.push_str(name);
            self.out.push_str(" = ");
            self.value(value, 0)?;
            self.out.push(';');
            return Ok(());
        }
        let returned = exactly(node, "return", &["value"]).is_some();
        self.expression(node)?;
        if returned {
            self.out.push(';');
        }
        Ok(())
    }

    /// What may stand where a value is not asked for: if, switch and return.
    fn expression(&mut self, node: &Value) -> Printed {
        self.depth += 1;
        if self.depth > super::MAX_NESTING {
            return no("it nests too deeply");
        }
        if let Some([value]) = exactly(node, "return", &["value"]) {
            self.out.push_str("return ");
            self.value(value, 0)?;
        } else if let Some([Value::List(cases)]) = exactly(node, "cond", &["cond"]) {
            self.cond(cases)?;
        } else if let Some([Value::List(cases)]) = exactly(node, "switch", &["cases"]) {
            self.switch(cases)?;
        } else {
            return no("a statement sets a name, or is if, switch or return");
        }
        self.depth -= 1;
        Ok(())
    }

    fn cond(&mut self, cases: &[Value]) -> Printed {
        if cases.is_empty() {
            return no("an if without cases");
        }
        for (at, case) in cases.iter().enumerate() {
            let parts = case.as_map().filter(|map| map.len() == 2).and_then(|map| Some((map.get("if")?, map.get("then")?)));
            let Some((condition, then)) = parts else { return no("a case has “if” and “then”") };
            let last = at > 0 && at + 1 == cases.len();
            self.out.push_str(if at > 0 { " else " } else { "" });
            if !(last && *condition == Value::Bool(true)) {
                self.out.push_str("if (");
                self.value(condition, 0)?;
                self.out.push_str(") ");
            }
            self.value(then, 0)?;
        }
        Ok(())
    }

    fn switch(&mut self, cases: &[Value]) -> Printed {
        self.out.push_str("switch {\n");
        self.indent += 1;
        for case in cases {
            let Some([condition, result]) = exactly(case, "case", &["condidion", "result"]) else {
                return no("a case of a switch has a condition and a result");
            };
            self.line();
            self.value(condition, 0)?;
            self.out.push_str(" => ");
            self.expression(result)?;
            self.out.push_str(";\n");
        }
        self.indent -= 1;
        self.line();
        self.out.push('}');
        Ok(())
    }

    /// A value where an operator of at least this strength is expected.
    fn value(&mut self, node: &Value, weakest: u8) -> Printed {
        self.depth += 1;
        if self.depth > super::MAX_NESTING {
            return no("it nests too deeply");
        }
        match node {
            Value::Map(map) => self.operator(node, map, weakest)?,
            Value::List(_) => return no("a bare list"),
            constant => self.constant(constant)?,
        }
        self.depth -= 1;
        Ok(())
    }

    fn constant(&mut self, constant: &Value) -> Printed {
        let positive = match constant {
            Value::Int(value) => !value.is_negative(),
            Value::Float(value) => value.is_sign_positive(),
            _ => true,
        };
        if !positive {
            return no("a bare negative number");
        }
        self.scalar(constant)
    }

    fn scalar(&mut self, scalar: &Value) -> Printed {
        match scalar {
            Value::Null => self.out.push_str("null"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Str(text) => return self.text(text),
            number_value => {
                let exact = number_value.as_f64().is_some_and(|value| number(value).identical(number_value));
                if !exact {
                    return no(format!("the number {number_value}: source knows only doubles, and writes whole ones without a point"));
                }
                let mut digits = String::new();
                text::inner(number_value, &mut digits);
                self.out.push_str(&digits);
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Printed {
        let mut escaped = false;
        let double = text.chars().all(|character| {
            let fine = if escaped { !line_end(character) } else { character != '"' };
            escaped = character == '\\' && !escaped;
            fine
        }) && !escaped;
        let quote = if double { '"' } else { '\'' };
        if !double && text.contains('\'') {
            return no("a text with both kinds of quotes");
        }
        self.out.push(quote);
        self.out.push_str(text);
        self.out.push(quote);
        Ok(())
    }

    fn operator(&mut self, node: &Value, map: &Map, weakest: u8) -> Printed {
        if let Some((left, sign, strength, right)) = infix(node) {
            return self.grouped(strength < weakest, |this| {
                this.value(left, strength)?;
                this.out.push_str(&format!(" {sign} "));
                this.value(right, strength + 1)
            });
        }
        if let Some([value]) = exactly(node, "not", &["value"]) {
            return self.grouped(5 < weakest, |this| {
                this.out.push('!');
                this.value(value, 6)
            });
        }
        if let Some([value]) = exactly(node, "negative", &["value"]) {
            return self.grouped(3 < weakest, |this| {
                this.out.push('-');
                // One minus after the other needs no parentheses, which would nest deeper than what was read.
                this.value(value, if exactly(value, "negative", &["value"]).is_some() { 3 } else { 4 })
            });
        }
        if let Some([base, index]) = exactly(node, "index", &["base", "index"]) {
            self.value(base, 6)?;
            self.out.push('[');
            self.value(index, 0)?;
            self.out.push(']');
            return Ok(());
        }
        if let Some([Value::Str(name)]) = exactly(node, "get", &["var"])
            && identifier(name)
        {
            self.out.push_str(name);
            return Ok(());
        }
        self.brackets(node, map)
    }

    fn brackets(&mut self, node: &Value, map: &Map) -> Printed {
        if let Some([Value::List(items)]) = exactly(node, "array", &["values"]) {
            self.out.push('[');
            self.separated(items.iter(), |this, item| this.value(item, 0))?;
            self.out.push(']');
            return Ok(());
        }
        if let Some([Value::List(statements)]) = exactly(node, "seq", &["seq"]) {
            if statements.is_empty() {
                self.out.push_str("{}");
                return Ok(());
            }
            self.out.push_str("{\n");
            self.indent += 1;
            self.statements(statements)?;
            self.indent -= 1;
            self.line();
            self.out.push('}');
            return Ok(());
        }
        if let Some([value]) = exactly(node, "literal", &["value"]) {
            self.out.push('@');
            return self.literal(value);
        }
        self.call(map)
    }

    fn grouped(&mut self, parentheses: bool, print: impl FnOnce(&mut Self) -> Printed) -> Printed {
        self.out.push_str(if parentheses { "(" } else { "" });
        print(self)?;
        self.out.push_str(if parentheses { ")" } else { "" });
        Ok(())
    }

    fn separated<T>(&mut self, items: impl Iterator<Item = T>, mut print: impl FnMut(&mut Self, T) -> Printed) -> Printed {
        for (at, item) in items.enumerate() {
            self.out.push_str(if at > 0 { ", " } else { "" });
            print(self, item)?;
        }
        Ok(())
    }

    fn call(&mut self, map: &Map) -> Printed {
        let Some(name) = map.get("op").and_then(Value::as_str).filter(|name| identifier(name)) else { return no("a map that is not an operator") };
        self.out.push_str(name);
        self.out.push('(');
        match (map.len(), map.get("value"), map.get("values")) {
            (2, Some(value), _) => self.value(value, 0)?,
            (2, _, Some(Value::List(values))) if values.len() > 1 => self.separated(values.iter(), |this, value| this.value(value, 0))?,
            _ => {
                let args = map.iter().filter(|(name, _)| &***name != "op");
                self.separated(args, |this, (name, value)| {
                    if !identifier(name) || &**name == "__proto__" {
                        return no(format!("an argument named “{name}”"));
                    }
                    this.out.push_str(&format!("{name}="));
                    this.value(value, 0)
                })?;
            }
        }
        self.out.push(')');
        Ok(())
    }

    fn literal(&mut self, value: &Value) -> Printed {
        self.depth += 1;
        if self.depth > super::MAX_NESTING {
            return no("it nests too deeply");
        }
        match value {
            Value::List(items) => {
                self.out.push('[');
                self.separated(items.iter(), Self::literal)?;
                self.out.push(']');
            }
            Value::Map(map) => {
                self.out.push('{');
                self.separated(map.iter(), |this, (name, value)| {
                    if &**name == "__proto__" {
                        return no("a name “__proto__” in a literal");
                    }
                    this.text(name)?;
                    this.out.push_str(": ");
                    this.literal(value)
                })?;
                self.out.push('}');
            }
            scalar => self.scalar(scalar)?,
        }
        self.depth -= 1;
        Ok(())
    }
}
