//! Gives an invitation that waits for its invitee another role or other teams.

use super::{decide::role_now, manage::hold_pending, store};
use crate::{Error, Result, access::Access, audit_log, db::query};
use model::{
    id::{InvitationId, TeamId},
    invite_mode::InviteMode,
    live::Change,
    permission::{self, Action},
    role::Role,
};
use serde_json::json;

/// Changes role and teams; the link goes on working. From now on it is this member whose rights give them.
///
/// # Errors
/// See [`hold_pending`]; Forbidden for a role or team that this member can't give; invalid `teams` when one is gone.
pub async fn change(access: &Access, id: &InvitationId, role: Role, teams: &[TeamId]) -> Result<()> {
    let backend = access.backend();
    let organization = &access.organization.id;
    crate::teams::bounded(teams)?;
    let mut tx = backend.db.begin().await?;
    store::lock(&mut tx, organization, &access.actor.account).await?;
    let row = hold_pending(&mut tx, access, id).await?;
    if row.lapsed(backend.clock.now()) {
        return Err(Error::conflict(format!("The invitation of {} has lapsed. Renew it first.", row.address)));
    }
    for team in teams {
        if !store::team_exists(&mut tx, organization, team).await? {
            return Err(Error::invalid("teams", "One of these teams doesn’t exist any more. Nothing was changed; look at the teams again."));
        }
    }
    let (mine, was) = (role_now(&mut tx, access).await?, row.role()?);
    let settings = access.settings();
    let own_teams = teams.iter().all(|team| access.in_team(team));
    let may_take = !mine.is_approver() || permission::allows(mine, settings, Action::Decide(was));
    if !may_take || permission::invite_mode(mine, settings, role, own_teams) != InviteMode::Direct {
        return Err(Error::forbidden(match mine {
            Role::Member | Role::Admin => "You can invite as members, and to your own teams only. Nothing was changed.",
            Role::Manager | Role::Owner => "Only owners give or take the role of an owner. Nothing was changed.",
        }));
    }
    let before: Vec<String> = store::teams(&mut tx, id).await?.into_iter().map(|(id, ..)| id).collect();
    query("UPDATE invitations SET role = $2, granted_by = $3 WHERE id = $1 AND state = 'pending'")
        .bind(id)
        .bind(role)
        .bind(&access.actor.account)
        .execute(&mut tx)
        .await?;
    store::set_teams(&mut tx, organization, id, teams).await?;
    let entry = audit_log::Entry {
        action: "invitation.changed",
        subject: id.as_str(),
        before: Some(json!({ "role": was, "teams": before })),
        after: Some(json!({ "role": role, "teams": teams })),
    };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    backend.live.tell(organization, Change::Invitations);
    Ok(())
}
