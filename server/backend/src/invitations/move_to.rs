//! Whoever holds a link and is signed in with another address asks for the invitation to be moved there. Approvers decide; until they
//! do, the invitation works as before.

use super::{expire, limits, notices, preview::dead, send::COOL_DOWN, store, store::Row, tokens};
use crate::{
    Error, Result,
    access::Actor,
    analytics, audit_log,
    db::{Tx, query},
    joining, new_id, outbox, token,
};
use model::{
    id::{InvitationId, OrganizationId},
    invitation::{Context, DeadLink, Source, State},
    live::Change,
    product_event::ProductEvent,
    time::{DAY, Timestamp},
};
use serde_json::json;

/// Asks for the invitation to be moved to the signed-in person's address. Asking again is fine and changes nothing.
///
/// # Errors
/// Conflict: the address is not proved, is the invited one, belongs to a member or is invited already, or was denied lately. Limited.
/// A dead link is the inner error.
pub async fn ask_to_move(actor: &Actor, secret: &str) -> Result<std::result::Result<(), DeadLink>> {
    let backend = &actor.backend;
    let hash = token::hash(tokens::read(secret));
    let Some((organization, id)) = store::token_owner(&backend.db, &hash).await? else { return Ok(Err(DeadLink::Unknown)) };
    let mut tx = backend.db.begin().await?;
    store::lock(&mut tx, &organization, &actor.account).await?;
    let Some(row) = store::hold(&mut tx, &organization, &id).await? else { return Ok(Err(DeadLink::Unknown)) };
    if let Some(dead) = dead(&row, store::token_replaced(&mut tx, &hash).await?, backend.clock.now())? {
        return Ok(Err(dead));
    }
    if asked_already(&mut tx, &id, actor).await? {
        return Ok(Ok(()));
    }
    check(&mut tx, actor, &row).await?;
    let request = insert(&mut tx, actor, &row).await?;
    record(&mut tx, actor, &row, &request).await?;
    notices::tell_approvers(&mut tx, backend, &organization, std::slice::from_ref(&request)).await?;
    tx.commit().await?;
    outbox::ring();
    backend.live.tell(&organization, Change::Invitations);
    Ok(Ok(()))
}

async fn asked_already(tx: &mut Tx, id: &InvitationId, actor: &Actor) -> Result<bool> {
    let row: Option<(String,)> = query("SELECT id FROM invitations WHERE moved_from = $1 AND email_key = $2 AND state = 'requested'")
        .bind(id)
        .bind(actor.email.key())
        .optional(tx)
        .await?;
    Ok(row.is_some())
}

async fn check(tx: &mut Tx, actor: &Actor, row: &Row) -> Result<()> {
    let (organization, email, now) = (row.organization(), &actor.email, actor.backend.clock.now());
    let proved: Option<(Option<i64>,)> = query("SELECT verified_at FROM account_emails WHERE email_key = $1 AND account_id = $2")
        .bind(email.key())
        .bind(&actor.account)
        .optional(&mut *tx)
        .await?;
    if !matches!(proved, Some((Some(_),))) {
        return Err(Error::conflict(format!("Confirm first that {email} is yours. The invitation was not used up.")));
    }
    let own: Option<(String,)> = query("SELECT account_id FROM account_emails WHERE email_key = $1 AND account_id = $2")
        .bind(&row.email_key)
        .bind(&actor.account)
        .optional(&mut *tx)
        .await?;
    if own.is_some() {
        return Err(Error::conflict("This invitation is yours already: join with it."));
    }
    if let Some(domains) = refused(tx, &organization, email.domain()).await? {
        return Err(Error::conflict(format!("Only addresses at {domains} can be invited here. The invitation was not used up.")));
    }
    if store::member_name(&mut *tx, &organization, email.key()).await?.is_some() {
        return Err(Error::conflict("You are a member already."));
    }
    expire::lapse_address(tx, &actor.backend, &organization, email.key()).await?;
    joining::give_way(tx, &actor.backend, &organization, email.key()).await?;
    match store::live(&mut *tx, &organization, email.key(), now).await? {
        Some((State::Pending, ..)) => {
            return Err(Error::conflict(format!("There is an invitation for {email} already. Look for its message in your mailbox.")));
        }
        Some(_) => return Err(Error::conflict(format!("An invitation for {email} has been asked for already. Managers and owners decide."))),
        None => {}
    }
    if store::denied_since(&mut *tx, &organization, email.key(), now.plus(-COOL_DOWN)).await?.is_some() {
        return Err(Error::conflict("Managers and owners have decided against this lately. Talk to whoever invited you."));
    }
    store::lock_addresses(tx, vec![email.key()]).await?;
    let mut limits = limits::Limits::load(&mut *tx, &actor.backend, &organization, &actor.account, now).await?;
    if let Some(until) = limits.until(tx, email.key()).await? {
        return Err(Error::limited(until));
    }
    limits.count(tx, &organization, &actor.account, email.key()).await
}

/// The domains that may be invited, when this is none of them.
async fn refused(tx: &mut Tx, organization: &OrganizationId, domain: &str) -> Result<Option<String>> {
    let (allowed,): (Option<String>,) = query("SELECT allowed_domains FROM organizations WHERE id = $1").bind(organization).one(tx).await?;
    let allowed: Vec<&str> = allowed.as_deref().unwrap_or_default().split_whitespace().collect();
    let fine = allowed.is_empty() || allowed.iter().any(|one| one.eq_ignore_ascii_case(domain));
    Ok((!fine).then(|| allowed.join(", ")))
}

async fn insert(tx: &mut Tx, actor: &Actor, row: &Row) -> Result<InvitationId> {
    let (clock, id) = (&actor.backend.clock, InvitationId(new_id(&actor.backend.clock)));
    let source: Source = row.source.parse().map_err(|()| Error::Fault(format!("unknown source {}", row.source)))?;
    let context = Context { source, issue: row.issue(), intent: row.intent(), wanted_url: row.wanted_url.clone() };
    let new = store::New {
        id: &id,
        organization: &row.organization(),
        email: &actor.email,
        name: Some(&actor.name),
        state: State::Requested,
        role: row.role()?,
        inviter: None,
        moved_from: Some(&row.id()),
        context: &context,
        message: None,
        now: clock.now(),
        expires_at: Timestamp(row.expires_at).max(clock.now().plus(DAY)),
    };
    if !store::insert(tx, new).await? {
        return Err(Error::conflict(format!("An invitation for {} has been asked for already.", actor.email)));
    }
    for (team, ..) in store::teams(tx, &row.id()).await? {
        store::add_team(tx, &row.organization(), &id, &model::id::TeamId(team)).await?;
    }
    Ok(id)
}

async fn record(tx: &mut Tx, actor: &Actor, row: &Row, request: &InvitationId) -> Result<()> {
    let (clock, organization) = (&actor.backend.clock, row.organization());
    let after = json!({ "address": actor.email, "from": row.address, "role": row.role });
    let entry = audit_log::Entry { action: "invitation.move_requested", subject: request.as_str(), before: None, after: Some(after) };
    audit_log::record_for(tx, clock, &organization, Some(actor.account.as_str()), &actor.client_address, entry).await?;
    let properties = json!({ "source": row.source, "invitation": request, "from": row.id });
    analytics::track(tx, clock, &organization, Some(&actor.account), ProductEvent::InvitationMoveRequested, properties).await
}
