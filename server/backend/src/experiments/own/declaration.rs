//! How one of the product's own experiments is written down: everything about it, in one place.

use super::measure::Measure;
use crate::experiments::{definition::to_json, results::arm_name};
use model::experiment::Unit;
use planout::{Experiment, Fault, Map, Params, Trial};
use serde_json::Value;

/// What sets the parameters: draws from the unit. False keeps the unit out.
pub type Assign = fn(&mut Params<'_>) -> Result<bool, Fault>;

/// How many units are tried where the arms are not written down. One that a unit in a hundred gets is missed less than once in 10^8 times.
const TRIED: u32 = 2_000;

/// One of the product's own experiments. A name, a unit and what is drawn are enough:
///
/// ```
/// use backend::experiments::own::{Declaration, Unit};
/// use planout::UniformChoice;
///
/// pub const EXPERIMENT: Declaration = Declaration::new("greeting", Unit::Account, |params| {
///     params.set("greeting", UniformChoice::of(["plain", "warm"], params.unit()))?;
///     Ok(true)
/// });
/// ```
///
/// Nobody is given anything until it is started. Everything else is said where it matters: what it is judged by, what its arms' shares
/// are meant to be (without them nothing tells whether units went missing), and which arm everybody has as long as nobody decides.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    name: &'static str,
    salt: &'static str,
    unit: Unit,
    assign: Assign,
    arms: &'static [(&'static str, f64)],
    normal: Option<&'static str>,
    metrics: &'static [Measure],
}

impl Declaration {
    /// `name` stands in tables and pages and, unless there is another [`salt`](Self::salt), in what is hashed: it stays as it is.
    pub const fn new(name: &'static str, unit: Unit, assign: Assign) -> Self {
        Self { name, salt: name, unit, assign, arms: &[], normal: None, metrics: &[] }
    }

    /// What is hashed in the place of the name.
    #[must_use]
    pub const fn salt(self, salt: &'static str) -> Self {
        Self { salt, ..self }
    }

    /// The values of the parameter that is set first, each with the share of units that is meant to get it; the baseline first.
    #[must_use]
    pub const fn arms(self, arms: &'static [(&'static str, f64)]) -> Self {
        Self { arms, ..self }
    }

    /// The arm that everybody has as long as nobody has decided: the experiment counts as concluded with it.
    #[must_use]
    pub const fn normal(self, arm: &'static str) -> Self {
        Self { normal: Some(arm), ..self }
    }

    /// What it is judged by; the one that decides comes first.
    #[must_use]
    pub const fn metrics(self, metrics: &'static [Measure]) -> Self {
        Self { metrics, ..self }
    }

    /// Its name in tables and pages.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What is randomised.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    pub(in crate::experiments) const fn measures(&self) -> &'static [Measure] {
        self.metrics
    }

    /// What a unit is given, and whether it takes part.
    pub(super) fn draw(&self, inputs: &Map) -> Result<(Map, bool), Fault> {
        let drawn = self.decide(inputs)?;
        Ok((drawn.params, drawn.in_experiment))
    }

    /// What somebody is given who takes part.
    fn of_somebody(&self, who: u32) -> Option<Map> {
        let (params, inside) = self.draw(&Map::from([(self.unit.as_str(), who.to_string())])).ok()?;
        inside.then_some(params)
    }

    /// The arm that everybody has as long as nobody has decided.
    pub(super) fn normal_arm(&self) -> Option<serde_json::Map<String, Value>> {
        self.normal.map(|word| self.arm(&self.parameters(), word))
    }

    /// The parameters of the arm that is called so: what is drawn first is this, the rest follows from it.
    fn arm(&self, parameters: &[String], word: &str) -> serde_json::Map<String, Value> {
        let mut trial = Trial::new(self, Map::from([(self.unit.as_str(), "anybody")]), |_| {});
        trial.set_automatic_exposure(false);
        trial.set_overrides(parameters.iter().take(1).map(|first| (first.as_str(), word)).collect());
        trial.params().map(|params| to_json(&params)).unwrap_or_default()
    }

    /// The names that are set, in their order.
    fn parameters(&self) -> Vec<String> {
        let somebody = (0..TRIED).find_map(|who| self.of_somebody(who)).unwrap_or_default();
        somebody.iter().map(|(name, _)| name.to_string()).collect()
    }

    /// The parameters by which its arms are told apart and named.
    pub(in crate::experiments) fn told_by(&self) -> Vec<String> {
        let mut names = self.parameters();
        names.truncate(if self.arms.is_empty() { names.len() } else { 1 });
        names
    }

    /// The arms that are written down, with their shares.
    pub(in crate::experiments) fn shares(&self) -> Vec<(serde_json::Map<String, Value>, f64)> {
        let parameters = self.parameters();
        self.arms.iter().map(|(word, share)| (self.arm(&parameters, word), *share)).collect()
    }

    /// Every arm with its name: those that are written down, or those that many units come to.
    pub(super) fn all_arms(&self) -> Vec<(String, serde_json::Map<String, Value>)> {
        let told_by = self.told_by();
        let named = |params: serde_json::Map<String, Value>| (arm_name(&params, &told_by), params);
        if !self.arms.is_empty() {
            return self.shares().into_iter().map(|(params, _)| named(params)).collect();
        }
        let mut arms: Vec<(String, serde_json::Map<String, Value>)> = Vec::new();
        for params in (0..TRIED).filter_map(|who| self.of_somebody(who)).map(|params| to_json(&params)) {
            if !arms.iter().any(|(_, known)| *known == params) {
                arms.push(named(params));
            }
        }
        arms.sort_by(|left, right| left.0.cmp(&right.0));
        arms
    }
}

impl Experiment for Declaration {
    #[expect(clippy::misnamed_getters, reason = "what the engine calls the name is what it salts with")]
    fn name(&self) -> &str {
        self.salt
    }

    fn unit(&self) -> &str {
        self.unit.as_str()
    }

    fn assign(&self, params: &mut Params<'_>) -> Result<bool, Fault> {
        (self.assign)(params)
    }
}
