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
    sink::{EventSink, Record},
};
use model::{
    id::{AccountId, OrganizationId},
    product_event::ProductEvent,
};
use serde_json::Value;

/// Records an event in the transaction of its cause.
pub async fn track(
    tx: &mut Tx,
    clock: &Clock,
    organization: &OrganizationId,
    account: Option<&AccountId>,
    event: ProductEvent,
    properties: Value,
) -> Result<()> {
    let record = Record::Event {
        at: clock.now(),
        organization: organization.as_str().to_owned(),
        id: new_id(clock),
        account: account.map(|account| account.as_str().to_owned()),
        name: event.name().to_owned(),
        properties,
    };
    tx.take(&[record]).await?;
    Ok(())
}

/// Writes an event; always new. Nothing for other records.
pub(crate) async fn insert(tx: &mut Tx, record: &Record) -> Result<bool> {
    let Record::Event { at, organization, id, account, name, properties } = record else { return Ok(false) };
    query("INSERT INTO analytics_events (id, organization_id, account_id, name, properties, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(organization)
        .bind(account)
        .bind(name)
        .bind(properties.to_string())
        .bind(*at)
        .execute(tx)
        .await?;
    Ok(true)
}
