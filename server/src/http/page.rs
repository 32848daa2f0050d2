//! Pages, rendered here first, and the server functions that they call afterwards.

use super::{MAX_BODY, peer::ClientAddress, room};
use app::{
    api::call,
    document::{Bundle, document},
    organization::FirstShell,
};
use axum::{
    body::Body,
    extract::{DefaultBodyLimit, Extension, Request, State},
    http::{
        HeaderValue, StatusCode,
        header::{ACCEPT, SET_COOKIE},
    },
    response::{IntoResponse, Response},
};
use backend::Backend;
use leptos::prelude::provide_context;

/// What rendering takes.
#[derive(Clone)]
pub struct Pages {
    pub backend: Backend,
    pub bundle: Bundle,
}

/// Any page; the app's own routes decide which.
pub async fn render(State(pages): State<Pages>, Extension(ClientAddress(address)): Extension<ClientAddress>, request: Request<Body>) -> Response {
    render_with(pages, address, request, ()).await
}

/// A page that is given something on the way, such as what a form brought.
pub async fn render_with(pages: Pages, address: String, request: Request<Body>, given: impl Clone + Send + Sync + 'static) -> Response {
    let context = call::Request::new(pages.backend, address, false);
    let mut request = request;
    // A redirect is one for everybody, also for what does not say that it reads HTML.
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("text/html"));
    let cookie = context.identify(request.headers()).await;
    let first = match organization_in(request.uri().path()) {
        Some(slug) => Some(FirstShell(context.shell(slug).await)),
        None => None,
    };
    let provide = move || {
        provide_context(context.clone());
        provide_context(given.clone());
        if let Some(first) = first.clone() {
            provide_context(first);
        }
    };
    let response = leptos_axum::render_app_async_with_context(provide, move || document(&pages.bundle))(request).await;
    with_cookie(response, cookie)
}

/// Unless the answer signs somebody in or out by itself.
fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().entry(SET_COOKIE).or_insert(cookie);
    }
    response
}

/// The organization whose pages this path may be among: the app's routes decide whether it is.
fn organization_in(path: &str) -> Option<&str> {
    path.split('/').nth(1).filter(|segment| !segment.is_empty())
}

/// A server function, called by the app in the browser.
pub async fn call(State(pages): State<Pages>, Extension(ClientAddress(address)): Extension<ClientAddress>, request: Request<Body>) -> Response {
    let context = call::Request::new(pages.backend, address, true);
    let cookie = context.identify(request.headers()).await;
    let most = if context.is_known().await { MAX_BODY } else { room::STRANGERS };
    let (parts, body) = request.into_parts();
    let _place = match room::take(room::size(&body, most)).await {
        Ok(place) => place,
        Err(busy) => return busy,
    };
    let Ok(bytes) = axum::body::to_bytes(body, most).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "This is more than can be sent at once, or it came too slowly.").into_response();
    };
    let mut request = Request::from_parts(parts, Body::from(bytes));
    // The framework reads the body once more, and within the limit for strangers unless it is told.
    DefaultBodyLimit::max(most).apply(&mut request);
    let response = leptos_axum::handle_server_fns_with_context(move || provide_context(context.clone()), request).await.into_response();
    with_cookie(response, cookie)
}
