//! Who is in a team.

use super::store;
use crate::{Error, Result, access::Access, audit_log, db::Tx};
use model::{
    id::{MembershipId, TeamId},
    live::Change,
    permission::Action,
};
use serde_json::json;

/// Puts a member into a team; one who is in it already is fine.
///
/// # Errors
/// Not found (team or member); forbidden.
pub async fn add_member(access: &Access, team: &TeamId, member: &MembershipId) -> Result<()> {
    let mut tx = access.backend().db.begin().await?;
    add_member_in(&mut tx, access, team, member).await?;
    tx.commit().await?;
    access.backend().live.tell(&access.organization.id, Change::Members);
    Ok(())
}

/// [`add_member`] inside another change.
pub(crate) async fn add_member_in(tx: &mut Tx, access: &Access, team: &TeamId, member: &MembershipId) -> Result<()> {
    let link = access.teams.iter().find(|link| link.id == *team).ok_or_else(Error::not_found)?;
    access.require(Action::AddToTeam { own: link.own }, "Managers and owners add people to any team, others to their own.")?;
    if !store::is_member(tx, access, member).await? {
        return Err(Error::not_found());
    }
    add_in(tx, access, team, member).await?;
    Ok(())
}

/// [`add_member`] inside another change, by whoever has checked that it may be; whether they were not in it before.
pub(crate) async fn add_in(tx: &mut Tx, access: &Access, team: &TeamId, member: &MembershipId) -> Result<bool> {
    let added = store::put_in(tx, team, member).await?;
    if added {
        let after = Some(json!({ "member": member }));
        audit_log::record(tx, access, audit_log::Entry { action: "team.member_added", subject: team.as_str(), before: None, after }).await?;
    }
    Ok(added)
}

/// Takes a member out of a team; oneself always.
///
/// # Errors
/// Not found; forbidden.
pub async fn remove_member(access: &Access, team: &TeamId, member: &MembershipId) -> Result<()> {
    let mut tx = access.backend().db.begin().await?;
    remove_member_in(&mut tx, access, team, member).await?;
    tx.commit().await?;
    access.backend().live.tell(&access.organization.id, Change::Members);
    Ok(())
}

/// [`remove_member`] inside another change.
pub(crate) async fn remove_member_in(tx: &mut Tx, access: &Access, team: &TeamId, member: &MembershipId) -> Result<()> {
    let link = access.teams.iter().find(|link| link.id == *team).ok_or_else(Error::not_found)?;
    if *member != access.membership {
        access.require(Action::ManageTeam { own: link.own }, "Managers and owners take people out of any team, admins out of their own.")?;
    }
    if store::take_out(tx, access, team, member).await? {
        let before = Some(json!({ "member": member }));
        audit_log::record(tx, access, audit_log::Entry { action: "team.member_removed", subject: team.as_str(), before, after: None }).await?;
    }
    Ok(())
}

/// Joins a team by oneself, where teams are open.
///
/// # Errors
/// Not found; forbidden.
pub async fn join(access: &Access, team: &TeamId) -> Result<()> {
    add_member(access, team, &access.membership).await
}

/// Leaves a team.
///
/// # Errors
/// Not found.
pub async fn leave(access: &Access, team: &TeamId) -> Result<()> {
    remove_member(access, team, &access.membership).await
}
