//! Somebody asks who is signed in with an address that is proved already: managers and owners hear of it at once.

use super::{
    ask::{address_limit, client_limit, passed},
    decide::{self, Decided},
    store::{self, NewAsk},
};
use crate::{
    Error, Result,
    access::Actor,
    accounts, invitations, new_id,
    outbox::{self, Message},
};
use model::{email::Email, error::ApiError, id::OrganizationId, invitation::Arrival, joining::Asked, live::Change};

/// Asks as the account. The words on screen are those of everybody, unless a rule takes them in at once.
pub(super) async fn ask(actor: &Actor, organization: &OrganizationId, note: Option<&str>, wanted: Option<&str>) -> Result<Asked> {
    let backend = &actor.backend;
    let mut tx = backend.db.begin().await?;
    let mut counted = passed(accounts::count(&mut tx, &backend.clock, client_limit(), &actor.client_address).await)?;
    if counted {
        let subject = format!("{organization} {}", actor.email.key());
        counted = passed(accounts::count(&mut tx, &backend.clock, address_limit(), &subject).await)?;
    }
    if !counted {
        tx.commit().await?;
        return Ok(Asked::Sent);
    }
    let id = new_id(&backend.clock);
    store::insert_ask(&mut tx, written(actor, organization, &actor.email, &id, (note, wanted))).await?;
    let decided = decide::decide(&mut tx, backend, &id).await?.map(|(_, decided)| decided);
    let code = match &decided {
        Some(Decided::ByRule(invitation)) => Some(invitations::mint(&mut tx, &backend.clock, invitation).await?),
        Some(Decided::Requested(_)) => None,
        _ => {
            if backend.settings.mail_configured() {
                outbox::enqueue(&mut tx, &backend.clock, Message::JoinRequest { ask: &id, to: &actor.email }).await?;
            }
            None
        }
    };
    tx.commit().await?;
    outbox::ring();
    backend.live.tell(organization, Change::Invitations);
    // A rule has approved: they are in without another click.
    if let Some(code) = code
        && let Ok(arrival) = invitations::join(actor, &code.secret).await?
    {
        return Ok(Asked::Joined { destination: arrival.destination });
    }
    Ok(Asked::Sent)
}

/// Takes in whoever has a proved address at a domain whose people come in by themselves.
///
/// # Errors
/// Not found when there is no such domain, or no such organization; conflict when a member's request for this address waits.
pub async fn join_by_domain(actor: &Actor, slug: &str, wanted: Option<&str>) -> Result<Arrival> {
    let backend = &actor.backend;
    let rules = store::rules(&backend.db, slug).await?.ok_or(ApiError::NotFound)?;
    let organization = rules.id();
    let address = store::domains::own_address(&backend.db, &organization, &actor.account, backend.settings.mail_configured())
        .await?
        .ok_or(ApiError::NotFound)?;
    let email = Email::parse(&address).map_err(|why| Error::Fault(format!("unreadable address: {why}")))?;
    let wanted = wanted.filter(|path| super::ask::is_page_of(path, slug));
    let mut tx = backend.db.begin().await?;
    let id = new_id(&backend.clock);
    store::insert_ask(&mut tx, written(actor, &organization, &email, &id, (None, wanted))).await?;
    let decided = decide::decide(&mut tx, backend, &id).await?.map(|(_, decided)| decided);
    let (Some(Decided::ByRule(invitation)) | Some(Decided::Invited(invitation))) = decided else {
        return Err(match decided {
            Some(Decided::Declined(_)) => Error::conflict("An earlier request of yours was declined. Ask a manager or owner."),
            _ => Error::conflict("This address is being looked at by a manager or owner already."),
        });
    };
    let token = invitations::mint(&mut tx, &backend.clock, &invitation).await?;
    tx.commit().await?;
    backend.live.tell(&organization, Change::Invitations);
    match invitations::join(actor, &token.secret).await? {
        Ok(arrival) => Ok(arrival),
        Err(dead) => Err(Error::conflict(format!("The invitation could not be accepted ({dead:?}). Ask a manager or owner."))),
    }
}

fn written<'a>(
    actor: &'a Actor,
    organization: &'a OrganizationId,
    email: &'a Email,
    id: &'a str,
    (note, wanted_url): (Option<&'a str>, Option<&'a str>),
) -> NewAsk<'a> {
    NewAsk {
        id,
        organization,
        email,
        name: &actor.name,
        note,
        wanted_url,
        join_link: None,
        account: Some(&actor.account),
        client_address: &actor.client_address,
        counted: true,
        now: actor.backend.clock.now(),
    }
}
