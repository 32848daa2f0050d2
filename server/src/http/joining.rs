//! Forms of coming in from outside where no script runs: the same use cases, answered with the same page.

use super::{
    forms::{self, Fields, value},
    page::{self, Pages},
    peer::ClientAddress,
};
use app::{
    api::{
        call::cookie_name,
        joining::{AskPosted, ConfirmPosted, LinkPosted},
    },
    pages::invitation::HandedOver,
};
use axum::{
    body::Body,
    extract::{Extension, Query, Request, State},
    http::{Method, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use backend::{
    access::{Actor, Credential},
    accounts, joining,
};
use model::joining::{AfterConfirming, Asked, JoinForm};

/// `POST /{organization}/join`
pub async fn ask(State(pages): State<Pages>, Extension(ClientAddress(address)): Extension<ClientAddress>, request: Request) -> Response {
    let (parts, fields) = match forms::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let client = forms::client(&parts, address.clone());
    let slug = parts.uri.path().trim_matches('/').split('/').next().unwrap_or_default().to_owned();
    let text = |name: &str| value(&fields, name).to_owned();
    let form = JoinForm { name: text("name"), address: text("address"), note: text("note"), wanted: wanted(&parts) };
    let actor = actor(&pages, &parts, &address).await;
    if value(&fields, "step") == "join" {
        let Some(actor) = actor else { return Redirect::to("/login").into_response() };
        return match joining::join_by_domain(&actor, &slug, form.wanted.as_deref()).await {
            Ok(arrival) => arrive(&actor, &arrival.destination).await,
            Err(_) => Redirect::to(&format!("/{slug}/login")).into_response(),
        };
    }
    let posted = match joining::ask(&pages.backend, &slug, &form, actor.as_ref(), &client).await {
        Ok(Asked::Sent) => AskPosted { typed: form, error: None, sent: true },
        Ok(Asked::Joined { destination }) => {
            let Some(actor) = actor else { return Redirect::to("/login").into_response() };
            return arrive(&actor, &destination).await;
        }
        // The same for an organization that takes no requests and one that is not there.
        Ok(Asked::SignIn) => return Redirect::to("/login").into_response(),
        Err(error) => AskPosted { typed: form, error: Some(error.into_api()), sent: false },
    };
    let status = posted.error.as_ref().and_then(|error| axum::http::StatusCode::from_u16(error.status()).ok());
    let mut response = page::render_with(pages, address, shown(parts, None), posted).await;
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    response
}

/// `POST /confirm`
pub async fn confirm(State(pages): State<Pages>, Extension(ClientAddress(address)): Extension<ClientAddress>, request: Request) -> Response {
    let (parts, fields) = match forms::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let client = forms::client(&parts, address.clone());
    let code = value(&fields, "code").to_owned();
    let outcome = joining::confirm(&pages.backend, &code, &client).await.map_err(backend::Error::into_api);
    if let Ok(confirmed) = &outcome
        && let AfterConfirming::Accept { code } = &confirmed.next
    {
        let given = HandedOver { code: code.clone(), name: String::new(), problem: None };
        return page::render_with(pages, address, shown(parts, Some("/invitation")), given).await;
    }
    page::render_with(pages, address, shown(parts, None), ConfirmPosted { code, outcome }).await
}

/// `POST /join`
pub async fn link(State(pages): State<Pages>, Extension(ClientAddress(address)): Extension<ClientAddress>, request: Request) -> Response {
    let (parts, fields) = match forms::read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let text = |name: &str| value(&fields, name).to_owned();
    let mut posted = LinkPosted { code: text("code"), name: text("name"), address: text("address"), error: None, sent: false };
    match value(&fields, "step") {
        "join" => {
            let Some(actor) = actor(&pages, &parts, &address).await else { return Redirect::to("/login").into_response() };
            match joining::join_by_link(&actor, &posted.code).await {
                Ok(arrival) => return arrive(&actor, &arrival.destination).await,
                Err(error) => posted.error = Some(error.into_api()),
            }
        }
        "ask" => {
            let client = forms::client(&parts, address.clone());
            let asked = joining::ask_with_link(&pages.backend, &posted.code, &posted.name, &posted.address, &client).await;
            posted.sent = asked.is_ok();
            posted.error = asked.err().map(backend::Error::into_api);
        }
        _ => {}
    }
    page::render_with(pages, address, shown(parts, None), posted).await
}

/// The page that the person came for.
fn wanted(parts: &Parts) -> Option<String> {
    let Query(fields) = Query::<Fields>::try_from_uri(&parts.uri).ok()?;
    Some(value(&fields, "next").to_owned()).filter(|next| !next.is_empty())
}

async fn actor(pages: &Pages, parts: &Parts, address: &str) -> Option<Actor> {
    let secure = pages.backend.settings.base_url.starts_with("https://");
    let jar = CookieJar::from_headers(&parts.headers);
    let secret = jar.get(cookie_name(secure))?.value().to_owned();
    pages.backend.actor(Credential::Session(&secret), address).await.ok()
}

/// Leads somebody who has joined to where they land; their session has a new secret from here on.
async fn arrive(actor: &Actor, destination: &str) -> Response {
    let mut response = Redirect::to(destination).into_response();
    match accounts::renew_session(actor).await {
        Ok(Some(fresh)) => forms::set_session(&actor.backend, &fresh.secret, &mut response),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "a session could not be renewed"),
    }
    response
}

/// The request of the page to show.
fn shown(mut parts: Parts, page: Option<&'static str>) -> Request {
    parts.method = Method::GET;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    if let Some(page) = page {
        parts.uri = Uri::from_static(page);
    }
    Request::from_parts(parts, Body::empty())
}
