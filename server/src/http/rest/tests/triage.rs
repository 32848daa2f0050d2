//! Scripts read, resolve and assign issues, make teams and projects, and page through lists.

use super::client::{EVENT, world};
use axum::http::StatusCode;
use model::role::Role;
use serde_json::json;

#[tokio::test]
async fn an_issue_is_read_resolved_and_assigned_by_id_and_short_id() {
    let world = world(Role::Member).await;
    let by_id = format!("/api/0/issues/{}/", world.issue);
    let shown = world.client.get(&by_id).await;
    assert_eq!((shown.status, shown.body["shortId"].as_str()), (StatusCode::OK, Some("DEMO-1")));
    let changed = world.client.send("PUT", &by_id, json!({ "status": "resolved", "assignedTo": "ana@demo.example" })).await;
    assert_eq!((changed.body["status"].as_str(), changed.body["assignedTo"]["type"].as_str()), (Some("resolved"), Some("user")), "{}", changed.body);
    let by_short = "/api/0/organizations/demo/issues/DEMO-1/";
    let changed = world.client.send("PUT", by_short, json!({ "status": "unresolved", "assignedTo": "#backend" })).await;
    assert_eq!(
        (changed.body["status"].as_str(), changed.body["assignedTo"]["type"].as_str()),
        (Some("unresolved"), Some("team")),
        "{}",
        changed.body
    );
    let changed = world.client.send("PUT", by_short, json!({ "assignedTo": null })).await;
    assert_eq!(changed.body["assignedTo"], json!(null));
    assert_eq!(world.client.send("PUT", by_short, json!({ "assignedTo": "zoe@x.example" })).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(world.client.send("PUT", by_short, json!({ "status": "gone" })).await.status, StatusCode::BAD_REQUEST);
    let many = format!("/api/0/projects/demo/demo/issues/?id={}", world.issue);
    assert_eq!(world.client.send("PUT", &many, json!({ "status": "ignored" })).await.status, StatusCode::OK);
    assert_eq!(world.client.get(&by_id).await.body["status"], "ignored");
}

#[tokio::test]
async fn an_invited_address_can_be_assigned() {
    let world = world(Role::Owner).await;
    world.client.send("POST", "/api/0/organizations/demo/members/", json!({ "email": "bea@x.example" })).await;
    let answer = world.client.send("PUT", &format!("/api/0/issues/{}/", world.issue), json!({ "assignedTo": "Bea@x.example" })).await;
    assert_eq!(answer.body["assignedTo"]["type"], "invited", "{}", answer.body);
}

#[tokio::test]
async fn events_are_found_by_issue_and_by_project() {
    let world = world(Role::Member).await;
    for path in [
        format!("/api/0/issues/{}/events/latest/", world.issue),
        format!("/api/0/issues/{}/events/{EVENT}/", world.issue),
        "/api/0/organizations/demo/issues/DEMO-1/events/oldest/".to_owned(),
        format!("/api/0/projects/demo/demo/events/{EVENT}/"),
        "/api/0/projects/demo/demo/events/9EC79C33-ec99-42ab-8353-589fcb2e04dc/".to_owned(),
    ] {
        let answer = world.client.get(&path).await;
        assert_eq!((answer.status, answer.body["eventID"].as_str()), (StatusCode::OK, Some(EVENT)), "{path} {}", answer.body);
        assert_eq!(answer.body["entries"][0]["data"]["values"][0]["stacktrace"]["frames"][0]["lineNo"], 13);
    }
    for path in ["/api/0/organizations/demo/issues/DEMO-1/events/", "/api/0/projects/demo/demo/events/"] {
        assert_eq!(world.client.get(path).await.body[0]["eventID"], EVENT, "{path}");
    }
    assert_eq!(world.client.get("/api/0/projects/demo/demo/events/00/").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn teams_projects_and_keys_are_made() {
    let world = world(Role::Owner).await;
    let team = world.client.send("POST", "/api/0/organizations/demo/teams/", json!({ "name": "Front end" })).await;
    assert_eq!((team.status, team.body["slug"].as_str()), (StatusCode::CREATED, Some("front-end")), "{}", team.body);
    let body = json!({ "name": "Web shop", "platform": "javascript-react" });
    let project = world.client.send("POST", "/api/0/teams/demo/front-end/projects/", body).await;
    assert_eq!((project.status, project.body["platform"].as_str()), (StatusCode::CREATED, Some("javascript")), "{}", project.body);
    assert_eq!(project.body["teams"][0]["slug"], "front-end");
    let keys = world.client.get("/api/0/projects/demo/web-shop/keys/").await;
    let dsn = keys.body[0]["dsn"]["public"].as_str().expect("a DSN").to_owned();
    assert!(dsn.ends_with(project.body["id"].as_str().expect("an id")), "{dsn}");
    let key = world.client.send("POST", "/api/0/projects/demo/web-shop/keys/", json!({ "name": "CI" })).await;
    assert_eq!(key.status, StatusCode::CREATED);
}

#[tokio::test]
async fn lists_go_on_at_the_link_header() {
    let world = world(Role::Member).await;
    for n in 0..5 {
        let version = format!("shop/{n}@1");
        world.client.send("POST", "/api/0/organizations/demo/releases/", json!({ "version": version })).await;
        world.kit.backend.clock.advance(1);
    }
    let mut path = "/api/0/organizations/demo/releases/?per_page=2&query=shop".to_owned();
    let mut seen = Vec::new();
    loop {
        let answer = world.client.get(&path).await;
        seen.extend(answer.body.as_array().expect("a list").iter().map(|release| release["version"].as_str().expect("a version").to_owned()));
        let link = answer.headers["link"].to_str().expect("text").to_owned();
        let next = link.split(", ").find(|part| part.contains("rel=\"next\"")).expect("a next link").to_owned();
        if next.contains("results=\"false\"") {
            break;
        }
        let url = next.split(['<', '>']).nth(1).expect("an address");
        path = url.strip_prefix("https://muster.example").expect("of this server").to_owned();
    }
    assert_eq!(seen, ["shop/4@1", "shop/3@1", "shop/2@1", "shop/1@1", "shop/0@1"]);
    let one = world.client.get("/api/0/organizations/demo/releases/shop%2F3%401/").await;
    assert_eq!(one.body["version"], "shop/3@1");
    let issues = world.client.get("/api/0/organizations/demo/issues/?limit=1").await;
    assert_eq!(issues.body.as_array().map(Vec::len), Some(1));
    assert!(issues.headers["link"].to_str().expect("text").contains("rel=\"next\"; results=\"false\""));
}

#[tokio::test]
async fn clients_that_know_only_numbers_resolve_by_number_and_all_at_once() {
    let world = world(Role::Member).await;
    let id = world.client.get("/api/0/projects/demo/demo/issues/").await.body[0]["id"].as_str().expect("an id").to_owned();
    assert!(id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    assert_eq!(world.client.get(&format!("/api/0/issues/{id}/")).await.body["id"], id.as_str());
    assert_eq!(world.client.get("/api/0/organizations/demo/shortids/DEMO-1/").await.body["groupId"], id.as_str());
    assert_eq!(world.client.get("/api/0/projects/demo/demo/events/").await.body[0]["groupID"], id.as_str());
    let status = async || world.client.get(&format!("/api/0/organizations/demo/issues/{id}/")).await.body["status"].clone();
    let all = "/api/0/projects/demo/demo/issues/";
    let by_id = world.client.send("PUT", &format!("{all}?id={id}"), json!({ "status": "resolved" })).await;
    assert_eq!((by_id.status, status().await), (StatusCode::OK, json!("resolved")), "{}", by_id.body);
    world.client.send("PUT", &format!("{all}?status=ignored"), json!({ "status": "unresolved" })).await;
    assert_eq!(status().await, "resolved", "it was not ignored");
    world.client.send("PUT", &format!("{all}?status=resolved"), json!({ "status": "unresolved" })).await;
    assert_eq!(status().await, "unresolved");
    assert_eq!(world.client.send("PUT", all, json!({ "status": "muted" })).await.status, StatusCode::OK);
    assert_eq!(status().await, "ignored");
    let everywhere = world.client.send("PUT", "/api/0/organizations/demo/issues/", json!({ "status": "resolved" })).await;
    assert_eq!(everywhere.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_release_is_archived_and_restored() {
    let world = world(Role::Member).await;
    let one = "/api/0/organizations/demo/releases/shop@1/";
    let count = async |query: &str| world.client.get(&format!("/api/0/organizations/demo/releases/{query}")).await.body.as_array().map(Vec::len);
    world.client.send("POST", "/api/0/organizations/demo/releases/", json!({ "version": "shop@1", "projects": ["demo"] })).await;
    let archived = world.client.send("PUT", one, json!({ "projects": [], "version": "shop@1", "status": "archived" })).await;
    assert_eq!((archived.status, archived.body["status"].as_str()), (StatusCode::OK, Some("archived")), "{}", archived.body);
    assert_eq!((count("").await, count("?status=archived").await, count("?status=all").await), (Some(0), Some(1), Some(1)));
    world.client.send("PUT", one, json!({ "url": "https://x.example" })).await;
    assert_eq!(world.client.get(one).await.body["status"], "archived", "what is not mentioned stays");
    let restored = world.client.send("PUT", one, json!({ "status": "open" })).await;
    assert_eq!((restored.body["status"].as_str(), count("").await), (Some("open"), Some(1)));
    assert_eq!(world.client.send("PUT", one, json!({ "status": "lost" })).await.status, StatusCode::BAD_REQUEST);
}
