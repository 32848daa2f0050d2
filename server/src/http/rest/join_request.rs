//! Asking to join, for whoever has no token: the same use case as the form's, and the same silence about who is known.

use super::{
    answer::{Answer, Refusal},
    call::{Body, Place},
};
use crate::http::peer::ClientAddress;
use axum::{
    extract::{Extension, State},
    http::StatusCode,
};
use backend::{Backend, accounts::Client, joining};
use model::joining::{Asked, JoinForm};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct New {
    email: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

/// 204 whatever the address is; 404 where no requests are taken, as for an organization that is not there.
pub async fn ask(
    State(backend): State<Backend>,
    address: Option<Extension<ClientAddress>>,
    place: Place,
    Body(new): Body<New>,
) -> Answer<StatusCode> {
    let client = Client { address: address.map(|Extension(ClientAddress(address))| address).unwrap_or_default(), user_agent: String::new() };
    let name = new.name.unwrap_or_else(|| new.email.split('@').next().unwrap_or_default().to_owned());
    let form = JoinForm { name, address: new.email, note: new.note.unwrap_or_default(), wanted: None };
    match joining::ask(&backend, place.get("org"), &form, None, &client).await? {
        Asked::Sent | Asked::Joined { .. } => Ok(StatusCode::NO_CONTENT),
        Asked::SignIn => Err(Refusal::not_found()),
    }
}
