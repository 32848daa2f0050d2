//! Where exposures and events go: into the database, in the transaction of their cause, and beside it to files or to an address, such as
//! the loader of a warehouse. What goes beside is handed over after the commit and never holds up whoever caused it.

mod beside;
mod database;
mod files;
mod http;
#[cfg(test)]
mod tests;

pub use beside::{Beside, losses};
pub use files::Files;
pub use http::Http;

use crate::Result;
use futures::future::BoxFuture;
use model::time::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

/// Something that happened: a line of NDJSON outside.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Record {
    /// A unit has met a treatment for the first time.
    Exposure {
        /// Milliseconds since 1970.
        at: Timestamp,
        /// The organization's id; empty for the product's own experiments.
        organization: String,
        experiment: String,
        version: i64,
        unit: String,
        params: Map<String, Value>,
        account: Option<String>,
        doorway: String,
    },
    /// A unit of a service did something.
    Reported { at: Timestamp, organization: String, id: String, unit: String, name: String, value: f64, properties: Map<String, Value> },
    /// Somebody did something in the product.
    Event { at: Timestamp, organization: String, id: String, account: Option<String>, name: String, properties: Value },
}

impl Record {
    /// What the database knows it by. Written in this order, nobody waits for somebody who waits for them.
    pub(crate) fn order(&self) -> (String, String, i64, String, String) {
        match self {
            Self::Exposure { organization, experiment, version, unit, params, .. } => {
                let assignment = serde_json::to_string(params).unwrap_or_default();
                (organization.clone(), experiment.clone(), *version, unit.clone(), assignment)
            }
            Self::Reported { organization, id, .. } | Self::Event { organization, id, .. } => {
                (organization.clone(), id.clone(), 0, String::new(), String::new())
            }
        }
    }
}

/// Takes exposures and events.
pub trait EventSink: Send {
    /// Takes some, in order; answers how many were new to it.
    ///
    /// # Errors
    /// When they were not taken.
    fn take<'a>(&'a mut self, records: &'a [Record]) -> BoxFuture<'a, Result<usize>>;
}

/// One line for each.
fn lines(records: &[Record]) -> Vec<u8> {
    let mut lines = Vec::new();
    for record in records {
        // Maps with text for keys: nothing in it can fail.
        lines.extend(serde_json::to_vec(record).unwrap_or_default());
        lines.push(b'\n');
    }
    lines
}
