//! What a request leads to. Runs when the message to its address is written, or at once for whoever is signed in; twice is as once.

use super::{
    by_rule,
    store::{self, Ask},
};
use crate::{Backend, Result, analytics, audit_log, db::Tx, invitations};
use model::{
    id::{AccountId, InvitationId},
    invitation::State,
    product_event::ProductEvent,
    time::{DAY, Timestamp},
};
use serde_json::json;

/// How long a denied address can't ask again.
const COOL_DOWN: i64 = 7 * DAY;
/// How long the address can be proved.
pub(super) const PROVABLE: i64 = DAY;

/// What follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decided {
    /// The address has to be proved.
    Confirm(InvitationId),
    /// Managers and owners decide.
    Requested(InvitationId),
    /// A rule of the organization has approved it.
    ByRule(InvitationId),
    Member,
    Invited(InvitationId),
    /// A request of this address waits already.
    Waiting,
    /// Denied not long ago; possible again then.
    Declined(Timestamp),
    /// The organization takes addresses of certain domains only.
    Foreign,
    Nothing,
}

/// Decides about a request. `None`: there is no such request any more.
pub(crate) async fn decide(tx: &mut Tx, backend: &Backend, id: &str) -> Result<Option<(Ask, Decided)>> {
    let Some(ask) = store::ask(tx, id).await? else { return Ok(None) };
    invitations::lock_organization(tx, &ask.organization_id()).await?;
    let decided = if ask.open() { outcome(tx, backend, &ask).await? } else { Decided::Nothing };
    Ok(Some((ask, decided)))
}

async fn outcome(tx: &mut Tx, backend: &Backend, ask: &Ask) -> Result<Decided> {
    let organization = ask.organization_id();
    let now = backend.clock.now();
    if store::address_is_member(tx, &organization, &ask.email_key).await? {
        return Ok(Decided::Member);
    }
    invitations::lapse_address(tx, backend, &organization, &ask.email_key).await?;
    match store::live(tx, &organization, &ask.email_key).await? {
        Some((id, State::Unconfirmed)) if ask.account_id.is_none() => {
            store::renew(tx, &id, ask, now.plus(PROVABLE)).await?;
            return Ok(Decided::Confirm(id));
        }
        // Whoever is signed in has proved the address: their request takes its place.
        Some((_, State::Unconfirmed)) => super::give_way(tx, backend, &organization, &ask.email_key).await?,
        Some((id, State::Pending)) => return Ok(Decided::Invited(id)),
        Some((id, State::Requested)) if ask.account_id.is_some() && ruled(tx, backend, ask, &id).await? => return Ok(Decided::ByRule(id)),
        Some(_) => return Ok(Decided::Waiting),
        None => {}
    }
    if let Some(until) = store::denied_at(tx, &organization, &ask.email_key).await?.map(|at| at.plus(COOL_DOWN)).filter(|until| *until > now) {
        return Ok(Decided::Declined(until));
    }
    if !ask.allows(&ask.email()?) {
        return Ok(Decided::Foreign);
    }
    fresh(tx, backend, ask).await
}

async fn fresh(tx: &mut Tx, backend: &Backend, ask: &Ask) -> Result<Decided> {
    let (clock, organization) = (&backend.clock, ask.organization_id());
    let proved = ask.account_id.is_some();
    let (state, lasts) = if proved { (State::Requested, ask.days() * DAY) } else { (State::Unconfirmed, PROVABLE) };
    let Some(id) = store::insert(tx, clock, ask, state, clock.now().plus(lasts)).await? else { return Ok(Decided::Waiting) };
    let account = ask.account_id.clone().map(AccountId);
    let entry = audit_log::Entry {
        action: "join_request.sent",
        subject: id.as_str(),
        before: None,
        after: Some(json!({ "state": state, "address": ask.address, "name": ask.name, "page": ask.wanted_url })),
    };
    audit_log::record_for(tx, clock, &organization, ask.account_id.as_deref(), &ask.client_address, entry).await?;
    let properties = json!({ "source": "join_request", "invitation": id });
    analytics::track(tx, clock, &organization, account.as_ref(), ProductEvent::JoinRequestSent, properties).await?;
    if !proved {
        return Ok(Decided::Confirm(id));
    }
    if ruled(tx, backend, ask, &id).await? {
        return Ok(Decided::ByRule(id));
    }
    invitations::tell_approvers(tx, backend, &organization, std::slice::from_ref(&id)).await?;
    Ok(Decided::Requested(id))
}

/// Whether the address's domain decides.
async fn ruled(tx: &mut Tx, backend: &Backend, ask: &Ask, id: &InvitationId) -> Result<bool> {
    let email = ask.email()?;
    by_rule::by_domain(tx, backend, &ask.organization_id(), id, email.domain(), ask.days(), &ask.client_address).await
}
