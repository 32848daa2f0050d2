//! Flags for services in any language: the OpenFeature Remote Evaluation Protocol, with the account's API token.
//!
//! At the root for accounts of one organization; under `/api/0/organizations/{org}` for all others.

mod answer;
mod ask;

use super::{
    origins,
    routes::{Route, route},
};
use answer::{No, evaluated};
use ask::{Asker, Question, Unjudged};
use axum::{
    Json, Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Backend, experiments};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The largest context, in bytes.
const MAX_BODY: usize = 256 * 1024;
const FLAGS: &str = "/ofrep/v1/evaluate/flags";

/// What is served, as it is described.
pub fn routes() -> Vec<Route> {
    let one = |path| route("POST", path, "One flag for a targetingKey", "FlagValue", one);
    let all = |path| route("POST", path, "Every flag for a targetingKey; 304 while nothing has changed", "FlagValues", all);
    let routes = [
        one("/ofrep/v1/evaluate/flags/{key}"),
        all("/ofrep/v1/evaluate/flags"),
        one("/api/0/organizations/{org}/ofrep/v1/evaluate/flags/{key}"),
        all("/api/0/organizations/{org}/ofrep/v1/evaluate/flags"),
    ];
    routes.into_iter().map(|route| route.body("FlagQuestion").refused("FlagFailure")).collect()
}

pub fn router(backend: Backend) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let handler = origins::open(route.handler.fallback(otherwise));
        // Some clients write keys into the path as they are, slashes included; some end the address of all flags with one.
        router = match route.path.strip_suffix("{key}") {
            Some(flags) => router.route(&format!("{flags}{{*key}}"), handler),
            None => router.route(&format!("{}/", route.path), handler.clone()).route(route.path, handler),
        };
    }
    router.layer(DefaultBodyLimit::max(MAX_BODY)).with_state(backend)
}

/// Asked in another way than by POST.
async fn otherwise() -> No {
    No::Bad {
        status: StatusCode::METHOD_NOT_ALLOWED,
        key: String::new(),
        code: "GENERAL",
        details: "Ask by POST, with the context in the body.".to_owned(),
    }
}

/// One flag.
async fn one(Asker { access, key, now }: Asker, question: Unjudged) -> Result<Response, No> {
    let Question { targeting_key, context } = question.of(&key)?;
    let evaluation = experiments::evaluate(&access, &key, &targeting_key, &context).await.map_err(|error| No::of(error, now))?;
    let (status, body) = evaluated(evaluation);
    Ok((status, Json(body)).into_response())
}

/// Every flag, for clients that evaluate ahead. `304` while nothing has changed.
async fn all(Asker { access, now, .. }: Asker, headers: HeaderMap, question: Unjudged) -> Result<Response, No> {
    let Question { targeting_key, context } = question.of("")?;
    let evaluations = experiments::evaluate_all(&access, &targeting_key, &context).await.map_err(|error| No::of(error, now))?;
    let flags: Vec<Value> = evaluations.into_iter().map(|evaluation| evaluated(evaluation).1).collect();
    let body = json!({ "flags": flags });
    let tag = format!("\"{}\"", &hex::encode(Sha256::digest(body.to_string()))[..32]);
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|tags| tags.contains(&tag));
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = if known { status.into_response() } else { Json(body).into_response() };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}
