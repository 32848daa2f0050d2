//! What was made up says so wherever it is shown.

use super::store;
use crate::{Result, access::Access};

/// Labels one of the organization's experiments as simulated: for a demo, where nobody real has met it.
pub(crate) async fn label_simulated(access: &Access, name: &str) -> Result<()> {
    let mut tx = access.backend().db.begin().await?;
    store::mark_simulated(&mut tx, access.organization.id.as_str(), name).await?;
    Ok(tx.commit().await?)
}
