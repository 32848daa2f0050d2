//! Who asks, and about whom.

use super::answer::No;
use crate::http::rest::call::{Caller, Place};
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::request::Parts,
};
use backend::{Backend, access::Access, organizations};
use serde_json::{Map, Value};

/// A member with a token, and the flag of the path.
pub struct Asker {
    pub access: Access,
    pub key: String,
}

impl FromRequestParts<Backend> for Asker {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, backend: &Backend) -> Result<Self, No> {
        let Caller(actor) = Caller::from_request_parts(parts, backend).await.map_err(No::Stranger)?;
        let place = Place::from_request_parts(parts, backend).await.map_err(No::Stranger)?;
        let key = place.get("key").to_owned();
        let slug = match place.find("org") {
            Some(slug) => slug.to_owned(),
            None => match organizations::of_account(&actor).await?.as_slice() {
                [only] => only.slug.clone(),
                _ => {
                    let why = "This account is in several organizations: use /api/0/organizations/{organization} as base URL.";
                    return Err(No::bad(&key, "GENERAL", why));
                }
            },
        };
        Ok(Self { access: actor.enter(&slug).await?, key })
    }
}

/// About whom, and what else is known of them.
pub struct Question {
    pub targeting_key: String,
    pub context: Map<String, Value>,
}

impl<S: Send + Sync> FromRequest<S> for Unjudged {
    type Rejection = No;

    async fn from_request(request: Request, state: &S) -> Result<Self, No> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| No::Body(rejection.status(), rejection.body_text()))?;
        Ok(Self(bytes))
    }
}

/// A body that has been read; what is wrong with it is said once the flag is known.
pub struct Unjudged(Bytes);

impl Unjudged {
    /// The context, or what is wrong with it.
    pub fn of(&self, key: &str) -> Result<Question, No> {
        let body: Value = serde_json::from_slice(&self.0).map_err(|error| No::bad(key, "PARSE_ERROR", &format!("The body is no JSON: {error}")))?;
        let context = match body.get("context") {
            Some(Value::Object(context)) => context.clone(),
            None if body.is_object() => Map::new(),
            _ => return Err(No::bad(key, "INVALID_CONTEXT", "“context” must be an object.")),
        };
        match context.get("targetingKey") {
            Some(Value::String(targeting_key)) if !targeting_key.is_empty() => Ok(Question { targeting_key: targeting_key.clone(), context }),
            None | Some(Value::Null | Value::String(_)) => Err(No::bad(key, "TARGETING_KEY_MISSING", "The context needs a targetingKey.")),
            Some(_) => Err(No::bad(key, "INVALID_CONTEXT", "The targetingKey must be a text.")),
        }
    }
}
