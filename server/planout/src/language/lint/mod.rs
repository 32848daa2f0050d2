//! What compiles and is probably not meant.

mod draws;

use draws::Draw;

use super::ast::{Args, Kind, Node};
use super::constants::Constants;
use super::{Position, SyntaxError, parser};
use crate::operators::Operators;
use crate::ops::random::Random;

/// A warning about a script that compiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// Where.
    pub position: Position,
    /// A short name for the kind of warning, such as `not-binds-tighter`.
    pub code: &'static str,
    /// What happens, and what to write instead.
    pub message: String,
}

/// Warns about a script, in the order of the source.
///
/// # Errors
/// When the script does not compile.
pub fn lint(source: &str) -> Result<Vec<Lint>, SyntaxError> {
    lint_with(source, &Operators::new())
}

/// Warns about a script that may call operators of yours.
///
/// # Errors
/// When the script does not compile.
pub fn lint_with(source: &str, operators: &Operators) -> Result<Vec<Lint>, SyntaxError> {
    let statements = parser::parse(source)?;
    let constants = Constants::of(&statements);
    let mut linter = Linter { operators, constants: &constants, lints: Vec::new(), draws: Vec::new(), salting: 0 };
    linter.statements(&statements);
    linter.lints.sort_by_key(|lint| lint.position);
    Ok(linter.lints)
}

struct Linter<'a> {
    operators: &'a Operators,
    constants: &'a Constants<'a>,
    lints: Vec<Lint>,
    /// What was drawn on the way here.
    draws: Vec<Draw<'a>>,
    /// How often `experiment_salt` was set before.
    salting: u32,
}

fn logical(sign: &str) -> bool {
    matches!(sign, "||" | "&&" | "??")
}

fn comparison(sign: &str) -> bool {
    matches!(sign, "==" | "!=" | "<" | ">" | "<=" | ">=")
}

impl<'a> Linter<'a> {
    fn warn(&mut self, position: Position, code: &'static str, message: impl Into<String>) {
        self.lints.push(Lint { position, code, message: message.into() });
    }

    fn statements(&mut self, statements: &'a [Node]) {
        for (at, statement) in statements.iter().enumerate() {
            if let (Kind::Return(_), Some(next)) = (&statement.kind, statements.get(at + 1)) {
                self.warn(next.at, "unreachable", "this never runs: the script has returned before it");
            }
            self.node(statement, None);
        }
    }

    /// `variable` is the one that is being set to this very value, which gives it a salt.
    fn node(&mut self, node: &'a Node, variable: Option<&'a str>) {
        match &node.kind {
            Kind::Constant(_) | Kind::Literal(_) | Kind::Get(_) => {}
            Kind::Set(name, value) => {
                self.node(value, Some(name));
                if &**name == "experiment_salt" {
                    self.salting += 1;
                }
            }
            Kind::Array(items) => items.iter().for_each(|item| self.node(item, None)),
            Kind::Block(statements) => self.statements(statements),
            Kind::Not(value) | Kind::Negative(value) | Kind::Return(value) => self.node(value, None),
            Kind::Index(base, index) => {
                self.node(base, None);
                self.node(index, None);
            }
            Kind::Binary(sign, left, right) => {
                self.binary(node.at, sign, left);
                self.node(left, None);
                self.node(right, None);
            }
            Kind::Cond(cases) => {
                // Nobody comes through two branches.
                let mut branches = Vec::new();
                for (condition, then) in cases {
                    condition.iter().for_each(|condition| self.node(condition, None));
                    let before = self.draws.len();
                    self.node(then, None);
                    branches.extend(self.draws.drain(before..));
                }
                self.draws.extend(branches);
            }
            Kind::Switch(cases) => {
                self.warn(node.at, "switch", "switch compiles and then fails: use if and else");
                for (condition, result) in cases {
                    self.node(condition, None);
                    self.node(result, None);
                }
            }
            Kind::Call(name, args) => self.call(node.at, name, args, variable),
        }
    }

    fn binary(&mut self, at: Position, sign: &str, left: &Node) {
        if left.parenthesised {
            return;
        }
        match &left.kind {
            Kind::Not(_) if logical(sign) || comparison(sign) => {
                self.warn(
                    left.at,
                    "not-binds-tighter",
                    format!("! takes only what follows it: this reads (!…) {sign} …. Write parentheses to say which you mean"),
                );
            }
            Kind::Binary(inner, ..) if logical(sign) && logical(inner) && *inner != sign => {
                self.warn(at, "mixed-logic", format!("{inner} and {sign} are equally strong and read from left to right: write parentheses"));
            }
            Kind::Binary(inner, ..) if comparison(sign) && comparison(inner) => {
                self.warn(at, "chained-comparison", format!("this compares the outcome of {inner} with what follows {sign}: use &&"));
            }
            Kind::Negative(_) if sign == "%" => self.warn(at, "negative-remainder", "the sign belongs to the whole remainder: write parentheses"),
            _ => {}
        }
    }

    fn call(&mut self, at: Position, name: &str, args: &'a Args, variable: Option<&'a str>) {
        if !self.operators.knows(name) {
            self.warn(at, "unknown-operator", format!("there is no operator “{name}”: the script fails when it gets here"));
        }
        match args {
            Args::Positional(values) => values.iter().for_each(|value| self.node(value, None)),
            Args::Named(args) => {
                for (index, (position, argument, value)) in args.iter().enumerate() {
                    if args[..index].iter().any(|(_, earlier, _)| earlier == argument) {
                        self.warn(*position, "repeated-argument", format!("“{argument}” is given twice: the later one counts"));
                    }
                    self.node(value, None);
                }
            }
        }
        if Random::of(name).is_some() {
            self.random(at, name, args, variable);
        }
    }
}
