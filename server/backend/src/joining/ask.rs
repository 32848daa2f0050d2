//! Somebody asks to join. The same words and the same work for every address; what differs reaches its mailbox alone.

use super::store::{self, NewAsk, Rules};
use crate::{
    Backend, Error, Result,
    access::Actor,
    accounts::{self, Client, Limit},
    analytics, experiments, new_id,
    outbox::{self, Message},
};
use model::{
    email::Email,
    id::OrganizationId,
    joining::{Asked, JoinForm, MAX_NOTE},
    product_event::ProductEvent,
    time::DAY,
};
use serde_json::json;

const PER_CLIENT: Limit = Limit { kind: "join.client", most: 5, window: DAY };
const PER_ADDRESS: Limit = Limit { kind: "join.address", most: 1, window: DAY };
const DOORS: Limit = Limit { kind: "join.door", most: 20, window: DAY };
const VIEWS: Limit = Limit { kind: "join.view", most: 20, window: DAY };

/// Writes down that somebody asked, and answers the same to everybody. Signed in, the account's own name and address count.
///
/// # Errors
/// Invalid `name`, `address`, `note`: what can be said without knowing anything.
pub async fn ask(backend: &Backend, slug: &str, form: &JoinForm, actor: Option<&Actor>, client: &Client) -> Result<Asked> {
    let Some(rules) = open(backend, slug, actor).await? else { return Ok(Asked::SignIn) };
    let note = note(&form.note)?;
    let wanted = form.wanted.as_deref().filter(|path| is_page_of(path, slug));
    if let Some(actor) = actor
        && store::proved_address(&backend.db, actor).await?
    {
        return super::ask_signed_in::ask(actor, &rules.id(), note.as_deref(), wanted).await;
    }
    let (name, email) = match actor {
        Some(actor) => (actor.name.clone(), actor.email.clone()),
        None => (
            model::name::clean(&form.name).map_err(|reason| Error::invalid("name", reason))?,
            Email::parse(&form.address).map_err(|why| Error::invalid("address", why.to_string()))?,
        ),
    };
    let words = Words { name: &name, email: &email, note: note.as_deref(), wanted };
    record(backend, &rules.id(), words, None, (PER_CLIENT, PER_ADDRESS), client).await?;
    Ok(Asked::Sent)
}

/// What was typed, checked.
pub(super) struct Words<'a> {
    pub name: &'a str,
    pub email: &'a Email,
    pub note: Option<&'a str>,
    pub wanted: Option<&'a str>,
}

/// One transaction, the same statements for every address.
/// `limits`: of a client, and of an address here.
pub(super) async fn record(
    backend: &Backend,
    organization: &OrganizationId,
    words: Words<'_>,
    join_link: Option<&str>,
    (per_client, per_address): (Limit, Limit),
    client: &Client,
) -> Result<()> {
    let mut tx = backend.db.begin().await?;
    // Over the client's own limit nothing is written: whose address it is plays no part in that.
    let within = passed(accounts::count(&mut tx, &backend.clock, per_client, &client.address).await)?;
    if within {
        let subject = format!("{organization} {}", words.email.key());
        let counted = passed(accounts::count(&mut tx, &backend.clock, per_address, &subject).await)?;
        let id = new_id(&backend.clock);
        let ask = NewAsk {
            id: &id,
            organization,
            email: words.email,
            name: words.name,
            note: words.note,
            wanted_url: words.wanted,
            join_link,
            account: None,
            client_address: &client.address,
            counted,
            now: backend.clock.now(),
        };
        store::insert_ask(&mut tx, ask).await?;
        outbox::enqueue(&mut tx, &backend.clock, Message::JoinRequest { ask: &id, to: words.email }).await?;
    }
    tx.commit().await?;
    outbox::ring();
    Ok(())
}

/// Counts that the form was seen, for the owner's funnel. Nothing is said about whether there is such an organization.
pub async fn viewed(backend: &Backend, slug: &str, actor: Option<&Actor>, client: &Client) -> Result<()> {
    let Some(rules) = open(backend, slug, actor).await? else { return Ok(()) };
    let mut tx = backend.db.begin().await?;
    if passed(accounts::count(&mut tx, &backend.clock, VIEWS, &client.address).await)? {
        let account = actor.map(|actor| &actor.account);
        analytics::track(&mut tx, &backend.clock, &rules.id(), account, ProductEvent::JoinRequestViewed, json!({ "source": "join_request" })).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Somebody from outside has seen an organization's door, which says whether they may ask: that counts for the experiment about it.
/// Nothing is said about whether there is such an organization.
pub async fn door_met(backend: &Backend, slug: &str, actor: Option<&Actor>, client: &Client) -> Result<()> {
    // Without a mail server only who is signed in could ask, in every arm.
    let Some(rules) = store::rules(&backend.db, slug).await?.filter(|_| actor.is_some() || backend.settings.mail_configured()) else { return Ok(()) };
    if let Some(actor) = actor
        && store::is_member(&backend.db, &rules.id(), &actor.account).await?
    {
        return Ok(());
    }
    let mut tx = backend.db.begin().await?;
    if passed(accounts::count(&mut tx, &backend.clock, DOORS, &client.address).await)? {
        experiments::met_at_the_door(&mut tx, backend.clock.now(), &rules.id(), actor).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The organization, where it takes requests and an answer could reach whoever asks.
async fn open(backend: &Backend, slug: &str, actor: Option<&Actor>) -> Result<Option<Rules>> {
    let rules = store::rules(&backend.db, slug).await?;
    Ok(rules.filter(|rules| rules.takes_requests() && (actor.is_some() || backend.settings.mail_configured())))
}

pub(super) fn passed(counted: Result<()>) -> Result<bool> {
    match counted {
        Ok(()) => Ok(true),
        Err(Error::Said(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

pub(super) fn client_limit() -> Limit {
    PER_CLIENT
}

pub(super) fn address_limit() -> Limit {
    PER_ADDRESS
}

fn note(typed: &str) -> Result<Option<String>> {
    let note: String = typed.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let length = note.chars().count();
    if length > MAX_NOTE {
        return Err(Error::invalid("note", format!("The note has {length} characters; {MAX_NOTE} are possible.")));
    }
    Ok((!note.is_empty()).then_some(note))
}

/// A page of this organization, nothing that leads elsewhere.
pub(super) fn is_page_of(path: &str, slug: &str) -> bool {
    let inside = path.strip_prefix('/').and_then(|rest| rest.strip_prefix(slug)).is_some_and(|rest| rest.starts_with('/'));
    inside && model::next_path::local(path).is_some()
}
