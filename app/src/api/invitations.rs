//! Server functions about invitations: the dialog's, the pending list's, and those of whoever holds a link.

use super::CallError;
use leptos::{prelude::*, server};
use model::{
    id::InvitationId,
    invitation::{Batch, BatchResult, PendingInvitation, Standing, Suggestion},
};
use server_fn::codec::Json;

/// One press of the dialog's button. The same batch again does nothing twice.
#[server(input = Json, output = Json)]
pub async fn send_invitations(org: String, batch: Batch) -> Result<BatchResult, CallError> {
    let access = super::call::member(&org).await?;
    let count: usize = batch.groups.iter().map(|group| group.invitees.len()).sum();
    let most = model::invitation::MAX_ADDRESSES;
    if count > most {
        let reason = format!("{count} addresses are more than the {most} of one send. Nothing was sent; send them in parts.");
        return Err(model::error::ApiError::invalid("addresses", reason).into());
    }
    Ok(backend::invitations::send(&access, batch).await?)
}

/// What the dialog learns about an address while it is typed.
#[server(input = Json, output = Json)]
pub async fn address_standing(org: String, address: String) -> Result<Standing, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::standing(&access, &address).await?)
}

/// Commit authors of the last 90 days who are neither members nor invited.
#[server(input = Json, output = Json)]
pub async fn suggestions(org: String) -> Result<Vec<Suggestion>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::suggestions(&access).await?)
}

/// What waits: everything for managers and owners, their own for everybody else.
#[server(input = Json, output = Json)]
pub async fn pending_invitations(org: String) -> Result<Vec<PendingInvitation>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::pending(&access).await?)
}

/// Sends again, with a new link; answers the link where no message can leave.
#[server(input = Json, output = Json)]
pub async fn resend_invitation(org: String, invitation: InvitationId) -> Result<Option<String>, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::resend(&access, &invitation).await?)
}

/// A link to hand over by hand.
#[server(input = Json, output = Json)]
pub async fn copy_invitation_link(org: String, invitation: InvitationId) -> Result<String, CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::copy_link(&access, &invitation).await?)
}

/// Takes an invitation back.
#[server(input = Json, output = Json)]
pub async fn revoke_invitation(org: String, invitation: InvitationId) -> Result<(), CallError> {
    let access = super::call::member(&org).await?;
    Ok(backend::invitations::revoke(&access, &invitation).await?)
}
