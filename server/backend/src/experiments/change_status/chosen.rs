//! The arm that everybody gets: one that the script has, and all of it.

use crate::{
    Error, Result,
    db::Tx,
    experiments::{
        claim::alike,
        definition::{Definition, canonical, parameters},
        results::possible,
        store::{self, Row},
    },
};
use serde_json::{Map, Value};

/// More arms are not named in a refusal.
const NAMED: usize = 6;

/// The arm as the script gives it.
///
/// # Errors
/// Invalid `arm`: nothing, a parameter that the script does not set, none of its arms, or only a part of one.
pub(super) async fn chosen(tx: &mut Tx, organization: &str, row: &Row, arm: Map<String, Value>) -> Result<Map<String, Value>> {
    let refuse = |why: String| Err(Error::invalid("arm", format!("{why} Nothing was changed.")));
    if arm.is_empty() {
        return Err(Error::invalid("arm", "Say which parameters everybody gets."));
    }
    let known = parameters(&row.source);
    if let Some(name) = arm.keys().find(|name| !known.contains(name)) {
        return refuse(format!("The script sets no “{name}”: it sets {}.", known.join(", ")));
    }
    if let Some(possible) = possible(&Definition::of(row.clone())?) {
        let arms: Vec<_> = possible.into_iter().map(|(arm, _)| arm).collect();
        let Some(same) = arms.iter().find(|other| alike(other, &arm)) else {
            return refuse(format!("No unit gets this. The arms are {}.", named(&arms)));
        };
        return Ok(same.clone());
    }
    // What somebody met is an arm, even where the script sets more for others.
    match known.iter().find(|name| !arm.contains_key(*name)) {
        Some(missing) if !store::was_met(tx, organization, &row.name, &canonical(&arm)).await? => {
            refuse(format!("Say what everybody gets for “{missing}” too: otherwise nobody would have a value for it."))
        }
        _ => Ok(arm),
    }
}

/// `{"colour":"red"}, {"colour":"blue"}`
fn named(arms: &[Map<String, Value>]) -> String {
    let mut all: Vec<String> = arms.iter().take(NAMED).map(|arm| Value::Object(arm.clone()).to_string()).collect();
    all.extend((arms.len() > NAMED).then(|| format!("and {} more", arms.len() - NAMED)));
    all.join(", ")
}
