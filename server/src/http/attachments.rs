//! Files of events, as downloads: nothing in them is ever run or shown by the browser on this site.

use super::{page::Pages, peer::ClientAddress};
use app::api::call::cookie_name;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use backend::{access::Credential, issues};
use model::id::{EventId, ProjectId};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// One file, for members of the organization.
pub async fn download(
    State(pages): State<Pages>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Path((organization, project, event, position)): Path<(String, String, String, String)>,
    jar: CookieJar,
) -> Response {
    let secure = pages.backend.settings.base_url.starts_with("https://");
    let Some(cookie) = jar.get(cookie_name(secure)) else { return StatusCode::UNAUTHORIZED.into_response() };
    let Ok(actor) = pages.backend.actor(Credential::Session(cookie.value()), &address).await else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let (Ok(project), Ok(position)) = (project.parse(), position.parse()) else { return StatusCode::NOT_FOUND.into_response() };
    let found = match actor.enter(&organization).await {
        Ok(access) => issues::attachment(&access, ProjectId(project), &EventId(event), position).await,
        Err(error) => Err(error),
    };
    match found {
        Ok((name, data)) => file(&name, data),
        Err(error) => StatusCode::from_u16(error.into_api().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response(),
    }
}

fn file(name: &str, data: Vec<u8>) -> Response {
    let mut response = data.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'"));
    let disposition = format!("attachment; filename*=UTF-8''{}", utf8_percent_encode(name, NON_ALPHANUMERIC));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
