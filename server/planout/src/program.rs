//! A script as it runs: every name looked up, every constant folded, every operator chosen once.

use std::sync::Arc;

use crate::fault::Fault;
use crate::operators::UserOperator;
use crate::ops::arguments::Name;
use crate::ops::core::Core;
use crate::ops::random::Random;
use crate::value::Value;

#[derive(Debug)]
pub(crate) enum Expr {
    /// A constant; lists and maps are made anew each time.
    Constant(Value),
    List(Box<[Expr]>),
    Get(u32),
    GetSalt,
    /// Whether a variable is this very text: what scripts ask most.
    Is(u32, Arc<str>),
    Coalesce(Box<[Expr]>),
    And(Box<[Expr]>),
    Or(Box<[Expr]>),
    Cond(Box<[(Expr, Expr)]>),
    Seq(Box<[Expr]>),
    Set(Box<Set>),
    Return(Box<Expr>),
    Map(Box<MapOf>),
    Choose(Box<Choose>),
    Call(Box<Call>),
    User(Box<UserCall>),
    /// What fails when it is reached, such as an operator that does not exist.
    Fail(Box<Fault>),
}

#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) name: Arc<str>,
    pub(crate) target: Target,
    pub(crate) value: Expr,
    /// The reference writes the name of the variable into the script as salt when it first runs; which of those places this is.
    pub(crate) injection: Option<u32>,
}

#[derive(Debug)]
pub(crate) enum Target {
    Variable(u32),
    /// `experiment_salt`: with what the salt becomes, which is the value as it was written.
    Salt(Arc<str>),
    /// `salt_sep`
    Separator,
}

#[derive(Debug)]
pub(crate) struct MapOf {
    pub(crate) entries: Box<[(Arc<str>, Expr)]>,
    pub(crate) salted: bool,
    pub(crate) label: Label,
}

/// Which operator this is, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) operator: Arc<str>,
    pub(crate) place: Arc<str>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Operator {
    Core(Core),
    Random(Random),
}

/// A choice whose choices, weights and salt stand in the script: what experiments are made of, and so the shortest way through.
#[derive(Debug)]
pub(crate) struct Choose {
    pub(crate) choices: Box<[Value]>,
    /// The running sums of the weights; without, all choices are equally likely.
    pub(crate) cumulative: Option<Box<[f64]>>,
    pub(crate) salt: Arc<str>,
    pub(crate) unit: Expr,
    pub(crate) label: Label,
}

#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) operator: Operator,
    pub(crate) args: Box<[(Name, Expr)]>,
    /// The running sums of constant weights.
    pub(crate) cumulative: Option<Box<[f64]>>,
    pub(crate) label: Label,
}

#[derive(Debug)]
pub(crate) struct UserCall {
    pub(crate) operator: UserOperator,
    pub(crate) args: Box<[(Arc<str>, Expr)]>,
    pub(crate) label: Label,
}

/// A step from the outside of a script to its inside.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Key(Arc<str>),
    At(usize),
}

#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) root: Expr,
    pub(crate) variables: Vec<Arc<str>>,
    /// Places where the reference writes a salt into the script, and the salt.
    pub(crate) injections: Vec<(Vec<Step>, Arc<str>)>,
}
