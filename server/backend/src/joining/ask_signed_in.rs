//! Somebody asks who is signed in with an address that is proved already: managers and owners hear of it at once.

use super::{
    ask::{address_limit, client_limit, passed},
    decide::{self, Decided},
    store::{self, NewAsk, Rules},
};
use crate::{
    Result,
    access::Actor,
    accounts, invitations, new_id,
    outbox::{self, Message},
    token::Token,
};
use model::{joining::Asked, live::Change};

/// Asks as the account. The words on screen are those of everybody.
pub(super) async fn ask(actor: &Actor, rules: &Rules, note: Option<&str>, wanted: Option<&str>) -> Result<Asked> {
    let backend = &actor.backend;
    let organization = rules.id();
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
    let ask = NewAsk {
        id: &id,
        organization: &organization,
        email: &actor.email,
        name: &actor.name,
        note,
        wanted_url: wanted,
        join_link: None,
        account: Some(&actor.account),
        client_address: &actor.client_address,
        counted,
        now: backend.clock.now(),
    };
    store::insert_ask(&mut tx, ask).await?;
    let decided = decide::decide(&mut tx, backend, &id).await?.map(|(_, decided)| decided);
    let code: Option<Token> = match &decided {
        Some(Decided::ByRule(invitation)) => Some(invitations::mint(&mut tx, &backend.clock, invitation).await?),
        _ => None,
    };
    let heard = matches!(decided, Some(Decided::Requested(_) | Decided::ByRule(_)));
    if !heard && backend.settings.mail_configured() {
        outbox::enqueue(&mut tx, &backend.clock, Message::JoinRequest { ask: &id, to: &actor.email }).await?;
    }
    tx.commit().await?;
    outbox::ring();
    backend.live.tell(&organization, Change::Invitations);
    // A rule has approved: they are in without another click.
    if let Some(code) = code
        && let Ok(arrival) = invitations::join(actor, &code.secret).await?
    {
        return Ok(Asked::Joined { destination: arrival.destination });
    }
    Ok(Asked::Sent)
}
