//! What decides without an approver: a verified domain, or a reusable link. Both make an ordinary invitation of the request.

use super::store::{self, links::LinkRow};
use crate::{Backend, Result, analytics, audit_log, db::Tx};
use model::{
    id::{InvitationId, OrganizationId},
    invite_mode::InviteMode,
    joining::DomainPolicy,
    permission,
    product_event::ProductEvent,
    time::{DAY, Timestamp},
};
use serde_json::json;

/// Approves a proved request by the rule of its address's domain. False when there is none.
pub(super) async fn by_domain(
    tx: &mut Tx,
    backend: &Backend,
    organization: &OrganizationId,
    id: &InvitationId,
    domain: &str,
    days: i64,
    client_address: &str,
) -> Result<bool> {
    let Some(policy) = store::domains::policy(&mut *tx, organization, domain).await? else { return Ok(false) };
    let now = backend.clock.now();
    if !store::approve(tx, id, None, now, now.plus(days * DAY)).await? {
        return Ok(false);
    }
    let rule = match policy {
        DomainPolicy::Join => "joins by itself",
        DomainPolicy::Approve => "is approved",
    };
    let after = json!({ "state": "pending", "rule": format!("whoever is at {domain} {rule}") });
    record(tx, backend, organization, id, "join_request.approved", after, client_address).await?;
    let properties = json!({ "source": "join_request", "invitation": id, "rule": "domain" });
    analytics::track(tx, &backend.clock, organization, None, ProductEvent::JoinRequestApproved, properties).await?;
    Ok(true)
}

/// Uses a link for this request. False when the link doesn't work any more, or somebody else's request stands there: then don't commit.
pub(super) async fn by_link(tx: &mut Tx, backend: &Backend, id: &InvitationId, link: &LinkRow, days: i64, client_address: &str) -> Result<bool> {
    let now = backend.clock.now();
    if why_over(link, now)?.is_some() || !store::links::consume(tx, &link.id, now).await? {
        return Ok(false);
    }
    let organization = link.organization();
    if !store::approve(tx, id, Some(&link.maker_id()), now, now.plus(days * DAY)).await? {
        return Ok(false);
    }
    store::links::apply(tx, id, link).await?;
    let after = json!({ "state": "pending", "role": link.role, "link": link.id });
    record(tx, backend, &organization, id, "join_link.used", after, client_address).await?;
    let properties = json!({ "source": "join_link", "invitation": id, "role": link.role });
    analytics::track(tx, &backend.clock, &organization, None, ProductEvent::JoinLinkUsed, properties).await?;
    Ok(true)
}

/// Why a link doesn't work any more, if it doesn't. Its maker's rights are asked for again each time.
pub(super) fn why_over(link: &LinkRow, now: Timestamp) -> Result<Option<&'static str>> {
    if link.revoked_at.is_some() {
        return Ok(Some("Revoked"));
    }
    if link.expires_at.is_some_and(|end| end <= now.0) {
        return Ok(Some("Lapsed"));
    }
    if link.max_uses.is_some_and(|most| link.uses >= most) {
        return Ok(Some("Used up"));
    }
    let Some(role) = link.maker_role.as_deref().and_then(|role| role.parse().ok()) else { return Ok(Some("Its maker has left")) };
    let mode = permission::invite_mode(role, &link.settings(), link.role()?, link.foreign_teams == 0);
    Ok((mode != InviteMode::Direct).then_some("Its maker can’t give this role any more"))
}

async fn record(
    tx: &mut Tx,
    backend: &Backend,
    organization: &OrganizationId,
    id: &InvitationId,
    action: &str,
    after: serde_json::Value,
    client_address: &str,
) -> Result<()> {
    let entry = audit_log::Entry { action, subject: id.as_str(), before: None, after: Some(after) };
    audit_log::record_for(tx, &backend.clock, organization, None, client_address, entry).await
}
