//! `GET /{organization}/settings/audit/export`: the audit log as a file. Reads only.

use super::{page::Pages, peer::ClientAddress};
use app::api::call::cookie_name;
use axum::{
    extract::{Extension, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use backend::{
    access::Credential,
    audit_log::{self, Format},
};
use model::{audit::AuditFilter, error::ApiError};
use serde::Deserialize;

/// The filters of the page, and how the file is written.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    format: String,
    action: String,
    person: String,
    about: String,
    from: String,
    to: String,
}

pub async fn export(
    State(pages): State<Pages>,
    Extension(ClientAddress(address)): Extension<ClientAddress>,
    Path(organization): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    match file(&pages, &address, &organization, wanted, &headers).await {
        Ok((kind, name, text)) => {
            let disposition = format!("attachment; filename=\"{name}\"");
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition.as_str())], text).into_response()
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
    organization: &str,
    wanted: Wanted,
    headers: &HeaderMap,
) -> backend::Result<(&'static str, &'static str, String)> {
    let secure = pages.backend.settings.base_url.starts_with("https://");
    let jar = CookieJar::from_headers(headers);
    let secret = jar.get(cookie_name(secure)).ok_or(ApiError::SignedOut)?;
    let access = pages.backend.actor(Credential::Session(secret.value()), address).await?.enter(organization).await?;
    let filter =
        AuditFilter { action: wanted.action, person: wanted.person, about: wanted.about, from: wanted.from, to: wanted.to, after: String::new() };
    Ok(match wanted.format.as_str() {
        "ndjson" => ("application/x-ndjson", "audit-log.ndjson", audit_log::export(&access, filter, Format::Ndjson).await?),
        _ => ("text/csv; charset=utf-8", "audit-log.csv", audit_log::export(&access, filter, Format::Csv).await?),
    })
}
