//! The audit log: every change of who may do what, with who did it, from where, before and after.

mod details;
mod export;
mod list;
mod names;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use export::cell;
pub use export::{Format, export};
pub use list::page;

use crate::{
    Result,
    access::Access,
    db::{Tx, query},
    new_id,
};
use model::id::OrganizationId;
use serde_json::Value;

/// A change that is recorded, in the transaction that makes it.
#[derive(Debug)]
pub struct Entry<'a> {
    /// `object.verb`, for example `invitation.sent`.
    pub action: &'a str,
    /// Id of what was changed.
    pub subject: &'a str,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// Records what a member did.
pub async fn record(tx: &mut Tx, access: &Access, entry: Entry<'_>) -> Result<()> {
    let actor = &access.actor;
    insert(tx, &actor.backend.clock, &access.organization.id, Some(actor.account.as_str()), &actor.client_address, entry).await
}

/// Records what somebody who is no member (yet), or the system itself, did.
pub async fn record_for(
    tx: &mut Tx,
    clock: &crate::clock::Clock,
    organization: &OrganizationId,
    account: Option<&str>,
    client_address: &str,
    entry: Entry<'_>,
) -> Result<()> {
    insert(tx, clock, organization, account, client_address, entry).await
}

async fn insert(
    tx: &mut Tx,
    clock: &crate::clock::Clock,
    organization: &OrganizationId,
    account: Option<&str>,
    client_address: &str,
    entry: Entry<'_>,
) -> Result<()> {
    query("INSERT INTO audit_log (id, organization_id, actor_id, client_address, action, subject, before, after, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(new_id(clock))
        .bind(organization)
        .bind(account)
        .bind(client_address)
        .bind(entry.action)
        .bind(entry.subject)
        .bind(entry.before.map(|value| value.to_string()))
        .bind(entry.after.map(|value| value.to_string()))
        .bind(clock.now())
        .execute(tx)
        .await?;
    Ok(())
}
