//! Coming in by a reusable link. A proved address is taken in at once; anybody else proves theirs first, by a message.

use super::{
    ask::{self, Words},
    by_rule::{by_link, why_over},
    store::{self, NewAsk, links::LinkRow},
};
use crate::{
    Backend, Error, Result,
    access::Actor,
    accounts::{Client, Limit},
    db::{Tx, query},
    invitations, new_id,
    token::{self, Token},
};
use model::{
    email::Email,
    error::ApiError,
    id::{InvitationId, OrganizationId},
    invitation::{Arrival, State},
    joining::JoinLinkPreview,
    live::Change,
    time::DAY,
};

const PER_CLIENT: Limit = Limit { kind: "join_link.client", most: 50, window: DAY };
const PER_ADDRESS: Limit = Limit { kind: "join_link.address", most: 3, window: DAY };

/// What the holder of a link sees. Reads only.
///
/// # Errors
/// Not found for a link that never was or does not work any more.
pub async fn preview_join_link(backend: &Backend, code: &str, actor: Option<&Actor>) -> Result<JoinLinkPreview> {
    let link = working(backend, code).await?;
    let (name, slug): (String, String) =
        query("SELECT name, slug FROM organizations WHERE id = $1").bind(&link.organization_id).one(&backend.db).await?;
    let (mut signed_in, mut member) = (None, None);
    if let Some(actor) = actor {
        if store::is_member(&backend.db, &link.organization(), &actor.account).await? {
            member = Some(format!("/{slug}"));
        }
        if store::proved_address(&backend.db, actor).await? {
            signed_in = Some((actor.name.clone(), actor.email.to_string()));
        }
    }
    Ok(JoinLinkPreview {
        organization: name,
        role: link.role()?,
        teams: store::links::teams(&backend.db, &link.id).await?,
        maker: link.maker,
        signed_in,
        member,
        mail_configured: backend.settings.mail_configured(),
    })
}

/// Somebody without a proved address: a message to it comes first. The words are the same for every address.
///
/// # Errors
/// Not found when the link doesn't work; invalid `name` or `address`; conflict where no message can leave.
pub async fn ask_with_link(backend: &Backend, code: &str, name: &str, address: &str, client: &Client) -> Result<()> {
    let link = working(backend, code).await?;
    if !backend.settings.mail_configured() {
        return Err(Error::conflict("This server sends no mail, so your address can’t be proved. Ask for an invitation of your own."));
    }
    let name = model::name::clean(name).map_err(|reason| Error::invalid("name", reason))?;
    let email = Email::parse(address).map_err(|why| Error::invalid("address", why.to_string()))?;
    let words = Words { name: &name, email: &email, note: None, wanted: None };
    ask::record(backend, &link.organization(), words, Some(&link.id), (PER_CLIENT, PER_ADDRESS), client).await
}

/// Takes in whoever is signed in with a proved address. A member is let through, and the link is not used for it.
///
/// # Errors
/// Not found when the link doesn't work (any more); conflict when the address is not proved, or not of an allowed domain.
pub async fn join_by_link(actor: &Actor, code: &str) -> Result<Arrival> {
    let backend = &actor.backend;
    let link = working(backend, code).await?;
    let organization = link.organization();
    if !store::proved_address(&backend.db, actor).await? {
        return Err(Error::conflict("Your address is not proved yet. Use the form for a message to it."));
    }
    let mut tx = backend.db.begin().await?;
    // From here on everybody else who comes into this organization by a request or link waits.
    invitations::lock_organization(&mut tx, &organization).await?;
    invitations::lapse_address(&mut tx, backend, &organization, actor.email.key()).await?;
    let live = store::live(&mut tx, &organization, actor.email.key()).await?;
    // After the row: whoever has accepted it meanwhile is a member by now.
    if store::is_member(&mut tx, &organization, &actor.account).await? {
        let (slug, organization_name): (String, String) =
            query("SELECT slug, name FROM organizations WHERE id = $1").bind(&organization).one(&mut tx).await?;
        return Ok(Arrival {
            account: actor.account.clone(),
            destination: format!("/{slug}"),
            organization_slug: slug,
            organization_name,
            teams: Vec::new(),
            assigned: false,
        });
    }
    let id = match live {
        // An invitation of their own stands; the link is not needed.
        Some((id, State::Pending)) => id,
        live => used(&mut tx, actor, &link, live).await?,
    };
    let token = invitations::mint(&mut tx, &backend.clock, &id).await?;
    tx.commit().await?;
    backend.live.tell(&organization, Change::Invitations);
    arrive(actor, &id, token).await
}

/// Uses the link for whoever is signed in. On an error nothing may be committed.
async fn used(tx: &mut Tx, actor: &Actor, link: &LinkRow, live: Option<(InvitationId, State)>) -> Result<InvitationId> {
    let (backend, organization, ask_id) = (&actor.backend, link.organization(), new_id(&actor.backend.clock));
    store::insert_ask(tx, ask_of(actor, &organization, link, &ask_id)).await?;
    let ask = store::ask(tx, &ask_id).await?.ok_or_else(|| Error::Fault("a request is gone".into()))?;
    if !ask.allows(&actor.email) {
        return Err(Error::conflict("This organization only takes in addresses of its own domains. Sign in with yours."));
    }
    let waited = live.as_ref().is_some_and(|(_, state)| *state == State::Requested);
    let id = match live {
        Some((id, _)) => Some(id),
        None => store::insert(tx, &backend.clock, &ask, State::Unconfirmed, backend.clock.now().plus(DAY)).await?,
    };
    let id = id.ok_or_else(|| Error::conflict("Something else happened to this address at once. Please try again."))?;
    if by_link(tx, backend, &id, link, ask.days(), &actor.client_address).await? {
        return Ok(id);
    }
    Err(if waited { Error::conflict("A request for your address waits for a decision already.") } else { Error::not_found() })
}

fn ask_of<'a>(actor: &'a Actor, organization: &'a OrganizationId, link: &'a LinkRow, id: &'a str) -> NewAsk<'a> {
    NewAsk {
        id,
        organization,
        email: &actor.email,
        name: &actor.name,
        note: None,
        wanted_url: None,
        join_link: Some(&link.id),
        account: Some(&actor.account),
        client_address: &actor.client_address,
        counted: true,
        now: actor.backend.clock.now(),
    }
}

async fn arrive(actor: &Actor, id: &InvitationId, token: Token) -> Result<Arrival> {
    match invitations::join(actor, &token.secret).await? {
        Ok(arrival) => Ok(arrival),
        Err(dead) => Err(Error::conflict(format!("The invitation {id} could not be accepted ({dead:?}). Ask whoever gave you the link."))),
    }
}

async fn working(backend: &Backend, code: &str) -> Result<LinkRow> {
    let code = code.trim().rsplit('#').next().unwrap_or_default();
    let link = store::links::by_token(&backend.db, &token::hash(code)).await?.ok_or(ApiError::NotFound)?;
    match why_over(&link, backend.clock.now())? {
        None => Ok(link),
        Some(_) => Err(Error::not_found()),
    }
}
