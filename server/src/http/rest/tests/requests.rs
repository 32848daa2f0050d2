//! Scripts ask for people, and decide what was asked for.

use super::client::{client, world};
use axum::http::StatusCode;
use model::role::Role;
use serde_json::json;

const REQUESTS: &str = "/api/0/organizations/demo/invite-requests/";

#[tokio::test]
async fn a_request_is_listed_changed_and_approved() {
    let world = world(Role::Owner).await;
    let mel = client(&world.kit, &world.kit.member("demo", Role::Member, "mel@demo.example").await).await;
    let made = mel.send("POST", REQUESTS, json!({ "email": "bea@x.example", "orgRole": "member" })).await;
    assert_eq!((made.status, made.body["inviteStatus"].as_str()), (StatusCode::CREATED, Some("requested_to_be_invited")), "{}", made.body);
    let one = format!("{REQUESTS}{}/", made.body["id"].as_str().expect("an id"));
    assert_eq!(mel.send("PUT", &one, json!({ "approve": true })).await.status, StatusCode::FORBIDDEN);
    let list = world.client.get(REQUESTS).await;
    assert_eq!((list.body[0]["inviterName"].as_str(), list.body[0]["refusal"].as_str()), (Some("mel"), None), "{}", list.body);
    assert_eq!(world.client.send("PUT", &one, json!({ "approve": true, "teams": ["nope"] })).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(world.client.send("PUT", &one, json!({ "approve": "perhaps" })).await.status, StatusCode::BAD_REQUEST);
    let body = json!({ "approve": 1, "orgRole": "admin", "teamRoles": [{ "teamSlug": "backend" }] });
    let approved = world.client.send("PUT", &one, body.clone()).await;
    assert_eq!((approved.status, approved.body["state"].as_str()), (StatusCode::OK, Some("pending")), "{}", approved.body);
    assert_eq!((approved.body["orgRole"].as_str(), &approved.body["teams"]), (Some("admin"), &json!(["backend"])));
    assert!(approved.body["inviteLink"].as_str().is_some_and(|link| link.contains("/invitation#")));
    let late = world.client.send("PUT", &one, body).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body["detail"].as_str().is_some_and(|why| why.starts_with("You approved this")), "{}", late.body);
    assert_eq!(world.client.get(REQUESTS).await.body, json!([]));
    let invitation = one.replace("invite-requests", "invitations");
    let changed = world.client.send("PUT", &invitation, json!({ "orgRole": "manager" })).await;
    assert_eq!((changed.body["orgRole"].as_str(), &changed.body["teams"]), (Some("manager"), &json!(["backend"])), "{}", changed.body);
}

#[tokio::test]
async fn several_are_decided_at_once_denied_and_withdrawn() {
    let world = world(Role::Owner).await;
    let mel = client(&world.kit, &world.kit.member("demo", Role::Member, "mel@demo.example").await).await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let made = mel.send("POST", REQUESTS, json!({ "email": format!("a{n}@x.example") })).await;
        ids.push(made.body["id"].as_str().expect("an id").to_owned());
    }
    let body = json!({ "approve": [{ "id": ids[0] }, { "id": ids[1], "orgRole": "admin" }], "deny": [ids[2], "gone"], "reason": "Not now" });
    let answer = world.client.send("PUT", REQUESTS, body).await;
    let outcomes: Vec<_> = answer.body["results"].as_array().expect("results").iter().map(|row| row["outcome"]["outcome"].clone()).collect();
    assert_eq!(outcomes, ["invited", "invited", "denied", "refused"], "{}", answer.body);
    assert_eq!(world.client.send("DELETE", &format!("{REQUESTS}{}/", ids[3]), json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(mel.send("DELETE", &format!("{REQUESTS}{}/", ids[4]), json!({})).await.status, StatusCode::NO_CONTENT);
    let denied = mel.get(&format!("{REQUESTS}{}/", ids[2])).await;
    assert_eq!((denied.body["decision"]["verdict"].as_str(), denied.body["decision"]["reason"].as_str()), (Some("denied"), Some("Not now")));
    assert_eq!(mel.get(&format!("{REQUESTS}{}/", ids[4])).await.body["state"], "withdrawn");
    assert_eq!(world.client.send("PUT", REQUESTS, json!({})).await.status, StatusCode::BAD_REQUEST);
}
