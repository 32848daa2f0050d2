//! Server-sent events: tells an organization's open pages that something changed.

use super::page::Pages;
use super::peer::ClientAddress;
use app::api::call::cookie_name;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use axum_extra::extract::CookieJar;
use backend::access::Credential;
use futures::{StreamExt, stream};
use std::{convert::Infallible, time::Duration};
use tokio::sync::broadcast::error::RecvError;

/// How long a stream lives before the browser opens it again: so long may somebody who was removed still hear that something changed.
const LIFETIME: Duration = Duration::from_secs(60);

/// Changes in the organization, for its members only.
pub async fn changes(
    State(pages): State<Pages>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Path(slug): Path<String>,
    jar: CookieJar,
) -> Response {
    let secure = pages.backend.settings.base_url.starts_with("https://");
    let Some(cookie) = jar.get(cookie_name(secure)) else { return StatusCode::UNAUTHORIZED.into_response() };
    let listener = pages.backend.live.listen();
    let organization = match pages.backend.actor(Credential::Session(cookie.value()), &address).await {
        Ok(actor) => match actor.enter(&slug).await {
            Ok(access) => access.organization.id,
            Err(_) => return StatusCode::NOT_FOUND.into_response(),
        },
        Err(_) => return StatusCode::UNAUTHORIZED.into_response(),
    };
    let changes = stream::unfold(listener, move |mut listener| {
        let organization = organization.clone();
        async move {
            loop {
                match listener.recv().await {
                    Ok((whose, change)) if whose == organization => return Some((Event::default().json_data(&change), listener)),
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
            }
        }
    })
    .filter_map(async |event| event.ok().map(Ok::<_, Infallible>))
    .take_until(tokio::time::sleep(LIFETIME));
    Sse::new(changes).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}
