//! Server functions about coming in from outside.

use super::{CallError, wire::Json};
use leptos::server;
use model::{
    error::ApiError,
    joining::{Asked, Confirmed, JoinForm},
};
use serde::{Deserialize, Serialize};

/// A request to join that came by plain POST: the page is rendered again with what was typed, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskPosted {
    pub typed: JoinForm,
    pub error: Option<ApiError>,
    /// It was taken.
    pub sent: bool,
}

/// What the form of the confirm page brought, where no script runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmPosted {
    pub code: String,
    pub outcome: Result<Confirmed, ApiError>,
}

/// Asks to join. The same words for every address; what follows is in a message to it.
#[server(input = Json, output = Json)]
pub async fn ask_to_join(org: String, form: JoinForm) -> Result<Asked, CallError> {
    let actor = super::call::known_actor().await;
    Ok(backend::joining::ask(&super::call::backend()?, &org, &form, actor.as_ref(), &super::call::client()).await?)
}

/// Counts that somebody looked at the form.
#[server(input = Json, output = Json)]
pub async fn join_request_viewed(org: String) -> Result<(), CallError> {
    let actor = super::call::known_actor().await;
    Ok(backend::joining::viewed(&super::call::backend()?, &org, actor.as_ref(), &super::call::client()).await?)
}

/// Confirms the address of a request with the code from its message.
#[server(input = Json, output = Json)]
pub async fn confirm_join_request(code: String) -> Result<Confirmed, CallError> {
    Ok(backend::joining::confirm(&super::call::backend()?, &code, &super::call::client()).await?)
}
