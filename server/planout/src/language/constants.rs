//! Variables that only name a constant: what is wrong with it is wrong where it is used.

use std::collections::HashMap;

use super::ast::{Args, Kind, Node};

pub(super) struct Constants<'a>(HashMap<&'a str, &'a Node>);

impl<'a> Constants<'a> {
    pub(super) fn of(statements: &'a [Node]) -> Self {
        let mut times = HashMap::new();
        statements.iter().for_each(|statement| count(statement, &mut times));
        let constants = statements.iter().filter_map(|statement| match &statement.kind {
            Kind::Set(name, value) if times.get(&**name) == Some(&1) && is_constant(value) => Some((&**name, &**value)),
            _ => None,
        });
        Self(constants.collect())
    }

    /// What a name stands for where it is read, if that is always the same; otherwise the node itself.
    pub(super) fn behind(&self, node: &'a Node) -> &'a Node {
        let Kind::Get(name) = &node.kind else { return node };
        // What is read before it is set is an input.
        self.0.get(&**name).copied().filter(|value| value.at < node.at).unwrap_or(node)
    }
}

fn is_constant(node: &Node) -> bool {
    match &node.kind {
        Kind::Constant(_) | Kind::Literal(_) => true,
        Kind::Negative(value) => is_constant(value),
        Kind::Array(items) => items.iter().all(is_constant),
        _ => false,
    }
}

fn count<'a>(node: &'a Node, times: &mut HashMap<&'a str, u32>) {
    if let Kind::Set(name, _) = &node.kind {
        *times.entry(name).or_default() += 1;
    }
    children(node).into_iter().for_each(|child| count(child, times));
}

fn children(node: &Node) -> Vec<&Node> {
    match &node.kind {
        Kind::Constant(_) | Kind::Literal(_) | Kind::Get(_) => Vec::new(),
        Kind::Set(_, value) | Kind::Not(value) | Kind::Negative(value) | Kind::Return(value) => vec![value],
        Kind::Array(items) | Kind::Block(items) | Kind::Call(_, Args::Positional(items)) => items.iter().collect(),
        Kind::Call(_, Args::Named(args)) => args.iter().map(|(_, _, value)| value).collect(),
        Kind::Index(left, right) | Kind::Binary(_, left, right) => vec![left, right],
        Kind::Cond(cases) => cases.iter().flat_map(|(condition, then)| condition.iter().chain([then])).collect(),
        Kind::Switch(cases) => cases.iter().flat_map(|(condition, result)| [condition, result]).collect(),
    }
}
