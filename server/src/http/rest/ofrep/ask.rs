//! Who asks, and about whom.

use super::answer::No;
use crate::http::rest::call::{Caller, Place};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, request::Parts},
};
use backend::{
    Backend,
    access::{Access, Actor},
    experiments::{LONGEST, fits},
    organizations,
};
use model::time::Timestamp;
use serde_json::{Map, Value};

/// A member with a token, and the flag of the path; no flag: all of them.
pub struct Asker {
    pub access: Access,
    pub key: String,
    pub now: Timestamp,
}

impl FromRequestParts<Backend> for Asker {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, No> {
        let Caller(actor) = Caller::from_request_parts(parts, backend).await?;
        let now = backend.clock.now();
        let no = |error| No::of(error, now);
        let Ok(place) = Place::from_request_parts(parts, backend).await else { return Err(unreadable(parts)) };
        let key = place.get("key").to_owned();
        let slug = match place.find("org") {
            Some(slug) => slug.to_owned(),
            None => only_organization(&actor, &key, now).await?,
        };
        Ok(Self { access: actor.enter(&slug).await.map_err(no)?, key, now })
    }
}

/// A path that is no text once it is decoded: nothing has such a name.
fn unreadable(parts: &Parts) -> No {
    let path = parts.uri.path();
    match path.split_once(super::FLAGS) {
        Some((prefix, key)) if !prefix.contains('%') => No::Unknown { key: key.trim_start_matches('/').to_owned() },
        _ => No::elsewhere(),
    }
}

/// The organization that goes without saying.
async fn only_organization(actor: &Actor, key: &str, now: Timestamp) -> Result<String, No> {
    match organizations::of_account(actor).await.map_err(|error| No::of(error, now))?.as_slice() {
        [only] => Ok(only.slug.clone()),
        [] => Err(No::Forbidden("This token’s account is in no organization. It can ask for flags once it is invited to one.".to_owned())),
        _ => {
            let why = "This account is in several organizations: use /api/0/organizations/{organization} as base URL.";
            Err(No::bad(key, "GENERAL", why))
        }
    }
}

/// About whom, and what else is known of them.
pub struct Question {
    pub targeting_key: String,
    pub context: Map<String, Value>,
}

/// A body, read or not; what is wrong with it is said once the flag is known.
pub struct Unjudged(Result<Bytes, (StatusCode, String)>);

impl<S: Send + Sync> FromRequest<S> for Unjudged {
    type Rejection = No;

    async fn from_request(request: Request, state: &S) -> Result<Self, No> {
        Ok(Self(Bytes::from_request(request, state).await.map_err(|rejection| (rejection.status(), rejection.body_text()))))
    }
}

impl Unjudged {
    /// The context, or what is wrong with it.
    pub fn of(self, key: &str) -> Result<Question, No> {
        let bytes = self.0.map_err(|(status, why)| {
            let details = format!("The body could not be read: {why}.");
            No::Bad { status, key: key.to_owned(), code: "PARSE_ERROR", details }
        })?;
        let body: Value = serde_json::from_slice(&bytes).map_err(|error| No::bad(key, "PARSE_ERROR", &format!("The body is no JSON: {error}.")))?;
        let context = match body.get("context") {
            Some(Value::Object(context)) => context.clone(),
            None if body.is_object() => Map::new(),
            None => return Err(No::bad(key, "PARSE_ERROR", "The body must be an object with a “context”.")),
            Some(_) => return Err(No::bad(key, "INVALID_CONTEXT", "“context” must be an object.")),
        };
        match context.get("targetingKey") {
            Some(Value::String(unit)) if fits(unit) => Ok(Question { targeting_key: unit.clone(), context }),
            Some(Value::String(unit)) if !unit.is_empty() => {
                let why = format!("The targetingKey has at most {LONGEST} bytes, and no control characters: what others do could not be kept.");
                Err(No::bad(key, "INVALID_CONTEXT", &why))
            }
            None | Some(Value::Null | Value::String(_)) => Err(No::bad(key, "TARGETING_KEY_MISSING", "The context needs a targetingKey.")),
            Some(_) => Err(No::bad(key, "INVALID_CONTEXT", "The targetingKey must be a text.")),
        }
    }
}
