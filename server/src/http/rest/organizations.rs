//! Organizations, and what they don't have here.

use super::{
    answer::Answer,
    call::{Caller, Member},
    page::Page,
    shapes,
};
use axum::{Json, response::Response};
use backend::{issues, organizations};
use serde_json::{Value, json};

pub async fn list(Caller(actor): Caller, page: Page) -> Answer<Response> {
    let mut rows = Vec::new();
    for link in organizations::of_account(&actor).await? {
        rows.push(shapes::organization(&actor.enter(&link.slug).await?));
    }
    Ok(page.of(rows))
}

pub async fn show(Member(access): Member) -> Json<Value> {
    Json(shapes::organization(&access))
}

pub async fn environments(Member(access): Member) -> Answer<Json<Value>> {
    Ok(Json(shapes::environments(issues::environments(&access, None).await?)))
}

/// An empty list, for what this product doesn't have.
pub async fn none(Member(_): Member, page: Page) -> Response {
    page.of(Vec::new())
}

pub async fn no_counts(Member(_): Member) -> Json<Value> {
    Json(json!({}))
}

pub async fn no_data(Member(_): Member) -> Json<Value> {
    Json(json!({ "data": [], "meta": { "fields": {} } }))
}
