//! Server functions about accounts.

use super::{CallError, joining::AskPosted, wire::Json};
#[cfg(feature = "ssr")]
use leptos::prelude::use_context;
use leptos::server;
use model::{
    account::{ApiTokenRow, FirstRun, Me, NewApiToken, SessionRow, Started},
    error::ApiError,
    id::{SessionId, TokenId},
    joining::JoinOffer,
};
use serde::{Deserialize, Serialize};

/// Where `/` leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartPage {
    /// Nobody has an account yet.
    FirstRun,
    SignedOut,
    /// Signed in, in no organization. `may_create`: anybody may make one here.
    Nowhere {
        name: String,
        address: String,
        may_create: bool,
    },
    Organization {
        slug: String,
    },
}

/// A form that came by plain POST, before or without script: the page is rendered again with what was typed, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// Fields by name, without passwords.
    pub typed: Vec<(String, String)>,
    pub error: Option<ApiError>,
    /// The first run succeeded; shown once.
    pub started: Option<Started>,
}

impl Posted {
    /// What was typed into a field.
    pub fn value(&self, field: &str) -> String {
        self.typed.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

/// What the pages before the door are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// Nobody has an account yet.
    pub first_run: bool,
    /// Who is signed in already.
    pub signed_in: Option<Me>,
    /// The organization whose sign-in page this is, where it may be known.
    pub organization: Option<String>,
    /// What it offers to whoever has no way in.
    pub joining: Option<JoinOffer>,
    /// A request to join that came by plain POST.
    pub asked: Option<AskPosted>,
    /// Whether messages leave by themselves.
    pub mail_configured: bool,
    pub demo: bool,
    pub posted: Posted,
}

/// Where `/` leads whoever asks.
#[server(input = Json, output = Json)]
pub async fn start() -> Result<StartPage, CallError> {
    let backend = super::call::backend()?;
    // Not `actor`: nobody being signed in is an answer here, not a failure with its status.
    let Some(actor) = super::call::known_actor().await else {
        let empty = backend::accounts::is_first_run(&backend).await?;
        return Ok(if empty { StartPage::FirstRun } else { StartPage::SignedOut });
    };
    let organizations = backend::organizations::of_account(&actor).await?;
    Ok(match organizations.into_iter().next() {
        Some(first) => StartPage::Organization { slug: first.slug },
        None => StartPage::Nowhere { name: actor.name.clone(), address: actor.email.to_string(), may_create: backend.settings.open_sign_up },
    })
}

/// What the pages before the door show; `org` is the slug in their address, if any.
#[server(input = Json, output = Json)]
pub async fn load_door(org: Option<String>) -> Result<Door, CallError> {
    let backend = super::call::backend()?;
    let actor = super::call::known_actor().await;
    let signed_in = match &actor {
        Some(actor) => Some(backend::organizations::me(actor).await?),
        None => None,
    };
    // An organization that takes no requests gets the plain page, as one that does not exist: nothing is told about who is here.
    let joining = match org {
        Some(slug) => backend::joining::door(&backend, &slug, actor.as_ref()).await?,
        None => None,
    };
    Ok(Door {
        first_run: backend::accounts::is_first_run(&backend).await?,
        signed_in,
        organization: joining.as_ref().map(|offer| offer.organization.clone()),
        joining,
        asked: use_context::<AskPosted>(),
        mail_configured: backend.settings.mail_configured(),
        demo: backend.settings.demo,
        posted: use_context::<Posted>().unwrap_or_default(),
    })
}

/// The first run: account, organization, project; signs in.
#[server(input = Json, output = Json)]
pub async fn create_owner(form: FirstRun) -> Result<Started, CallError> {
    let backend = super::call::backend()?;
    let (started, session) = backend::accounts::create_owner(&backend, &form, &super::call::client()).await?;
    super::call::set_session(&session.secret)?;
    Ok(started)
}

#[server(input = Json, output = Json)]
pub async fn sign_in(email: String, password: String) -> Result<(), CallError> {
    let backend = super::call::backend()?;
    let session = backend::accounts::sign_in(&backend, &email, &password, &super::call::client()).await?;
    super::call::set_session(&session.secret)
}

/// Signs out; being signed out already is fine.
#[server(input = Json, output = Json)]
pub async fn sign_out() -> Result<(), CallError> {
    if let Some(actor) = super::call::known_actor().await {
        backend::accounts::sign_out(&actor).await?;
    }
    super::call::clear_session()
}

/// Asks for a code to set a new password. Tells nothing about who exists.
#[server(input = Json, output = Json)]
pub async fn request_reset(email: String) -> Result<(), CallError> {
    let backend = super::call::backend()?;
    Ok(backend::accounts::request_reset(&backend, &email, &super::call::client()).await?)
}

/// Sets a new password with a code; signs in.
#[server(input = Json, output = Json)]
pub async fn reset_password(code: String, password: String) -> Result<(), CallError> {
    let backend = super::call::backend()?;
    let session = backend::accounts::reset_password(&backend, &code, &password, &super::call::client()).await?;
    super::call::set_session(&session.secret)
}

/// The signed-in person.
#[server(input = Json, output = Json)]
pub async fn load_me() -> Result<Me, CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::organizations::me(&actor).await?)
}

#[server(input = Json, output = Json)]
pub async fn rename_me(name: String) -> Result<(), CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::accounts::rename(&actor, &name).await?)
}

/// Changes the password and ends all other sessions.
#[server(input = Json, output = Json)]
pub async fn change_password(current: String, password: String) -> Result<(), CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::accounts::change_password(&actor, &current, &password).await?)
}

#[server(input = Json, output = Json)]
pub async fn list_sessions() -> Result<Vec<SessionRow>, CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::accounts::list_sessions(&actor).await?)
}

#[server(input = Json, output = Json)]
pub async fn end_session(session: SessionId) -> Result<(), CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::accounts::end_session(&actor, &session).await?)
}

#[server(input = Json, output = Json)]
pub async fn end_other_sessions() -> Result<(), CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::accounts::end_other_sessions(&actor).await?)
}

#[server(input = Json, output = Json)]
pub async fn list_api_tokens() -> Result<Vec<ApiTokenRow>, CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::accounts::list_api_tokens(&actor).await?)
}

/// Makes a token; its secret is in this answer only.
#[server(input = Json, output = Json)]
pub async fn create_api_token(name: String) -> Result<NewApiToken, CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::accounts::create_api_token(&actor, &name).await?)
}

#[server(input = Json, output = Json)]
pub async fn delete_api_token(token: TokenId) -> Result<(), CallError> {
    let actor = super::call::actor().await?;
    Ok(backend::accounts::delete_api_token(&actor, &token).await?)
}
