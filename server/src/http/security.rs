//! What protects every answer: CSRF refusal, headers, no caching of private pages.

use crate::cli::Result;
use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Response as HttpResponse, StatusCode, header},
    middleware::Next,
    response::Response,
};
use tower_http::csrf::{CsrfLayer, ProtectionError};

/// How people reach the server.
#[derive(Clone, Copy, Debug)]
pub struct Transport {
    tls: bool,
}

impl Transport {
    pub fn of(base_url: &str) -> Self {
        Self { tls: base_url.starts_with("https://") }
    }
}

type Refuse = fn(ProtectionError) -> HttpResponse<axum::body::Body>;

/// Refuses what another site makes a browser send, before anything that changes something.
///
/// # Errors
/// When the base URL is none.
pub fn csrf(base_url: &str) -> Result<CsrfLayer<Refuse>> {
    let scheme_end = base_url.find("://").map_or(0, |at| at + 3);
    let origin = base_url
        .split_at_checked(base_url[scheme_end..].find('/').map_or(base_url.len(), |at| at + scheme_end))
        .map_or(base_url, |(origin, _)| origin);
    let layer =
        CsrfLayer::new().add_trusted_origin(origin).map_err(|error| format!("--base-url is no address like https://muster.example: {error}"))?;
    Ok(layer.with_rejection_response(refuse as Refuse))
}

fn refuse(_: ProtectionError) -> HttpResponse<axum::body::Body> {
    let mut response = Response::new("This request came from another site and was refused.".into());
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}

/// Headers on every answer.
pub async fn headers(State(transport): State<Transport>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    if transport.tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

/// Pages and answers that depend on who asks are kept by no cache.
pub async fn private(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
