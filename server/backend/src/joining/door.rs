//! What an organization's sign-in page offers to whoever has no way in.

use super::store;
use crate::{Backend, Result, access::Actor};
use model::joining::JoinOffer;

/// `None`: the plain sign-in page. An organization that takes no requests looks like one that is not there.
pub async fn door(backend: &Backend, slug: &str, actor: Option<&Actor>) -> Result<Option<JoinOffer>> {
    let Some(rules) = store::rules(&backend.db, slug).await? else { return Ok(None) };
    if let Some(actor) = actor
        && store::is_member(&backend.db, &rules.id(), &actor.account).await?
    {
        return Ok(None);
    }
    let ask = rules.takes_requests() && (actor.is_some() || backend.settings.mail_configured());
    let join_now = match actor {
        Some(actor) => store::domains::own_address(&backend.db, &rules.id(), &actor.account, backend.settings.mail_configured()).await?.is_some(),
        None => false,
    };
    Ok((ask || join_now).then_some(JoinOffer { organization: rules.name, ask, join_now }))
}
