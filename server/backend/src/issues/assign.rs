//! Giving an issue to a member, a team, or somebody who was invited and has not arrived yet.

use super::{activity, store};
use crate::{Error, Result, access::Access, analytics, clock::Clock, db::Tx};
use model::{
    id::{AccountId, InvitationId, IssueId, OrganizationId, TeamId},
    invitation::Intent,
    issue::{Assignee, Target, Unassigned, What},
    live::Change,
    permission::Action,
    product_event::ProductEvent,
};
use serde_json::json;

/// Gives these issues to `target`, or to nobody. Issues that are there already stay as they are.
///
/// # Errors
/// Not found: an issue of another organization. Invalid `assignee`: a person, team or invitation that this organization does not have (any more).
pub async fn assign(access: &Access, issues: &[IssueId], target: &Target) -> Result<()> {
    access.require(Action::WorkOnIssues, "Only members assign issues.")?;
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    let to = store::live_assignee(&mut tx, &access.organization.id, target).await?;
    if to.is_none() && *target != Target::Nobody {
        return Err(Error::invalid("assignee", "This person or team is not here any more. Choose somebody else."));
    }
    let mut changed = Vec::new();
    for held in store::held(&mut tx, &access.organization.id, issues).await? {
        if held.assignee.as_ref().map(Assignee::target) == to.as_ref().map(Assignee::target) {
            continue;
        }
        store::set_assignee(&mut tx, &access.organization.id, &held.id, to.as_ref()).await?;
        let what = match (&to, held.assignee) {
            (Some(to), _) => What::Assigned { to: to.clone() },
            (None, was) => What::Unassigned { was: was.map(|was| was.label()).unwrap_or_default(), why: Unassigned::ByHand },
        };
        activity::write(&mut tx, &backend.clock, &held.id, Some(&access.actor.account), &what).await?;
        changed.push(held.id);
    }
    if !changed.is_empty() {
        let properties = json!({ "action": "assigned", "issues": changed.len() });
        analytics::track(&mut tx, &backend.clock, &access.organization.id, Some(&access.actor.account), ProductEvent::MemberActive, properties)
            .await?;
    }
    tx.commit().await?;
    for issue in changed {
        backend.live.tell(&access.organization.id, Change::Issue { issue });
    }
    Ok(())
}

/// Somebody was invited from an issue, to be given it: the issue is held for them at once if nobody has it,
/// or, with `anyway`, whoever has it: the assignee menu is for changing that.
/// Call it in the transaction that makes the invitation; tell [`Change::Issue`] after the commit when it answers true.
pub async fn on_invited(
    tx: &mut Tx,
    clock: &Clock,
    organization: &OrganizationId,
    invitation: &InvitationId,
    by: Option<&AccountId>,
    issue: &IssueId,
    anyway: bool,
) -> Result<bool> {
    let Some(to) = store::live_assignee(tx, organization, &Target::Invited { invitation: invitation.clone() }).await? else {
        return Ok(false);
    };
    if anyway && store::find(&mut *tx, organization, issue).await?.is_some() {
        store::set_assignee(tx, organization, issue, Some(&to)).await?;
    } else if !store::assign_if_free(tx, organization, issue, &to).await? {
        return Ok(false);
    }
    activity::write(tx, clock, issue, by, &What::Assigned { to }).await?;
    Ok(true)
}

/// An ownership rule names `target`: the issue is theirs if nobody has it. Answers whether it is.
/// Call it in a transaction; tell [`Change::Issue`] after the commit.
pub(crate) async fn by_rule(tx: &mut Tx, clock: &Clock, organization: &OrganizationId, issue: &IssueId, target: &Target, rule: &str) -> Result<bool> {
    let Some(to) = store::live_assignee(tx, organization, target).await? else { return Ok(false) };
    if !store::assign_if_free(tx, organization, issue, &to).await? {
        return Ok(false);
    }
    activity::write(tx, clock, issue, None, &What::AssignedByRule { to, rule: rule.to_owned() }).await?;
    Ok(true)
}

/// The invited person arrived: what was held for them is theirs, and so is the issue that they were invited for if nobody has it;
/// the issue in which they were mentioned says that they are here.
/// Call it in the transaction that accepts, after the membership exists; tell [`Change::Issue`] for every answer after the commit.
pub async fn on_accepted(
    tx: &mut Tx,
    clock: &Clock,
    organization: &OrganizationId,
    invitation: &InvitationId,
    account: &AccountId,
    wanted: Option<(&IssueId, Intent)>,
) -> Result<Vec<IssueId>> {
    let Some(to) = store::live_assignee(tx, organization, &Target::Account { id: account.clone() }).await? else {
        return Err(Error::Fault(format!("{account} accepted but is no member")));
    };
    let address = store::invited_address(tx, organization, invitation).await?.unwrap_or_default();
    let mut changed = store::take_over(tx, organization, "invitation", invitation.as_str(), Some(&to)).await?;
    if let Some((issue, Intent::Assign)) = wanted
        && store::assign_if_free(tx, organization, issue, &to).await?
    {
        changed.push(issue.clone());
    }
    let what = What::Joined { address: address.clone(), name: to.label() };
    for issue in &changed {
        activity::write(tx, clock, issue, Some(account), &what).await?;
    }
    if let Some((issue, Intent::Mention)) = wanted
        && !changed.contains(issue)
        && store::find(&mut *tx, organization, issue).await?.is_some()
    {
        activity::write(tx, clock, issue, Some(account), &What::Mentioned { address, name: to.label() }).await?;
        changed.push(issue.clone());
    }
    Ok(changed)
}

/// The invitation was revoked (by whom) or lapsed (nobody): what was held for its address is unassigned again, and says why.
/// Call it in the same transaction; tell [`Change::Issue`] for every answer after the commit.
pub async fn on_ended(
    tx: &mut Tx,
    clock: &Clock,
    organization: &OrganizationId,
    invitation: &InvitationId,
    by: Option<&AccountId>,
    why: Unassigned,
) -> Result<Vec<IssueId>> {
    let address = store::invited_address(tx, organization, invitation).await?.unwrap_or_default();
    release(tx, clock, organization, ("invitation", invitation.as_str()), by, &address, why).await
}

/// A member left or was removed: their issues are unassigned.
pub async fn on_member_left(
    tx: &mut Tx,
    clock: &Clock,
    organization: &OrganizationId,
    account: &AccountId,
    name: &str,
    by: Option<&AccountId>,
) -> Result<Vec<IssueId>> {
    release(tx, clock, organization, ("account", account.as_str()), by, name, Unassigned::Left).await
}

/// A team was deleted: its issues are unassigned.
pub async fn on_team_deleted(
    tx: &mut Tx,
    clock: &Clock,
    organization: &OrganizationId,
    team: &TeamId,
    name: &str,
    by: Option<&AccountId>,
) -> Result<Vec<IssueId>> {
    release(tx, clock, organization, ("team", team.as_str()), by, &format!("#{name}"), Unassigned::TeamDeleted).await
}

async fn release(
    tx: &mut Tx,
    clock: &Clock,
    organization: &OrganizationId,
    (kind, id): (&str, &str),
    by: Option<&AccountId>,
    was: &str,
    why: Unassigned,
) -> Result<Vec<IssueId>> {
    let changed = store::take_over(tx, organization, kind, id, None).await?;
    let what = What::Unassigned { was: was.to_owned(), why };
    for issue in &changed {
        activity::write(tx, clock, issue, by, &what).await?;
    }
    Ok(changed)
}
