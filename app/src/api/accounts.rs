//! Server functions about accounts.

use super::CallError;
use leptos::{prelude::*, server};
use serde::{Deserialize, Serialize};
use server_fn::codec::Json;

/// Where `/` leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartPage {
    /// Nobody has an account yet.
    FirstRun,
    SignedOut,
    /// Signed in, in no organization.
    Account,
    Organization {
        slug: String,
    },
}

/// Where `/` leads whoever asks.
#[server(input = Json, output = Json)]
pub async fn start() -> Result<StartPage, CallError> {
    let backend = super::call::backend()?;
    let Ok(actor) = super::call::actor().await else {
        let empty = backend::accounts::is_first_run(&backend).await?;
        return Ok(if empty { StartPage::FirstRun } else { StartPage::SignedOut });
    };
    let organizations = backend::organizations::of_account(&actor).await?;
    Ok(organizations.into_iter().next().map_or(StartPage::Account, |first| StartPage::Organization { slug: first.slug }))
}

/// Ends this session, on the server and in this browser.
#[server(input = Json, output = Json)]
pub async fn sign_out() -> Result<(), CallError> {
    let actor = super::call::actor().await?;
    backend::accounts::sign_out(&actor).await?;
    super::call::clear_session()
}
