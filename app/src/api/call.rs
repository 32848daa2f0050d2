//! The gatekeeper: cookie → session → membership in *this* organization. Nothing else hands a server function the backend.

use super::CallError;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use backend::{
    Backend,
    access::{Access, Actor, Credential},
    accounts::Client,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use model::{account::Shell, error::ApiError, time::SECOND};
use std::sync::Arc;
use tokio::sync::Mutex;

/// How long a browser keeps the session cookie, in milliseconds.
pub const SESSION_LENGTH: i64 = 30 * model::time::DAY;

/// What the server puts into the context of every page and every server function.
#[derive(Clone)]
pub struct Request {
    pub backend: Backend,
    /// The address the request came from.
    pub client_address: String,
    /// A server function called by the browser, not one called while a page is rendered.
    pub is_call: bool,
    /// The first look-up of who asks serves the whole request.
    pub known: Arc<Mutex<Known>>,
}

/// Who asks, once it has been looked up.
#[derive(Default)]
pub struct Known {
    actor: Option<Actor>,
    access: Option<Access>,
}

impl Request {
    pub fn new(backend: Backend, client_address: String, is_call: bool) -> Self {
        Self { backend, client_address, is_call, known: Arc::default() }
    }

    /// Looks up whose session these headers carry, before anything else. Answers the cookie for the browser where the session is to get a new
    /// secret, because what its account may do has changed.
    pub async fn identify(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let secret = session_secret(&self.backend, headers)?;
        let actor = self.backend.actor(Credential::Session(&secret), &self.client_address).await.ok()?;
        let cookie = renewed_cookie(&actor).await;
        self.known.lock().await.actor = Some(actor);
        cookie
    }

    /// Whether somebody was identified.
    pub async fn is_known(&self) -> bool {
        self.known.lock().await.actor.is_some()
    }

    /// What every page of an organization is made of, for whoever was identified; before rendering begins.
    ///
    /// # Errors
    /// When nobody is signed in, or there is no such organization for them.
    pub async fn shell(&self, slug: &str) -> Result<Shell, CallError> {
        let mut known = self.known.lock().await;
        let actor = known.actor.clone().ok_or(ApiError::SignedOut)?;
        let access = known.access.insert(actor.enter(slug).await?);
        Ok(backend::organizations::shell(access).await?)
    }
}

/// The cookie of this actor's session, where it is to get a new secret. A session that can't be renewed now is renewed the next time.
pub async fn renewed_cookie(actor: &Actor) -> Option<HeaderValue> {
    if !actor.rights_changed {
        return None;
    }
    let renewed = backend::accounts::renew_session(actor).await;
    let fresh = renewed.map_err(|error| tracing::warn!(%error, "a session could not be renewed")).ok()??;
    HeaderValue::from_str(&session_cookie(&actor.backend, &fresh.secret, SESSION_LENGTH)).ok()
}

fn request() -> Result<Request, CallError> {
    use_context::<Request>().ok_or_else(|| ApiError::Unavailable { reason: "This can only run inside a request.".into() }.into())
}

/// The backend, for what anyone may do: sign in, look at an invitation's link.
pub fn backend() -> Result<Backend, CallError> {
    Ok(request()?.backend)
}

/// The address the request came from.
pub fn client_address() -> String {
    use_context::<Request>().map_or_else(String::new, |request| request.client_address)
}

/// The browser's name for itself, cut to 200 characters, for the list of sessions.
pub fn user_agent() -> String {
    use_context::<Parts>().as_ref().map(user_agent_of).unwrap_or_default()
}

/// [`user_agent`] of a request that is at hand.
pub fn user_agent_of(parts: &Parts) -> String {
    parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(|text| text.chars().take(200).collect()).unwrap_or_default()
}

/// Who is signed in.
pub async fn actor() -> Result<Actor, CallError> {
    let request = request()?;
    let mut known = request.known.lock().await;
    if known.actor.is_none() {
        let secret = use_context::<Parts>().and_then(|parts| session_secret(&request.backend, &parts.headers)).ok_or(ApiError::SignedOut)?;
        known.actor = Some(request.backend.actor(Credential::Session(&secret), &request.client_address).await?);
    }
    known.actor.clone().ok_or_else(|| ApiError::SignedOut.into())
}

/// Who is signed in, if anybody; for what signed-out people may do too.
pub async fn known_actor() -> Option<Actor> {
    let request = request().ok()?;
    if let Some(actor) = &request.known.lock().await.actor {
        return Some(actor.clone());
    }
    let secret = use_context::<Parts>().and_then(|parts| session_secret(&request.backend, &parts.headers))?;
    let actor = request.backend.actor(Credential::Session(&secret), &request.client_address).await.ok()?;
    request.known.lock().await.actor = Some(actor.clone());
    Some(actor)
}

/// Where the request came from, for sessions and limits.
pub fn client() -> Client {
    Client { address: client_address(), user_agent: user_agent() }
}

/// Who is signed in, as a member of the organization with this slug.
pub async fn member(organization: &str) -> Result<Access, CallError> {
    let actor = actor().await?;
    let request = request()?;
    let mut known = request.known.lock().await;
    if let Some(access) = known.access.as_ref().filter(|access| access.organization.slug == organization && !request.is_call) {
        return Ok(access.clone());
    }
    let access = actor.enter(organization).await?;
    known.access = Some(access.clone());
    Ok(access)
}

fn session_secret(backend: &Backend, headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    let secure = backend.settings.base_url.starts_with("https://");
    Some(jar.get(cookie_name(secure))?.value().to_owned())
}

/// `__Host-` keeps the cookie to this host and TLS; a plain name where there is no TLS (http://127.0.0.1).
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-muster" } else { "muster" }
}

/// The cookie that carries a session's secret.
pub fn session_cookie(backend: &Backend, secret: &str, milliseconds: i64) -> String {
    let secure = backend.settings.base_url.starts_with("https://");
    Cookie::build((cookie_name(secure), secret.to_owned()))
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(milliseconds / SECOND))
        .build()
        .to_string()
}

/// Gives this browser's session a new secret, after its account has come to more rights.
pub async fn renew_session(actor: &Actor) -> Result<(), CallError> {
    match backend::accounts::renew_session(actor).await? {
        Some(fresh) => set_session(&fresh.secret),
        None => Ok(()),
    }
}

/// Signs this browser in: the response carries the new session's cookie.
pub fn set_session(secret: &str) -> Result<(), CallError> {
    append_cookie(&session_cookie(&backend()?, secret, SESSION_LENGTH));
    Ok(())
}

/// Signs this browser out.
pub fn clear_session() -> Result<(), CallError> {
    append_cookie(&session_cookie(&backend()?, "", 0));
    Ok(())
}

fn append_cookie(cookie: &str) {
    if let (Some(options), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        options.append_header(header::SET_COOKIE, value);
    }
}

/// Gives a server function's answer its status. A page keeps its own: one part of it failing does not make the page fail.
pub fn set_status(status: u16) {
    if use_context::<Request>().is_some_and(|request| request.is_call) {
        set_page_status(status);
    }
}

/// Gives the response, page or not, this status.
pub fn set_page_status(status: u16) {
    if let (Some(options), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        options.set_status(status);
    }
}
