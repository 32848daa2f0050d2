//! Server functions of the demo mailbox. Outside demo mode there is nothing here.

use super::{CallError, wire::Json};
use leptos::server;
use model::mailbox::{MailboxMessage, MailboxRow};

/// What arrived, newest first.
#[server(input = Json, output = Json)]
pub async fn list_mailbox() -> Result<Vec<MailboxRow>, CallError> {
    Ok(backend::mail::mailbox_list(&super::call::backend()?).await?)
}

/// One message.
#[server(input = Json, output = Json)]
pub async fn read_mailbox(id: String) -> Result<MailboxMessage, CallError> {
    Ok(backend::mail::mailbox_read(&super::call::backend()?, &id).await?)
}
