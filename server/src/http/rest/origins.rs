//! Pages of other origins may call what this stands around: what counts there is the token, and no cookie is looked at.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::map_response,
    response::Response,
    routing::MethodRouter,
};
use backend::Backend;

/// What pages send: who they are, what they know already, and what tracing adds by itself.
const SENT: &str = "authorization, content-type, if-none-match, traceparent, tracestate, baggage, sentry-trace";

/// Opens a handler of POST to pages of any origin.
pub fn open(handler: MethodRouter<Backend>) -> MethodRouter<Backend> {
    handler.options(preflight).layer(map_response(readable))
}

async fn readable(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("allow, etag, retry-after"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn preflight() -> (StatusCode, [(HeaderName, HeaderValue); 3]) {
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST, OPTIONS")),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(SENT)),
        (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400")),
    ];
    (StatusCode::NO_CONTENT, allowed)
}
