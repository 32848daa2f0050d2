//! What an experiment has given, shared.

use crate::experiments::definition::to_json;
use planout::Map;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// As pages are given them; all who are given the same share them.
pub type Parameters = Arc<serde_json::Map<String, Value>>;

/// More different ones are not remembered: an experiment has a few arms, or values that hardly ever come again.
const REMEMBERED: usize = 16;

/// The first different parameters that an experiment has given as it stands, so that a page of many experiments need not write down each anew.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<Vec<(Map, Parameters)>>>);

impl Seen {
    /// What was drawn, as pages are given it.
    pub(super) fn shared(&self, drawn: Map) -> Parameters {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = seen.iter().find(|(known, _)| known.identical(&drawn)) {
            return known.clone();
        }
        let given = Arc::new(to_json(&drawn));
        if seen.len() < REMEMBERED {
            seen.push((drawn, given.clone()));
        }
        given
    }
}
