//! Script, wasm, style and icon, inside the binary. Names change with their content, so browsers keep them for good.

use crate::cli::Result;
use app::document::Bundle;
use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../dist"]
struct Dist;

/// The hashed names, read from the page that the build wrote.
///
/// # Errors
/// When the browser's half was not built. A debug build serves without it: it reads the folder at run time, which may be filled later.
pub fn bundle() -> Result<Bundle> {
    match built() {
        Err(missing) if cfg!(debug_assertions) => {
            tracing::warn!("{missing}");
            Ok(Bundle::default())
        }
        bundle => bundle,
    }
}

fn built() -> Result<Bundle> {
    let names: Vec<String> = Dist::iter().map(|name| name.into_owned()).collect();
    let find = |start: &str, end: &str| {
        let name = names.iter().find(|name| name.starts_with(start) && name.ends_with(end));
        name.map(|name| format!("/assets/{name}"))
            .ok_or_else(|| format!("the browser’s half is missing from this binary ({start}…{end}): run `make build`"))
    };
    Ok(Bundle {
        script: find("frontend-", ".js")?,
        wasm: find("frontend-", "_bg.wasm")?,
        style: find("style-", ".css")?,
        checker: find("checker-", ".js").ok(),
    })
}

/// A file of the bundle, in the best encoding that the browser takes.
pub async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let encoded = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(name, _)| accepted.split(',').any(|entry| entry.trim().split(';').next() == Some(name)))
        .find_map(|(name, ending)| Some((name, Dist::get(&format!("{path}{ending}"))?)));
    match encoded {
        Some((encoding, file)) => answer(&path, file, Some(encoding)),
        None => Dist::get(&path).map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| answer(&path, file, None)),
    }
}

fn answer(path: &str, file: EmbeddedFile, encoding: Option<&'static str>) -> Response {
    let kind = match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    let keep = if path.contains('-') { "public, max-age=31536000, immutable" } else { "public, max-age=3600" };
    let mut response = axum::body::Body::from(file.data.into_owned()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
