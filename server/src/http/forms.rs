//! Forms that work before and without script: sign-in and the first run, by plain POST. The CSRF layer stands in front.
//!
//! What can't be done renders the page again with what was typed, passwords aside, and why.

use super::{page::Pages, peer::ClientAddress};
use app::{
    api::{accounts::Posted, call},
    document::document,
};
use axum::{
    body::Body,
    extract::{Extension, Form, FromRequest, Query, Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    Backend,
    accounts::{self, Client},
};
use leptos::prelude::provide_context;
use model::{account::FirstRun, error::ApiError};

pub(super) type Fields = Vec<(String, String)>;

/// `POST /login` and `POST /{organization}/login`.
pub async fn sign_in(State(pages): State<Pages>, Extension(ClientAddress(address)): Extension<ClientAddress>, request: Request<Body>) -> Response {
    let (parts, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let client = client(&parts, address.clone());
    match accounts::sign_in(&pages.backend, value(&fields, "email"), value(&fields, "password"), &client).await {
        Ok(session) => with_session(&pages, &session.secret, Redirect::to(&next(&parts)).into_response()),
        Err(error) => again(pages, address, parts, Posted { typed: fields, error: Some(error.into_api()), started: None }).await,
    }
}

/// `POST /welcome`
pub async fn welcome(State(pages): State<Pages>, Extension(ClientAddress(address)): Extension<ClientAddress>, request: Request<Body>) -> Response {
    let (parts, fields) = match read(request).await {
        Ok(read) => read,
        Err(refused) => return refused,
    };
    let text = |name: &str| value(&fields, name).to_owned();
    let form = FirstRun {
        name: text("name"),
        email: text("email"),
        password: text("password"),
        organization: text("organization"),
        slug: None,
        project: Some((text("project"), text("platform"))),
    };
    match accounts::create_owner(&pages.backend, &form, &client(&parts, address.clone())).await {
        Ok((started, session)) => {
            let page = again(pages.clone(), address, parts, Posted { started: Some(started), ..Posted::default() }).await;
            with_session(&pages, &session.secret, page)
        }
        Err(error) => again(pages, address, parts, Posted { typed: fields, error: Some(error.into_api()), started: None }).await,
    }
}

pub(super) async fn read(request: Request<Body>) -> Result<(Parts, Fields), Response> {
    let (parts, body) = request.into_parts();
    let whole = Request::from_parts(parts.clone(), body);
    let Form(fields) = Form::<Fields>::from_request(whole, &()).await.map_err(IntoResponse::into_response)?;
    Ok((parts, fields))
}

pub(super) fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

pub(super) fn client(parts: &Parts, address: String) -> Client {
    let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    Client { address, user_agent }
}

/// Where to go after signing in: the page that was wanted, else the organization whose sign-in page this is, else the start.
fn next(parts: &Parts) -> String {
    let wanted = Query::<Fields>::try_from_uri(&parts.uri).ok().map(|Query(fields)| value(&fields, "next").to_owned());
    if let Some(path) = wanted.as_deref().and_then(model::next_path::local) {
        return path.to_owned();
    }
    match parts.uri.path().trim_matches('/').split_once('/') {
        Some((organization, _)) if model::slug::is_valid(organization) => format!("/{organization}"),
        _ => "/".to_owned(),
    }
}

fn with_session(pages: &Pages, secret: &str, mut response: Response) -> Response {
    set_session(&pages.backend, secret, &mut response);
    response
}

pub(super) fn set_session(backend: &Backend, secret: &str, response: &mut Response) {
    if let Ok(value) = HeaderValue::from_str(&call::session_cookie(backend, secret, call::SESSION_LENGTH)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The page that the form is on, with what was posted.
async fn again(pages: Pages, address: String, mut parts: Parts, mut posted: Posted) -> Response {
    posted.typed.retain(|(name, _)| name != "password");
    let status = posted.error.as_ref().map(ApiError::status).and_then(|status| StatusCode::from_u16(status).ok());
    parts.method = Method::GET;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    let context = call::Request::new(pages.backend, address, false);
    let provide = move || {
        provide_context(context.clone());
        provide_context(posted.clone());
    };
    let handler = leptos_axum::render_app_async_with_context(provide, move || document(&pages.bundle));
    let mut response = handler(Request::from_parts(parts, Body::empty())).await;
    if let Some(status) = status {
        *response.status_mut() = status;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{Body, Request, next};

    #[test]
    fn after_sign_in_only_pages_of_this_site() {
        for (uri, to) in [
            ("/login", "/"),
            ("/login?next=/acme/issues/7%3Fa=b", "/acme/issues/7?a=b"),
            ("/acme/login", "/acme"),
            ("/acme/login?next=//evil.example", "/acme"),
            ("/login?next=https://evil.example/", "/"),
            ("/login?next=%2F%5Cevil.example", "/"),
            ("/acme/login?next=", "/acme"),
        ] {
            let (parts, _) = Request::builder().uri(uri).body(Body::empty()).expect("a request").into_parts();
            assert_eq!(next(&parts), to, "{uri}");
        }
    }
}
