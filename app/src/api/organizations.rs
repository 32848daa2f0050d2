//! Server functions about organizations.

use super::CallError;
use leptos::{prelude::*, server};
use model::account::Shell;
use server_fn::codec::Json;

/// What every page of an organization is made of.
#[server(input = Json, output = Json)]
pub async fn load_shell(organization: String) -> Result<Shell, CallError> {
    let access = super::call::member(&organization).await?;
    Ok(backend::organizations::shell(&access).await?)
}
