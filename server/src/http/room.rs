//! Room for bodies: a little for whoever comes, and a common room for the large ones, so that all of them together stay within bounds.

use super::rest;
use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use hyper::body::Body;
use std::time::Duration;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// The largest body, in bytes, of somebody of whom nothing is known: the longest password fits, escaped.
pub const STRANGERS: usize = 32 * 1024;
/// Kilobytes that bodies larger than that may take up together.
const TOGETHER: usize = 160 * 1024;
/// How long a large body waits for room.
const PATIENCE: Duration = Duration::from_secs(10);

static ROOM: Semaphore = Semaphore::const_new(TOGETHER);

/// How large a body says that it is, and at most `most`.
pub fn size(body: &axum::body::Body, most: usize) -> usize {
    body.size_hint().upper().and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(most).min(most)
}

/// Room for a body of this size, to be held while it is worked on.
///
/// # Errors
/// 503 with Retry-After where there is none for a while.
pub async fn take(bytes: usize) -> Result<Option<SemaphorePermit<'static>>, Response> {
    if bytes <= STRANGERS {
        return Ok(None);
    }
    let kilobytes = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
    match timeout(PATIENCE, ROOM.acquire_many(kilobytes)).await {
        Ok(Ok(place)) => Ok(Some(place)),
        _ => Err(busy()),
    }
}

fn busy() -> Response {
    let text = "The server is busy with large requests. Please try again in a moment.";
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    response
}

/// Lets a request with a large body in once there is room for it.
pub async fn wait(request: Request, next: Next) -> Response {
    // Whoever shows no token is turned away without their body being read.
    if !request.headers().contains_key(header::AUTHORIZATION) {
        return next.run(request).await;
    }
    match take(size(request.body(), rest::MOST)).await {
        Ok(_place) => next.run(request).await,
        Err(busy) => busy,
    }
}
