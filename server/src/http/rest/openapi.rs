//! The OpenAPI document, made from the list of routes.

use super::{
    ofrep,
    routes::{self, Route},
    schemas,
};
use serde_json::{Map, Value, json};

/// The document that `muster openapi` prints.
pub fn openapi() -> Value {
    let mut paths = Map::new();
    for route in routes::table().into_iter().chain(ofrep::routes()) {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.to_ascii_lowercase()] = operation(&route);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Muster",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "REST for scripts and command-line clients. Every call carries an API token; it may do what its account may do.",
        },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas::all(),
        },
    })
}

fn operation(route: &Route) -> Value {
    let path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameter = |name: &str, place: &str| json!({ "name": name, "in": place, "required": place == "path", "schema": { "type": "string" } });
    let parameters: Vec<Value> = path.map(|name| parameter(name, "path")).chain(route.query.iter().map(|name| parameter(name, "query"))).collect();
    let content = |schema: &str| json!({ "application/json": { "schema": schemas::reference(schema) } });
    let mut answer = json!({ "description": route.summary });
    if !route.answer.is_empty() {
        answer["content"] = content(route.answer);
    }
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.summary,
        "parameters": parameters,
        "responses": {
            route.status.to_string(): answer,
            "default": { "description": "Not done, and why", "content": content(route.refusal) },
        },
    });
    if route.open {
        operation["security"] = json!([]);
    }
    if let Some(body) = route.body {
        operation["requestBody"] = json!({ "required": true, "content": content(body) });
    }
    operation
}

/// `getOrganizationsOrgReleases` of `GET /api/0/organizations/{org}/releases/`.
fn operation_id(route: &Route) -> String {
    let words = route.path.trim_start_matches("/api/0/").split(['/', '-', '_', '{', '}']).filter(|word| !word.is_empty());
    let upper = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
    };
    let name: String = words.map(upper).collect();
    format!("{}{}", route.method.to_ascii_lowercase(), if name.is_empty() { "Index".to_owned() } else { name })
}
