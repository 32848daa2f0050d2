//! A member gets another role.

use super::store;
use crate::{Error, Result, access::Access, analytics, audit_log};
use model::{
    id::MembershipId,
    live::Change,
    permission::{self, Action},
    role::Role,
};
use serde_json::json;

/// Gives a member the role `to`. Answers the role they had.
///
/// # Errors
/// Not found; forbidden above one's own role; a conflict for the last owner.
pub async fn change_role(access: &Access, member: &MembershipId, to: Role) -> Result<Role> {
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    // Changes of roles in an organization go one after the other: two owners can't demote each other at once.
    store::lock(&mut tx, access).await?;
    let mine = store::role(&mut tx, access, &access.membership).await?.ok_or_else(Error::not_found)?;
    let from = store::role(&mut tx, access, member).await?.ok_or_else(Error::not_found)?;
    if !permission::allows(mine, access.settings(), Action::ChangeRole(from, to)) {
        return Err(Error::forbidden(refusal(mine)));
    }
    if from == to {
        return Ok(from);
    }
    if from == Role::Owner && store::owners(&mut tx, access).await? == 1 {
        return Err(Error::conflict("This is the last owner. Make somebody else an owner first."));
    }
    store::set_role(&mut tx, access, member, to).await?;
    let name = store::name_of(&mut tx, access, member).await?;
    let entry = audit_log::Entry {
        action: "member.role_changed",
        subject: member.as_str(),
        before: Some(json!({ "role": from, "name": name })),
        after: Some(json!({ "role": to, "name": name })),
    };
    audit_log::record(&mut tx, access, entry).await?;
    let properties = json!({ "from": from, "to": to });
    analytics::track(&mut tx, &backend.clock, &access.organization.id, Some(&access.actor.account), "member.role_changed", properties).await?;
    tx.commit().await?;
    backend.live.tell(&access.organization.id, Change::Members);
    Ok(from)
}

const fn refusal(mine: Role) -> &'static str {
    match mine {
        Role::Member | Role::Admin => "Only managers and owners change roles.",
        Role::Manager => "Managers give and take roles up to manager. Ask an owner.",
        Role::Owner => "This role can’t be given.",
    }
}
