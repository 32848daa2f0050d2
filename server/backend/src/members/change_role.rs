//! A member gets another role.

use super::store;
use crate::{Error, Result, access::Access, analytics, audit_log, db::Tx, teams};
use model::{
    id::{MembershipId, TeamId},
    live::Change,
    permission::{self, Action},
    product_event::ProductEvent,
    role::Role,
};
use serde_json::json;

/// Gives a member the role `to`. Answers the role they had.
///
/// # Errors
/// Not found; forbidden above one's own role; a conflict for the last owner.
pub async fn change_role(access: &Access, member: &MembershipId, to: Role) -> Result<Role> {
    let mut tx = access.backend().db.begin().await?;
    let from = change_role_in(&mut tx, access, member, to).await?;
    tx.commit().await?;
    if from != to {
        access.backend().live.tell(&access.organization.id, Change::Members);
    }
    Ok(from)
}

/// Gives a member another role, and exactly these teams, in one step; what is `None` stays.
///
/// # Errors
/// As [`change_role`]; not found for a team that is not there; forbidden for teams that the actor may not fill or empty.
pub async fn change(access: &Access, member: &MembershipId, to: Option<Role>, wanted: Option<&[TeamId]>) -> Result<()> {
    let mut tx = access.backend().db.begin().await?;
    store::lock(&mut tx, access).await?;
    if let Some(to) = to {
        change_role_in(&mut tx, access, member, to).await?;
    }
    if let Some(wanted) = wanted {
        let now = store::teams(&mut tx, access, member).await?;
        for team in wanted.iter().filter(|team| !now.contains(team)) {
            teams::add_member_in(&mut tx, access, team, member).await?;
        }
        for team in now.iter().filter(|team| !wanted.contains(team)) {
            teams::remove_member_in(&mut tx, access, team, member).await?;
        }
    }
    tx.commit().await?;
    access.backend().live.tell(&access.organization.id, Change::Members);
    Ok(())
}

async fn change_role_in(tx: &mut Tx, access: &Access, member: &MembershipId, to: Role) -> Result<Role> {
    // Changes of roles in an organization go one after the other: two owners can't demote each other at once.
    store::lock(tx, access).await?;
    let mine = store::role(tx, access, &access.membership).await?.ok_or_else(Error::not_found)?;
    let from = store::role(tx, access, member).await?.ok_or_else(Error::not_found)?;
    if !permission::allows(mine, access.settings(), Action::ChangeRole(from, to)) {
        return Err(Error::forbidden(refusal(mine)));
    }
    if from == to {
        return Ok(from);
    }
    if from == Role::Owner && store::owners(tx, access).await? == 1 {
        return Err(Error::conflict("This is the last owner. Make somebody else an owner first."));
    }
    store::set_role(tx, access, member, to).await?;
    let name = store::name_of(tx, access, member).await?;
    let entry = audit_log::Entry {
        action: "member.role_changed",
        subject: member.as_str(),
        before: Some(json!({ "role": from, "name": name })),
        after: Some(json!({ "role": to, "name": name })),
    };
    audit_log::record(tx, access, entry).await?;
    let properties = json!({ "from": from, "to": to });
    let (clock, organization) = (&access.backend().clock, &access.organization.id);
    analytics::track(tx, clock, organization, Some(&access.actor.account), ProductEvent::MemberRoleChanged, properties).await?;
    Ok(from)
}

const fn refusal(mine: Role) -> &'static str {
    match mine {
        Role::Member | Role::Admin => "Only managers and owners change roles.",
        Role::Manager => "Managers give and take roles up to manager. Ask an owner.",
        Role::Owner => "This role can’t be given.",
    }
}
