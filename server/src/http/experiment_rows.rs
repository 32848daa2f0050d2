//! `GET /{organization}/experiments/{experiment}/rows`: the rows behind the figures as a file. Reads only.

use super::{page::Pages, peer::ClientAddress};
use app::api::call::cookie_name;
use axum::{
    extract::{Extension, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use backend::{access::Credential, experiments};
use model::error::ApiError;
use serde::Deserialize;

/// `?version=2`: of a version that somebody met; otherwise of the present one.
#[derive(Deserialize)]
pub struct Wanted {
    version: Option<i64>,
}

pub async fn download(
    State(pages): State<Pages>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Path((organization, experiment)): Path<(String, String)>,
    Query(Wanted { version }): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    match file(&pages, &address, (&organization, &experiment), version, &headers).await {
        Ok(text) => {
            // Only a known experiment gets here, and names of experiments are letters, digits, - and _.
            let disposition = format!("attachment; filename=\"{experiment}.csv\"");
            ([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, disposition.as_str())], text).into_response()
        }
        Err(error) => {
            let error = error.into_api();
            (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), error.to_string()).into_response()
        }
    }
}

async fn file(
    pages: &Pages,
    address: &str,
    (organization, experiment): (&str, &str),
    version: Option<i64>,
    headers: &HeaderMap,
) -> backend::Result<String> {
    let secure = pages.backend.settings.base_url.starts_with("https://");
    let jar = CookieJar::from_headers(headers);
    let secret = jar.get(cookie_name(secure)).ok_or(ApiError::SignedOut)?;
    let access = pages.backend.actor(Credential::Session(secret.value()), address).await?.enter(organization).await?;
    experiments::rows(&access, experiment, version).await
}
