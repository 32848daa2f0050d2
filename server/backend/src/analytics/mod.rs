//! What people did, for the owner's funnel and the experiments. Every event carries its unit ids.

mod funnel;
#[cfg(test)]
mod tests;

pub use funnel::{dialog, funnel};

use crate::{
    Result,
    clock::Clock,
    db::{Tx, query},
    new_id,
};
use model::id::{AccountId, OrganizationId};
use serde_json::Value;

/// Records an event in the transaction of its cause, for example `invitation.accepted`.
pub async fn track(
    tx: &mut Tx,
    clock: &Clock,
    organization: &OrganizationId,
    account: Option<&AccountId>,
    name: &str,
    properties: Value,
) -> Result<()> {
    query("INSERT INTO analytics_events (id, organization_id, account_id, name, properties, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(new_id(clock))
        .bind(organization)
        .bind(account)
        .bind(name)
        .bind(properties.to_string())
        .bind(clock.now())
        .execute(tx)
        .await?;
    Ok(())
}
