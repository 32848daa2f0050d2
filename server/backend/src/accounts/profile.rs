//! What others see of a person.

use super::store;
use crate::{Error, Result, access::Actor};

/// Changes the signed-in person's name.
///
/// # Errors
/// Invalid `name`.
pub async fn rename(actor: &Actor, name: &str) -> Result<()> {
    let name = model::name::clean(name).map_err(|reason| Error::invalid("name", reason))?;
    let mut tx = actor.backend.db.begin().await?;
    store::rename(&mut tx, &actor.account, &name).await?;
    tx.commit().await?;
    Ok(())
}
