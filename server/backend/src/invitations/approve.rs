//! Approves requests: role, teams and state change in one step, or nothing does.

use super::{
    accept,
    decide::{self, Deciding, Verdict, refused},
    limits,
    notices::{self, News},
    send, store,
    store::Row,
    tokens,
};
use crate::{
    Error, Result,
    access::Access,
    analytics, audit_log,
    db::{Tx, query},
    issues,
    outbox::{self, Message},
};
use model::{
    error::ApiError,
    id::{AccountId, InvitationId, TeamId},
    invitation::{Intent, State},
    issue::Unassigned,
    permission::{self, Action},
    product_event::ProductEvent,
    request::{Approval, Decided, DecisionOutcome},
    time::{DAY, Timestamp},
};
use serde_json::json;

/// Approves each request with the role and teams given. One outcome a row; a row that is refused is as it was.
///
/// # Errors
/// Forbidden to members and admins; invalid `requests` when there are none or too many.
pub async fn approve(access: &Access, approvals: Vec<Approval>) -> Result<Vec<Decided>> {
    decide::decide(access, approvals, Vec::new(), None).await
}

impl Deciding<'_> {
    pub(super) async fn approve_one(&mut self, tx: &mut Tx, approval: Approval) -> Result<Decided> {
        let (address, outcome) = match self.hold(tx, &approval.request).await? {
            Ok(row) => (row.address.clone(), self.approve(tx, row, &approval).await?.unwrap_or_else(|outcome| outcome)),
            Err(outcome) => (store::address(tx, &self.access.organization.id, &approval.request).await?, outcome),
        };
        Ok(Decided { request: approval.request, address, outcome })
    }

    async fn approve(&mut self, tx: &mut Tx, row: Row, approval: &Approval) -> Verdict<DecisionOutcome> {
        if let Some(refusal) = self.check(tx, &row, approval).await? {
            return Ok(Err(refused(refusal)));
        }
        let (backend, organization) = (self.access.backend(), &self.access.organization.id);
        let id = row.id();
        let before = json!({ "state": State::Requested, "role": row.role, "teams": teams_of(tx, &id).await? });
        let expires = self.now.plus(self.access.settings().invitation_days * DAY);
        if !store::approve(tx, &id, approval.role, &self.access.actor.account, self.now, expires).await? {
            return Err(Error::Fault(format!("request {id} changed while it was locked")));
        }
        store::set_teams(tx, organization, &id, &approval.teams).await?;
        self.record(tx, &row, approval, before).await?;
        notices::tell_inviter(tx, backend, organization, row.inviter_id.as_deref(), &id, News::Decided).await?;
        self.close_moved(tx, &row).await?;
        if row.inviter_id.is_none()
            && let Some(account) = decide::proved_account(tx, &row.email_key, backend.settings.mail_configured()).await?
        {
            return self.take_in(tx, &id, &account).await.map(Ok);
        }
        self.hold_issue(tx, &row).await?;
        if backend.settings.mail_configured() {
            outbox::enqueue(tx, &backend.clock, Message::Invitation { invitation: &id, to: &row.email()? }).await?;
        }
        let link = tokens::link(backend, &tokens::mint(tx, &backend.clock, &id).await?);
        Ok(Ok(DecisionOutcome::Invited { link: Some(link) }))
    }

    /// Everything that was looked at when it was asked is looked at again.
    async fn check(&self, tx: &mut Tx, row: &Row, approval: &Approval) -> Result<Option<ApiError>> {
        let organization = &self.access.organization.id;
        if !permission::allows(self.role, self.access.settings(), Action::Decide(approval.role)) {
            return Ok(Some(ApiError::forbidden("Only owners give the role of an owner. Nothing was changed.")));
        }
        if let Err(error) = crate::teams::bounded(&approval.teams) {
            return Ok(Some(error.into_api()));
        }
        for team in &approval.teams {
            if !store::team_exists(tx, organization, team).await? {
                let reason = "One of these teams doesn’t exist any more. Nothing was changed; look at the teams again.";
                return Ok(Some(ApiError::invalid("teams", reason)));
            }
        }
        if let Some(allowed) = send::refused_domain(self.access, &row.email()?) {
            let reason = format!("Only addresses at {} can be invited. Nothing was changed.", allowed.join(", "));
            return Ok(Some(ApiError::invalid("address", reason)));
        }
        if let Some(name) = store::member_name(&mut *tx, organization, &row.email_key).await? {
            return Ok(Some(ApiError::Conflict { reason: format!("{name} ({}) is a member by now.", row.address) }));
        }
        if let Some(until) = limits::address_until(tx, &row.email_key, Timestamp(row.created_at), self.now).await? {
            return Ok(Some(ApiError::Limited { until }));
        }
        self.check_moved(tx, row).await
    }

    /// The invitation that is to be moved must still be there to be moved.
    async fn check_moved(&self, tx: &mut Tx, row: &Row) -> Result<Option<ApiError>> {
        let Some(origin) = row.moved_from() else { return Ok(None) };
        let Some(origin) = store::hold(tx, &self.access.organization.id, &origin).await? else { return Ok(None) };
        let reason = match origin.state()? {
            State::Accepted => format!("{} has joined with the invitation meanwhile.", origin.address),
            State::Revoked => format!("The invitation of {} has been revoked meanwhile.", origin.address),
            _ => return Ok(None),
        };
        Ok(Some(ApiError::Conflict { reason }))
    }

    /// The invitation at the earlier address is used up by moving it. What was held for it comes to the new one.
    async fn close_moved(&mut self, tx: &mut Tx, row: &Row) -> Result<()> {
        let Some(origin) = row.moved_from() else { return Ok(()) };
        let (access, clock) = (self.access, &self.access.backend().clock);
        if store::end(tx, &origin, State::Pending, State::Revoked, self.now).await? {
            super::stop_messages(tx, &origin).await?;
            let by = Some(&access.actor.account);
            let freed = issues::assign::on_ended(tx, clock, &access.organization.id, &origin, by, Unassigned::Revoked).await?;
            self.changed.extend(freed);
            let after = Some(json!({ "state": State::Revoked, "moved_to": row.address }));
            let entry =
                audit_log::Entry { action: "invitation.moved", subject: origin.as_str(), before: Some(json!({ "state": State::Pending })), after };
            audit_log::record(tx, access, entry).await?;
        }
        Ok(())
    }

    /// Whoever asked for themselves and has proved the address is a member now: nothing further to click.
    async fn take_in(&mut self, tx: &mut Tx, id: &InvitationId, account: &AccountId) -> Result<DecisionOutcome> {
        let row = store::hold(tx, &self.access.organization.id, id).await?.ok_or_else(|| Error::Fault(format!("request {id} is gone")))?;
        self.changed.extend(accept::take_in_approved(tx, self.access.backend(), row, account).await?);
        self.joined = true;
        let (backend, row) = (self.access.backend(), store::hold(tx, &self.access.organization.id, id).await?);
        if let Some(row) = row.filter(|_| backend.settings.mail_configured()) {
            outbox::enqueue(tx, &backend.clock, Message::JoinApproved { invitation: id, to: &row.email()? }).await?;
        }
        Ok(DecisionOutcome::Joined)
    }

    /// "Assign now, join later", once it is approved; never taken from whoever has it by now.
    async fn hold_issue(&mut self, tx: &mut Tx, row: &Row) -> Result<()> {
        let (Some(issue), Some(Intent::Assign)) = (row.issue(), row.intent()) else { return Ok(()) };
        let (access, clock) = (self.access, &self.access.backend().clock);
        let by = row.inviter_id.clone().map(AccountId);
        if issues::assign::on_invited(tx, clock, &access.organization.id, &row.id(), by.as_ref(), &issue, false).await? {
            self.changed.push(issue);
        }
        Ok(())
    }

    async fn record(&self, tx: &mut Tx, row: &Row, approval: &Approval, before: serde_json::Value) -> Result<()> {
        let (access, clock) = (self.access, &self.access.backend().clock);
        let event = if decide::by_outsider(row) { ProductEvent::JoinRequestApproved } else { ProductEvent::InviteRequestApproved };
        let after = json!({ "state": State::Pending, "address": row.address, "role": approval.role, "teams": approval.teams });
        let entry = audit_log::Entry { action: event.name(), subject: &row.id, before: Some(before), after: Some(after) };
        audit_log::record(tx, access, entry).await?;
        let properties = json!({ "source": row.source, "invitation": row.id, "role": approval.role });
        analytics::track(tx, clock, &access.organization.id, Some(&access.actor.account), event, properties).await
    }
}

async fn teams_of(tx: &mut Tx, id: &InvitationId) -> Result<Vec<TeamId>> {
    let rows: Vec<(String,)> = query("SELECT team_id FROM invitation_teams WHERE invitation_id = $1 ORDER BY team_id").bind(id).all(tx).await?;
    Ok(rows.into_iter().map(|(id,)| TeamId(id)).collect())
}
