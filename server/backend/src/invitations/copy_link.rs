//! A link to hand over by hand: a token of its own, so the ones that were sent go on working.

use super::{
    manage::{hold_pending, may_hold_link},
    store, tokens,
};
use crate::{Error, Result, access::Access, audit_log};
use model::id::InvitationId;

/// Makes a link and answers it; it is shown this once.
///
/// # Errors
/// See [`hold_pending`] and [`may_hold_link`]; Conflict when the invitation has lapsed.
pub async fn copy_link(access: &Access, id: &InvitationId) -> Result<String> {
    let backend = access.backend();
    let mut tx = backend.db.begin().await?;
    store::lock_organization(&mut tx, &access.organization.id).await?;
    let row = hold_pending(&mut tx, access, id).await?;
    may_hold_link(&mut tx, access, &row).await?;
    if row.lapsed(backend.clock.now()) {
        return Err(Error::conflict("This invitation has lapsed. Resend it to make it work again."));
    }
    let token = tokens::mint(&mut tx, &backend.clock, id).await?;
    let entry = audit_log::Entry { action: "invitation.link_copied", subject: id.as_str(), before: None, after: None };
    audit_log::record(&mut tx, access, entry).await?;
    tx.commit().await?;
    Ok(tokens::link(backend, &token))
}
