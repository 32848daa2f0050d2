//! What the dialog learns about an address while it is typed. Reads only.

use super::{send::refused_domain, store};
use crate::{Error, Result, access::Access};
use model::{
    email::Email,
    invitation::{Standing, State},
    invite_mode::InviteMode,
    permission,
};

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
        Some((State::Pending, by, at)) => Ok(Standing::Invited { by, at }),
        Some((_, by, at)) => Ok(Standing::Requested { by, at }),
        None => Ok(refused_domain(access, &email).map_or(Standing::Free, |allowed| Standing::DomainNotAllowed { allowed })),
    }
}
