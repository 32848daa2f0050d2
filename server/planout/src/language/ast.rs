//! The tree that the parser builds, and the JSON it stands for.

use std::sync::Arc;

use super::Position;
use super::javascript;
use crate::value::{Map, Value};

#[derive(Debug)]
pub(super) struct Node {
    pub(super) at: Position,
    pub(super) kind: Kind,
    pub(super) parenthesised: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Constant(Value),
    Literal(Value),
    Get(Arc<str>),
    Set(Arc<str>, Box<Node>),
    Array(Vec<Node>),
    Call(Arc<str>, Args),
    Index(Box<Node>, Box<Node>),
    Block(Vec<Node>),
    Binary(&'static str, Box<Node>, Box<Node>),
    Not(Box<Node>),
    Negative(Box<Node>),
    Cond(Vec<(Option<Node>, Node)>),
    Return(Box<Node>),
    Switch(Vec<(Node, Node)>),
}

#[derive(Debug)]
pub(super) enum Args {
    Positional(Vec<Node>),
    Named(Vec<(Position, Arc<str>, Node)>),
}

fn op(name: &str, entries: Vec<(&str, Value)>) -> Value {
    let mut map = Map::new();
    map.insert("op", name);
    entries.into_iter().for_each(|(name, value)| map.insert(name, value));
    Value::Map(map)
}

pub(super) fn script(statements: &[Node]) -> Value {
    op("seq", vec![("seq", list(statements))])
}

fn list(nodes: &[Node]) -> Value {
    Value::List(nodes.iter().map(json).collect())
}

pub(super) fn json(node: &Node) -> Value {
    match &node.kind {
        Kind::Constant(value) => value.clone(),
        Kind::Literal(value) => op("literal", vec![("value", value.clone())]),
        Kind::Get(name) => op("get", vec![("var", Value::Str(name.clone()))]),
        Kind::Set(name, value) => op("set", vec![("var", Value::Str(name.clone())), ("value", json(value))]),
        Kind::Array(items) => op("array", vec![("values", list(items))]),
        Kind::Call(name, args) => call(name, args),
        Kind::Index(base, index) => op("index", vec![("base", json(base)), ("index", json(index))]),
        Kind::Block(statements) => script(statements),
        Kind::Binary(sign, left, right) => binary(sign, json(left), json(right)),
        Kind::Not(value) => op("not", vec![("value", json(value))]),
        Kind::Negative(value) => op("negative", vec![("value", json(value))]),
        Kind::Cond(cases) => {
            let case = |(condition, then): &(Option<Node>, Node)| {
                Value::Map(Map::from([("if", condition.as_ref().map_or(Value::Bool(true), json)), ("then", json(then))]))
            };
            op("cond", vec![("cond", Value::List(cases.iter().map(case).collect()))])
        }
        Kind::Return(value) => op("return", vec![("value", json(value))]),
        Kind::Switch(cases) => {
            // The misspelling is the reference’s.
            let case = |(condition, result): &(Node, Node)| op("case", vec![("condidion", json(condition)), ("result", json(result))]);
            op("switch", vec![("cases", Value::List(cases.iter().map(case).collect()))])
        }
    }
}

fn binary(sign: &str, left: Value, right: Value) -> Value {
    let pair = |name: &str, left, right| op(name, vec![("values", Value::List(vec![left, right]))]);
    let sides = |name: &str, left, right| op(name, vec![("left", left), ("right", right)]);
    match sign {
        "+" => pair("sum", left, right),
        "-" => pair("sum", left, op("negative", vec![("value", right)])),
        "*" => pair("product", left, right),
        "||" => pair("or", left, right),
        "&&" => pair("and", left, right),
        "??" => pair("coalesce", left, right),
        "==" => sides("equals", left, right),
        "!=" => op("not", vec![("value", sides("equals", left, right))]),
        _ => sides(sign, left, right),
    }
}

fn call(name: &Arc<str>, args: &Args) -> Value {
    let mut entries: Vec<(String, Value)> = Vec::new();
    let mut put = |name: &str, value: Value| {
        // JavaScript takes this name for something else than an entry.
        if name == "__proto__" {
            return;
        }
        match entries.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 = value,
            None => entries.push((name.to_owned(), value)),
        }
    };
    match args {
        Args::Positional(values) => match values.as_slice() {
            [] => {}
            [value] => put("value", json(value)),
            values => put("values", list(values)),
        },
        Args::Named(args) => args.iter().for_each(|(_, name, value)| put(name, json(value))),
    }
    put("op", Value::Str(name.clone()));
    Value::Map(javascript::ordered(entries).into_iter().collect())
}
