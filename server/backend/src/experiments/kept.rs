//! An experiment as it is kept: what the editor opens.

use super::store::{self, Row};
use crate::{Error, Result, db::On};
use model::experiment::draft::Draft;
use sha2::{Digest, Sha256};

/// Everything that the editor can change, with a mark of it.
///
/// # Errors
/// When the database does not answer, or holds what it should not.
pub(super) async fn kept<'a>(on: impl Into<On<'a>>, organization: &str, row: &Row) -> Result<Draft> {
    let mut on = on.into();
    let metrics = store::metrics(on.again(), organization, &row.name).await?.into_iter().map(Into::into).collect();
    let tests = store::cases(on, organization, &row.name).await?;
    let draft = Draft { name: row.name.clone(), unit: row.unit.clone(), source: row.source.clone(), metrics, tests, opened: String::new() };
    Ok(Draft { opened: mark(&draft)?, ..draft })
}

/// The same for the same words, another one for others.
fn mark(draft: &Draft) -> Result<String> {
    let text = serde_json::to_vec(draft).map_err(|error| Error::Fault(format!("a draft: {error}")))?;
    Ok(hex::encode(&Sha256::digest(text)[..8]))
}
