//! The address of a request is proved by the link in its message. Only a press of the page's button does it; looking does nothing.

use super::{by_rule, decide::PROVABLE, store};
use crate::{
    Backend, Error, Result,
    accounts::{self, Client, Limit},
    analytics, audit_log,
    clock::Clock,
    db::{Tx, query},
    invitations,
    token::{self, Token},
};
use model::{
    email::Email,
    id::{InvitationId, OrganizationId},
    invitation::State,
    joining::{AfterConfirming, Confirmable, Confirmed},
    live::Change,
    organization::Settings,
    product_event::ProductEvent,
    time::{DAY, MINUTE, Timestamp},
};
use serde_json::json;

const TRIES: Limit = Limit { kind: "join.confirm", most: 5, window: 15 * MINUTE };

/// A code that proves the address of this request, and until when. Only its hash is kept.
pub(crate) async fn mint_code(tx: &mut Tx, clock: &Clock, invitation: &InvitationId) -> Result<(Token, Timestamp)> {
    let (code, now) = (Token::random(), clock.now());
    let until = now.plus(PROVABLE);
    query("INSERT INTO join_codes (token_hash, invitation_id, created_at, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(&code.hash)
        .bind(invitation)
        .bind(now)
        .bind(until)
        .execute(tx)
        .await?;
    Ok((code, until))
}

/// A request whose code was shown, with its row locked.
#[derive(sqlx::FromRow)]
struct Held {
    id: String,
    organization_id: String,
    state: String,
    email_key: String,
    address: String,
    name: Option<String>,
    wanted_url: Option<String>,
    role: String,
}

/// Confirms a request: managers and owners hear of it now, unless a rule or a reusable link has decided already. Doing it twice is fine.
///
/// # Errors
/// Invalid `code`: unknown, lapsed or over. Limited after five tries. Conflict: they have joined meanwhile.
pub async fn confirm(backend: &Backend, code: &str, client: &Client) -> Result<Confirmed> {
    let mut tx = backend.db.begin().await?;
    let counted = accounts::count(&mut tx, &backend.clock, TRIES, &client.address).await;
    tx.commit().await?;
    counted?;
    let mut tx = backend.db.begin().await?;
    let Some(held) = hold(&mut tx, backend, code).await? else { return Err(over()) };
    accounts::forget(&mut tx, TRIES, &client.address).await?;
    accounts::mail_has_reached(&mut tx, &held.email_key).await?;
    let (id, organization) = (InvitationId(held.id.clone()), OrganizationId(held.organization_id.clone()));
    let state: State = held.state.parse().map_err(|()| Error::Fault(format!("unknown state {}", held.state)))?;
    let next = match state {
        State::Unconfirmed => proved(&mut tx, backend, &held, &id, &organization, client).await?,
        State::Requested => AfterConfirming::Waiting,
        State::Pending => accept(invitations::mint_mailed(&mut tx, &backend.clock, &id).await?),
        State::Accepted => return Err(Error::conflict("You have joined already. Sign in to go on.")),
        State::Denied | State::Withdrawn | State::Revoked | State::Expired => return Err(over()),
    };
    let (name,): (String,) = query("SELECT name FROM organizations WHERE id = $1").bind(&organization).one(&mut tx).await?;
    tx.commit().await?;
    crate::outbox::ring();
    backend.live.tell(&organization, Change::Invitations);
    Ok(Confirmed { organization: name, address: held.address, next })
}

/// What a code is about, for whoever holds it. Reads only.
///
/// # Errors
/// Not found: unknown, lapsed or over.
pub async fn preview_confirm(backend: &Backend, code: &str) -> Result<Confirmable> {
    let row: Option<(String, String, i64)> = query(
        "SELECT o.name, i.address, CAST(CASE WHEN i.join_link_id IS NULL THEN 0 ELSE 1 END AS BIGINT)
         FROM join_codes c JOIN invitations i ON i.id = c.invitation_id JOIN organizations o ON o.id = i.organization_id
         WHERE c.token_hash = $1 AND c.expires_at > $2 AND i.state IN ('unconfirmed', 'requested', 'pending')",
    )
    .bind(token::hash(bare(code)))
    .bind(backend.clock.now())
    .optional(&backend.db)
    .await?;
    let (organization, address, links) = row.ok_or_else(Error::not_found)?;
    Ok(Confirmable { organization, address, by_link: links > 0 })
}

/// The code of a whole link, or what was typed.
fn bare(code: &str) -> &str {
    code.trim().rsplit('#').next().unwrap_or_default()
}

fn over() -> Error {
    Error::invalid("code", "This code doesn’t work, or not any more. Look for a newer message, or ask again.")
}

async fn hold(tx: &mut Tx, backend: &Backend, code: &str) -> Result<Option<Held>> {
    let code = bare(code);
    // The organization first, then the invitation: everybody locks them in this order.
    query(
        "UPDATE organizations SET created_at = created_at WHERE id IN (
           SELECT i.organization_id FROM join_codes c JOIN invitations i ON i.id = c.invitation_id WHERE c.token_hash = $1)",
    )
    .bind(token::hash(code))
    .execute(&mut *tx)
    .await?;
    Ok(query(
        "UPDATE invitations SET state = state WHERE id IN (SELECT invitation_id FROM join_codes WHERE token_hash = $1 AND expires_at > $2)
         RETURNING id, organization_id, state, email_key, address, name, wanted_url, role",
    )
    .bind(token::hash(code))
    .bind(backend.clock.now())
    .optional(tx)
    .await?)
}

async fn proved(
    tx: &mut Tx,
    backend: &Backend,
    held: &Held,
    id: &InvitationId,
    organization: &OrganizationId,
    client: &Client,
) -> Result<AfterConfirming> {
    let now = backend.clock.now();
    let (days, takes): (Option<i64>, Option<i64>) =
        query("SELECT invitation_days, join_requests FROM organizations WHERE id = $1").bind(organization).one(&mut *tx).await?;
    let days = days.unwrap_or(Settings::default().invitation_days);
    let link = store::links::of_invitation(tx, id).await?;
    if let Some(link) = &link
        && by_rule::by_link(tx, backend, id, link, days, &client.address).await?
    {
        return Ok(accept(invitations::mint_mailed(tx, &backend.clock, id).await?));
    }
    if store::takes_requests(&mut *tx, organization, takes).await? == 0 {
        return Err(over());
    }
    query("UPDATE invitations SET state = 'requested', expires_at = $2 WHERE id = $1 AND state = 'unconfirmed'")
        .bind(id)
        .bind(now.plus(days * DAY))
        .execute(&mut *tx)
        .await?;
    let entry = audit_log::Entry {
        action: "join_request.confirmed",
        subject: id.as_str(),
        before: Some(json!({ "state": State::Unconfirmed })),
        after: Some(json!({ "state": State::Requested, "address": held.address, "name": held.name, "page": held.wanted_url, "role": held.role })),
    };
    audit_log::record_for(tx, &backend.clock, organization, None, &client.address, entry).await?;
    let properties = json!({ "source": "join_request", "invitation": id });
    analytics::track(tx, &backend.clock, organization, None, ProductEvent::JoinRequestConfirmed, properties).await?;
    let email = Email::parse(&held.address).map_err(|_| Error::Fault(format!("request {id} has an unreadable address")))?;
    if by_rule::by_domain(tx, backend, organization, id, email.domain(), days, &client.address).await? {
        return Ok(accept(invitations::mint_mailed(tx, &backend.clock, id).await?));
    }
    invitations::tell_approvers(tx, backend, organization, std::slice::from_ref(id)).await?;
    Ok(AfterConfirming::Waiting)
}

fn accept(token: Token) -> AfterConfirming {
    AfterConfirming::Accept { code: token.secret }
}
