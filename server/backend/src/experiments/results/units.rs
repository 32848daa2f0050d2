//! Who met what: the unit of randomisation, its arm and its first day.

use super::{
    arms,
    query::{Shown, shown},
    subject::Subject,
};
use crate::{
    Result,
    db::{Db, query},
    experiments::definition::canonical,
};
use model::{experiment::results::Arm, time::DAY};
use serde_json::{Map, Value};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
};

/// A unit that met one arm only.
pub(super) struct Unit {
    pub arm: usize,
    /// Days since 1970.
    pub day: i64,
    /// Index of its doorway.
    pub doorway: usize,
}

pub(super) struct Units {
    /// The first is the baseline.
    pub arms: Vec<Arm>,
    pub of: Vec<Unit>,
    /// Names, in the order of [`Unit::doorway`].
    pub doorways: Vec<String>,
    /// Place in `of` by the unit's own name.
    pub places: HashMap<String, usize>,
    /// Units that met more than one arm.
    pub mixed: u64,
    /// Units in arms beyond the most that are told apart.
    pub left_out: u64,
    /// When the first one was met, milliseconds.
    pub began: Option<i64>,
    /// The statement that found them, with its values.
    pub query: String,
}

/// Unit, an assignment, how many assignments, first met, doorway.
type Row = (String, String, i64, i64, String);

const SQL: &str = "SELECT unit, MIN(assignment), CAST(COUNT(*) AS BIGINT), CAST(MIN(first_at) AS BIGINT), MIN(doorway)
 FROM experiment_exposures WHERE organization_id = $1 AND experiment = $2 AND version = $3 GROUP BY unit";

impl Units {
    pub async fn load(db: &Db, subject: &Subject) -> Result<Self> {
        let rows: Vec<Row> = query(SQL).bind(&subject.organization).bind(&subject.experiment.name).bind(subject.version).all(db).await?;
        let values = [Shown::Text(subject.organization.clone()), Shown::Text(subject.experiment.name.clone()), Shown::Number(subject.version)];
        Ok(Self { query: shown(SQL, &values), ..Self::of(subject, rows) })
    }

    fn of(subject: &Subject, rows: Vec<Row>) -> Self {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        rows.iter().filter(|row| row.2 == 1).for_each(|row| *counts.entry(&row.1).or_default() += 1);
        let mut arms = known(subject, &counts);
        let place: HashMap<String, usize> = arms.iter().enumerate().map(|(at, (text, _))| (text.clone(), at)).collect();
        let mut units = Self {
            arms: arms.drain(..).map(|(_, arm)| arm).collect(),
            of: Vec::with_capacity(rows.len()),
            doorways: Vec::new(),
            places: HashMap::with_capacity(rows.len()),
            mixed: 0,
            left_out: 0,
            began: rows.iter().map(|row| row.3).min(),
            query: String::new(),
        };
        let mut doorways: HashMap<String, usize> = HashMap::new();
        for (unit, assignment, assignments, first, doorway) in rows {
            match place.get(&assignment) {
                _ if assignments > 1 => units.mixed += 1,
                None => units.left_out += 1,
                Some(&arm) => {
                    let next = doorways.len();
                    let doorway = *doorways.entry(doorway).or_insert(next);
                    units.arms[arm].units += 1;
                    units.places.insert(unit, units.of.len());
                    units.of.push(Unit { arm, day: first.div_euclid(DAY), doorway });
                }
            }
        }
        units.doorways = vec![String::new(); doorways.len()];
        doorways.into_iter().for_each(|(name, at)| units.doorways[at] = name);
        units
    }

    /// Arms that nobody has met, from the first day on.
    #[cfg(test)]
    pub fn empty(arms: Vec<Arm>) -> Self {
        let (of, doorways, places, query) = Default::default();
        Self { arms, of, doorways, places, mixed: 0, left_out: 0, began: Some(0), query }
    }

    /// The arms as they are shown.
    pub fn shown(&self) -> Vec<Arm> {
        self.arms.clone()
    }
}

/// The arms by assignment: all possible ones in their order, then whatever else was met, the largest first.
fn known(subject: &Subject, counts: &BTreeMap<&str, u64>) -> Vec<(String, Arm)> {
    let arm = |params: &Map<String, Value>, expected| Arm { name: arm_name(params, &subject.told_by), params: params.clone(), units: 0, expected };
    let mut all: Vec<(String, Arm)> =
        subject.possible.iter().flatten().map(|(params, share)| (canonical(params), arm(params, Some(*share)))).collect();
    let mut others: Vec<(&str, u64)> =
        counts.iter().filter(|(text, _)| !all.iter().any(|(known, _)| known == *text)).map(|(text, count)| (*text, *count)).collect();
    if !others.is_empty() {
        // Something was met that the script as it is now does not give: then nobody knows the shares.
        all.iter_mut().for_each(|(_, arm)| arm.expected = None);
    }
    others.sort_by_key(|(text, count)| (std::cmp::Reverse(*count), *text));
    let room = arms::MOST.saturating_sub(all.len());
    let mut rest: Vec<(&str, Map<String, Value>)> =
        others.into_iter().take(room).filter_map(|(text, _)| Some((text, serde_json::from_str(text).ok()?))).collect();
    rest.sort_by(|(text, params), (other_text, other)| {
        numbers(params).partial_cmp(numbers(other)).unwrap_or(Ordering::Equal).then(text.cmp(other_text))
    });
    all.extend(rest.into_iter().map(|(text, params)| (text.to_owned(), arm(&params, None))));
    all
}

/// What they are ordered by before their text: 9 stands before 10.
fn numbers(params: &Map<String, Value>) -> impl Iterator<Item = Option<f64>> {
    params.values().map(Value::as_f64)
}

/// `red`, or `color=red, big=1`: of what was drawn, where that is known.
pub(in crate::experiments) fn arm_name(params: &Map<String, Value>, drawn: &[String]) -> String {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let told: Vec<(&String, &Value)> = params.iter().filter(|(name, _)| drawn.is_empty() || drawn.contains(name)).collect();
    let text = match told.as_slice() {
        [(_, Value::String(text))] => text.clone(),
        all => all.iter().map(|(name, value)| format!("{name}={}", word(value))).collect::<Vec<_>>().join(", "),
    };
    text.chars().take(80).collect()
}
