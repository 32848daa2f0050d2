//! The same for many invitations at once: each succeeds or fails by itself.

use super::{resend::resend, revoke::revoke};
use crate::{Error, Result, access::Access};
use model::{
    id::InvitationId,
    request::{MAX_AT_ONCE, Managed},
};

/// Sends each again, with a new link.
///
/// # Errors
/// Invalid `invitations` when there are none or too many; everything else is that row's.
pub async fn resend_many(access: &Access, invitations: Vec<InvitationId>) -> Result<Vec<Managed>> {
    manage_many(access, invitations, Vec::new()).await
}

/// Takes each back.
///
/// # Errors
/// As [`resend_many`].
pub async fn revoke_many(access: &Access, invitations: Vec<InvitationId>) -> Result<Vec<Managed>> {
    manage_many(access, Vec::new(), invitations).await
}

/// Sends some again and takes others back. What is asked for is looked at as a whole before anything is done.
///
/// # Errors
/// As [`resend_many`].
pub async fn manage_many(access: &Access, resends: Vec<InvitationId>, revocations: Vec<InvitationId>) -> Result<Vec<Managed>> {
    let all: Vec<InvitationId> = resends.iter().chain(&revocations).cloned().collect();
    check(&all)?;
    let mut rows = Vec::with_capacity(all.len());
    for invitation in resends {
        let answer = resend(access, &invitation).await;
        rows.push(managed(invitation, answer));
    }
    for invitation in revocations {
        let answer = revoke(access, &invitation).await;
        rows.push(managed(invitation, answer.map(|()| None)));
    }
    Ok(rows)
}

fn check(invitations: &[InvitationId]) -> Result<()> {
    if invitations.is_empty() || invitations.len() > MAX_AT_ONCE {
        return Err(Error::invalid("invitations", format!("Choose between 1 and {MAX_AT_ONCE} invitations. Nothing was changed.")));
    }
    Ok(())
}

fn managed(invitation: InvitationId, answer: Result<Option<String>>) -> Managed {
    match answer {
        Ok(link) => Managed { invitation, error: None, link },
        Err(error) => Managed { invitation, error: Some(error.into_api()), link: None },
    }
}
