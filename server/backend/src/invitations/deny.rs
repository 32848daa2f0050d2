//! Denies requests, perhaps with a reason; the address cools down for those who only may ask.

use super::{
    decide::{self, Deciding},
    notices::{self, News},
    store,
    store::Row,
};
use crate::{
    Error, Result,
    access::Access,
    analytics, audit_log,
    db::Tx,
    issues,
    outbox::{self, Message},
};
use model::{
    id::InvitationId,
    invitation::State,
    issue::Unassigned,
    product_event::ProductEvent,
    request::{Decided, DecisionOutcome, MAX_REASON},
};
use serde_json::json;

/// Denies each request. One outcome a row; whoever asked is told, with the reason.
///
/// # Errors
/// Forbidden to members and admins; invalid `reason`, or `requests` when there are none or too many.
pub async fn deny(access: &Access, requests: Vec<InvitationId>, reason: Option<&str>) -> Result<Vec<Decided>> {
    decide::decide(access, Vec::new(), requests, reason).await
}

pub(super) fn cleaned(reason: Option<&str>) -> Result<Option<String>> {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let length = reason.map_or(0, |reason| reason.chars().count());
    if length > MAX_REASON {
        return Err(Error::invalid("reason", format!("The reason has {length} characters; {MAX_REASON} are possible. Nothing was changed.")));
    }
    Ok(reason.map(|reason| reason.chars().filter(|c| !c.is_control() || *c == '\n').collect()))
}

impl Deciding<'_> {
    pub(super) async fn deny_one(&mut self, tx: &mut Tx, request: InvitationId, reason: Option<&str>) -> Result<Decided> {
        let (address, outcome) = match self.hold(tx, &request).await? {
            Ok(row) => (row.address.clone(), self.deny(tx, &row, reason).await?),
            Err(outcome) => (store::address(tx, &self.access.organization.id, &request).await?, outcome),
        };
        Ok(Decided { request, address, outcome })
    }

    async fn deny(&mut self, tx: &mut Tx, row: &Row, reason: Option<&str>) -> Result<DecisionOutcome> {
        let (access, clock) = (self.access, &self.access.backend().clock);
        let (id, account) = (row.id(), &access.actor.account);
        if !store::deny(tx, &id, account, reason, self.now).await? {
            return Err(Error::Fault(format!("request {id} changed while it was locked")));
        }
        super::stop_messages(tx, &id).await?;
        store::end_moves(tx, &id, self.now).await?;
        let freed = issues::assign::on_ended(tx, clock, &access.organization.id, &id, Some(account), Unassigned::Denied).await?;
        self.changed.extend(freed);
        notices::tell_inviter(tx, access.backend(), &access.organization.id, row.inviter_id.as_deref(), &id, News::Decided).await?;
        if row.inviter_id.is_none() && access.backend().settings.mail_configured() {
            outbox::enqueue(tx, clock, Message::JoinDenied { invitation: &id, to: &row.email()? }).await?;
        }
        let event = if decide::by_outsider(row) { ProductEvent::JoinRequestDenied } else { ProductEvent::InviteRequestDenied };
        let entry = audit_log::Entry {
            action: event.name(),
            subject: &row.id,
            before: Some(json!({ "state": State::Requested, "address": row.address, "role": row.role })),
            after: Some(json!({ "state": State::Denied, "reason": reason })),
        };
        audit_log::record(tx, access, entry).await?;
        let properties = json!({ "source": row.source, "invitation": row.id, "role": row.role });
        analytics::track(tx, clock, &access.organization.id, Some(account), event, properties).await?;
        Ok(DecisionOutcome::Denied)
    }
}
