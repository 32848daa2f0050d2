//! Who the token belongs to.

use super::{call::Caller, shapes};
use axum::Json;
use serde_json::{Value, json};

/// What clients ask of a token; every token may do what its account may do.
const SCOPES: [&str; 12] = [
    "org:read",
    "org:ci",
    "project:read",
    "project:write",
    "project:releases",
    "team:read",
    "team:write",
    "member:read",
    "member:write",
    "event:read",
    "event:write",
    "event:admin",
];

pub async fn index(Caller(actor): Caller) -> Json<Value> {
    Json(json!({ "version": "0", "auth": { "scopes": SCOPES }, "user": shapes::me(&actor) }))
}

pub async fn auth(Caller(actor): Caller) -> Json<Value> {
    Json(shapes::me(&actor))
}
