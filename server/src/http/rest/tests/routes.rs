//! Every route refuses strangers, takes both spellings of its path, and is described.

use super::client::{client, world};
use crate::http::rest::{ofrep, openapi, routes, schemas};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use model::role::Role;
use serde_json::json;
use std::collections::HashSet;

/// A path of the list with every part filled in; `org` as given, everything else something that is not there.
fn filled(path: &str, org: &str) -> String {
    path.split('/')
        .map(|part| {
            if part == "{org}" {
                org
            } else if part.starts_with('{') {
                "x"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn nobody_comes_in_without_a_token() {
    let world = world(Role::Owner).await;
    for route in routes::table().into_iter().filter(|route| !route.open) {
        for token in [None, Some("Bearer "), Some("Bearer 00"), Some("Basic YTpi")] {
            let mut request = Request::builder().method(route.method).uri(filled(route.path, "demo"));
            if let Some(token) = token {
                request = request.header("authorization", token);
            }
            let answer = world.client.raw(request.body(Body::empty()).expect("a request")).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {} {token:?}", route.method, route.path);
            assert!(answer.body["detail"].is_string());
        }
    }
}

#[tokio::test]
async fn the_wrong_method_is_told_with_those_that_are_taken() {
    let world = world(Role::Owner).await;
    for (method, path) in [("DELETE", "/api/0/organizations/demo/experiments/"), ("PATCH", "/api/0/organizations/demo/members/")] {
        let answer = world.client.send(method, path, json!({})).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert!(answer.body["detail"].as_str().is_some_and(|why| why.contains("Allow")), "{}", answer.body);
        assert!(answer.headers["allow"].to_str().is_ok_and(|taken| taken.contains("GET")), "{path}");
    }
    let answer = world.client.send("PUT", "/api/0/organizations/demo/exposures/", json!({})).await;
    assert!(answer.status == StatusCode::METHOD_NOT_ALLOWED && answer.headers["access-control-allow-origin"] == "*", "{}", answer.body);
    assert!(answer.body["detail"].is_string() && answer.headers["access-control-expose-headers"].to_str().is_ok_and(|names| names.contains("allow")));
}

#[tokio::test]
async fn another_organization_looks_like_none() {
    let world = world(Role::Owner).await;
    world.kit.organization("globex").await;
    let hank = world.kit.member("globex", Role::Owner, "hank@globex.example").await;
    let client = client(&world.kit, &hank).await;
    for route in
        routes::table().into_iter().filter(|route| !route.open).filter(|route| route.path.contains("{org}") || route.path.contains("{issue}"))
    {
        let path = filled(&route.path.replace("{issue}", world.issue.as_str()).replace("{project}", "demo"), "demo");
        let answer = client.send(route.method, &path, json!({})).await;
        let nowhere = client.send(route.method, &path.replace("/demo/", "/nowhere/"), json!({})).await;
        assert_eq!((answer.status, &answer.body), (StatusCode::NOT_FOUND, &nowhere.body), "{} {path}", route.method);
    }
}

#[tokio::test]
async fn paths_are_served_with_and_without_the_last_slash() {
    let world = world(Role::Owner).await;
    for path in ["/api/0/", "/api/0", "/api/0/organizations/demo/teams/", "/api/0/organizations/demo/teams"] {
        assert_eq!(world.client.get(path).await.status, StatusCode::OK, "{path}");
    }
    for path in ["/api/0/nothing/", "/api/0/nothing/here"] {
        let answer = world.client.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body["detail"].is_string());
    }
}

#[test]
fn the_document_has_every_route_and_every_schema() {
    let document = openapi();
    let text = document.to_string();
    let names: HashSet<&str> = schemas::SCHEMAS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), schemas::SCHEMAS.len());
    let mut ids = HashSet::new();
    for route in routes::table().into_iter().chain(ofrep::routes()) {
        let operation = &document["paths"][route.path][route.method.to_ascii_lowercase()];
        assert_eq!(operation["summary"], route.summary, "{} {}", route.method, route.path);
        assert!(ids.insert(operation["operationId"].to_string()), "{}", operation["operationId"]);
        assert!(route.path.ends_with('/') || route.path.contains("/ofrep/"), "{}", route.path);
        for name in
            route.body.into_iter().chain([route.answer, route.refusal]).map(|name| name.trim_matches(['[', ']'])).filter(|name| !name.is_empty())
        {
            assert!(names.contains(name), "no schema {name}");
        }
    }
    for reference in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(names.contains(reference), "no schema {reference}");
    }
}

#[tokio::test]
async fn bad_input_is_refused_with_a_sentence() {
    let world = world(Role::Owner).await;
    let org = "/api/0/organizations/demo";
    for (method, path, body) in [
        ("POST", "/releases/", "{"),
        ("POST", "/releases/", "[]"),
        ("POST", "/releases/", "{}"),
        ("POST", "/releases/", r#"{"version": "a\nb"}"#),
        ("POST", "/releases/", r#"{"version": "1", "projects": ["nope"]}"#),
        ("PUT", "/releases/1/", r#"{"dateReleased": "yesterday"}"#),
        ("PUT", "/releases/1/", r#"{"commits": [{"id": ""}]}"#),
        ("POST", "/members/", r#"{"email": "no address"}"#),
        ("POST", "/members/", r#"{"email": "a@x.example", "orgRole": "king"}"#),
        ("POST", "/members/", r#"{"email": "a@x.example", "teams": ["nope"]}"#),
        ("PUT", "/issues/", r#"{"status": "resolved"}"#),
        ("POST", "/artifactbundle/assemble/", r#"{"checksum": "x", "chunks": []}"#),
        ("POST", "/chunk-upload/", "no form"),
        ("POST", "/teams/", "{}"),
    ] {
        let answer = world.client.call(method, &format!("{org}{path}"), "application/json", body.as_bytes().to_vec()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{method} {path} {body} {}", answer.body);
        assert!(answer.body["detail"].is_string(), "{path} {body}");
    }
}

#[tokio::test]
async fn asking_to_join_needs_no_token_and_tells_nothing() {
    let world = world(Role::Owner).await;
    let ask = async |org: &str, email: &str| {
        let request = Request::builder().method("POST").uri(format!("/api/0/organizations/{org}/join-request/"));
        let answer = world.client.raw(request.body(Body::from(json!({ "email": email }).to_string())).expect("a request")).await;
        (answer.status, answer.body)
    };
    for email in ["new@x.example", "new@x.example", "olga@demo.example"] {
        assert_eq!(ask("demo", email).await, (StatusCode::NO_CONTENT, serde_json::Value::Null), "{email}");
    }
    assert_eq!(ask("demo", "nobody").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(ask("nowhere", "new@x.example").await.0, StatusCode::NOT_FOUND);
}

/// Everybody who may come, on every route: strangers meet a wall, nobody meets a fault, and ids of another organization are as good as none.
#[tokio::test]
async fn every_route_with_everybody() {
    let world = world(Role::Owner).await;
    world.kit.organization("globex").await;
    let mut actors = Vec::new();
    for role in Role::ALL {
        let access = world.kit.member("demo", role, &format!("{role}@demo.example")).await;
        actors.push((role.to_string(), client(&world.kit, &access).await, None));
    }
    let gone = world.kit.member("demo", Role::Owner, "gone@demo.example").await;
    let removed = client(&world.kit, &gone).await;
    backend::members::remove(&world.access, &gone.membership).await.expect("removed");
    actors.push(("removed".into(), removed, Some(StatusCode::NOT_FOUND)));
    let hank = world.kit.member("globex", Role::Owner, "hank@globex.example").await;
    let hanks = client(&world.kit, &hank).await;
    let invited = world.client.send("POST", "/api/0/organizations/demo/members/", json!({ "email": "ida@x.example" })).await;
    let invitation = invited.body["id"].as_str().expect("an id").to_owned();
    let ids = [
        ("{member}", world.access.membership.as_str()),
        ("{invitation}", &invitation),
        ("{request}", &invitation),
        ("{issue}", world.issue.as_str()),
        ("{event}", super::client::EVENT),
        ("{project}", "demo"),
        ("{team}", "backend"),
        ("{version}", "shop@2.14.3"),
        ("{experiment}", "button"),
        ("{short_id}", "DEMO-1"),
    ];
    let mut wrong = Vec::new();
    for route in routes::table().into_iter().filter(|route| !route.open) {
        let ours = ids.iter().fold(route.path.to_owned(), |path, (name, id)| path.replace(name, id));
        if route.path.contains("{org}") {
            for (actor, client, wall) in &actors {
                // Changes by those who may are in the tests of each; here nobody is to be surprised.
                if route.method != "GET" && wall.is_none() {
                    continue;
                }
                let answer = client.send(route.method, &ours.replace("{org}", "demo"), json!({})).await;
                if answer.status.is_server_error() || wall.is_some_and(|wall| answer.status != wall) {
                    wrong.push(format!("{} {ours}: {actor} gets {}", route.method, answer.status));
                }
            }
        }
        // The owner of another organization, by their own slug, with ids of this one.
        if ids.iter().any(|(name, _)| route.path.contains(name)) {
            let theirs = ours.replace("{org}", "globex");
            let answer = hanks.send(route.method, &theirs, json!({})).await;
            // Empty lists and new things of their own are fine; what is this organization's is not there.
            let leaked = ["demo", "shop/pricing", "ida@x.example", "ana@demo.example"].iter().any(|word| answer.body.to_string().contains(word));
            if answer.status.is_server_error() || (route.method == "GET" && leaked && answer.status.is_success()) {
                wrong.push(format!("{} {theirs}: {} {}", route.method, answer.status, answer.body));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let still = world.client.get(&format!("/api/0/organizations/demo/members/{invitation}/")).await;
    assert_eq!(still.status, StatusCode::OK, "nobody from outside took it back");
}
