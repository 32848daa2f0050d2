//! A member goes: removed, or by themselves. Sessions stay; the organization is closed to them from the next request on.

use super::store;
use crate::{Error, Result, access::Access, analytics, audit_log, issues};
use model::{
    id::MembershipId,
    live::Change,
    permission::{self, Action},
    product_event::ProductEvent,
    role::Role,
};
use serde_json::json;

/// Removes a member. Issues assigned to them are unassigned again.
///
/// # Errors
/// Not found; forbidden above one's own role; a conflict for the last owner.
pub async fn remove(access: &Access, member: &MembershipId) -> Result<()> {
    end(access, member).await
}

/// Leaves the organization.
///
/// # Errors
/// A conflict for the last owner.
pub async fn leave(access: &Access) -> Result<()> {
    end(access, &access.membership).await
}

async fn end(access: &Access, member: &MembershipId) -> Result<()> {
    let backend = access.backend();
    let leaving = *member == access.membership;
    let mut tx = backend.db.begin().await?;
    store::lock(&mut tx, access).await?;
    let mine = store::role(&mut tx, access, &access.membership).await?.ok_or_else(Error::not_found)?;
    let theirs = store::role(&mut tx, access, member).await?.ok_or_else(Error::not_found)?;
    if !leaving && !permission::allows(mine, access.settings(), Action::Remove(theirs)) {
        return Err(Error::forbidden(match mine {
            Role::Member | Role::Admin => "Only managers and owners remove members.",
            Role::Manager | Role::Owner => "Managers remove members up to manager. Ask an owner.",
        }));
    }
    if theirs == Role::Owner && store::owners(&mut tx, access).await? == 1 {
        return Err(Error::conflict("This is the last owner. Make somebody else an owner first."));
    }
    let account = store::delete(&mut tx, access, member).await?;
    let by = (!leaving).then_some(&access.actor.account);
    let name = store::name(&mut tx, &account).await?;
    let address = store::address(&mut tx, &account).await?;
    let issues = issues::assign::on_member_left(&mut tx, &backend.clock, &access.organization.id, &account, &name, by).await?;
    let event = if leaving { ProductEvent::MemberLeft } else { ProductEvent::MemberRemoved };
    let before = Some(json!({ "account": account, "name": name, "address": address, "role": theirs }));
    audit_log::record(&mut tx, access, audit_log::Entry { action: event.name(), subject: member.as_str(), before, after: None }).await?;
    analytics::track(&mut tx, &backend.clock, &access.organization.id, Some(&access.actor.account), event, json!({ "role": theirs })).await?;
    tx.commit().await?;
    backend.live.tell(&access.organization.id, Change::Members);
    for issue in issues {
        backend.live.tell(&access.organization.id, Change::Issue { issue });
    }
    Ok(())
}
