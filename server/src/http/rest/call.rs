//! The gatekeeper of REST: bearer token → account → membership in the organization that the path names. Nothing else hands out a backend.

use super::answer::Refusal;
use crate::http::peer::ClientAddress;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request},
    http::{StatusCode, header, request::Parts},
};
use backend::{
    Backend,
    access::{Access, Actor, Credential},
    issues, organizations,
};
use model::{error::ApiError, id::IssueId};
use serde::de::DeserializeOwned;

/// The account that a bearer token belongs to.
pub struct Caller(pub Actor);

impl FromRequestParts<Backend> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, Refusal> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or("");
        let (scheme, secret) = header.split_once(' ').unwrap_or((header, ""));
        if !scheme.eq_ignore_ascii_case("bearer") || secret.trim().is_empty() {
            return Err(Refusal::new(StatusCode::UNAUTHORIZED, "This needs an API token: Authorization: Bearer …"));
        }
        let address = parts.extensions.get::<ClientAddress>().map_or("", |address| address.0.as_str());
        Ok(Self(backend.actor(Credential::ApiToken(secret.trim()), address).await?))
    }
}

/// The account as a member of the organization `{org}` of the path.
pub struct Member(pub Access);

impl FromRequestParts<Backend> for Member {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, Refusal> {
        let Caller(actor) = Caller::from_request_parts(parts, backend).await?;
        let PathPart(organization) = part(parts, "org").await?;
        Ok(Self(actor.enter(&organization).await?))
    }
}

/// The issue `{issue}` of the path, with the access of a member of its organization, which the path may leave out.
pub struct OnIssue(pub Access, pub IssueId);

impl FromRequestParts<Backend> for OnIssue {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, Refusal> {
        let Caller(actor) = Caller::from_request_parts(parts, backend).await?;
        let PathPart(issue) = part(parts, "issue").await?;
        let organizations = match part(parts, "org").await {
            Ok(PathPart(slug)) => vec![slug],
            Err(_) => organizations::of_account(&actor).await?.into_iter().map(|link| link.slug).collect(),
        };
        for slug in organizations {
            let access = actor.enter(&slug).await?;
            match issues::find(&access, &issue).await {
                Ok(id) => return Ok(Self(access, id)),
                Err(backend::Error::Said(ApiError::NotFound)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Refusal::not_found())
    }
}

struct PathPart(String);

async fn part(parts: &mut Parts, name: &str) -> Result<PathPart, Refusal> {
    let params = RawPathParams::from_request_parts(parts, &()).await.map_err(|_| Refusal::not_found())?;
    params.iter().find(|(key, _)| *key == name).map(|(_, value)| PathPart(value.to_owned())).ok_or_else(Refusal::not_found)
}

/// Parts of the path, decoded: versions contain `/` and `@`.
pub struct Place(Vec<(String, String)>);

impl Place {
    pub fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or("")
    }

    pub fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Refusal::not_found())?;
        Ok(Self(params.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()))
    }
}

/// The query string; a name may come several times.
pub struct Params(Vec<(String, String)>);

impl Params {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Names and values as they came.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let Query(pairs) = Query::try_from_uri(&parts.uri).map_err(|_| Refusal::bad("query", "The query string can’t be read."))?;
        Ok(Self(pairs))
    }
}

/// A JSON body, whatever its content type says.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| Refusal::new(rejection.status(), rejection.body_text()))?;
        let bytes: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        serde_json::from_slice(bytes)
            .map(Self)
            .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, format!("The body is not the JSON that is expected here: {error}")))
    }
}
