//! What the dialog learns about an address while it is typed. Reads only.

use super::{
    limits::Limits,
    send::{COOL_DOWN, refused_domain},
    store,
};
use crate::{Error, Result, access::Access};
use model::{
    email::Email,
    invitation::{Lookup, MAX_ADDRESSES, Standing, State},
    invite_mode::InviteMode,
    permission,
    time::Timestamp,
};

/// How each of these addresses stands, at most [`MAX_ADDRESSES`] of them, and how many more this person may send today.
///
/// # Errors
/// Forbidden to members whom this organization lets invite nobody.
pub async fn look_up(access: &Access, addresses: &[String]) -> Result<Lookup> {
    let mut standings = Vec::with_capacity(addresses.len().min(MAX_ADDRESSES));
    for address in addresses.iter().take(MAX_ADDRESSES) {
        standings.push(match Email::parse(address) {
            Ok(_) => Some(standing(access, address).await?),
            Err(_) => None,
        });
    }
    let backend = access.backend();
    let limits = Limits::load(&backend.db, backend, &access.organization.id, &access.actor.account, backend.clock.now()).await?;
    let (left_today, more_at) = limits.left();
    Ok(Lookup { standings, left_today, more_at })
}

/// How this address stands with the organization.
///
/// # Errors
/// Invalid `address`; Forbidden to members whom this organization lets invite nobody.
pub async fn standing(access: &Access, address: &str) -> Result<Standing> {
    if permission::dialog_mode(access.role, access.settings()) == InviteMode::Closed {
        return Err(Error::forbidden("Only managers and owners invite people here."));
    }
    let email = Email::parse(address).map_err(|why| Error::invalid("address", why.to_string()))?;
    let (organization, backend) = (&access.organization.id, access.backend());
    if let Some(name) = store::member_name(&backend.db, organization, email.key()).await? {
        return Ok(Standing::Member { name });
    }
    match store::live(&backend.db, organization, email.key(), backend.clock.now()).await? {
        Some((State::Pending, by, at)) => return Ok(Standing::Invited { by, at }),
        Some((_, by, at)) => return Ok(Standing::Requested { by, at }),
        None => {}
    }
    if let Some(allowed) = refused_domain(access, &email) {
        return Ok(Standing::DomainNotAllowed { allowed });
    }
    Ok(cooling(access, &email).await?.map_or(Standing::Free, |until| Standing::CoolingDown { until }))
}

/// Until when somebody who only may ask has to wait, because a request for this address was denied.
async fn cooling(access: &Access, email: &Email) -> Result<Option<Timestamp>> {
    if permission::dialog_mode(access.role, access.settings()) != InviteMode::Request {
        return Ok(None);
    }
    let backend = access.backend();
    let since = backend.clock.now().plus(-COOL_DOWN);
    Ok(store::denied_since(&backend.db, &access.organization.id, email.key(), since).await?.map(|denied| denied.plus(COOL_DOWN)))
}
