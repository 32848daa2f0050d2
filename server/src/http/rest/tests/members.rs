//! Scripts invite, list, change and remove people.

use super::client::world;
use axum::http::StatusCode;
use model::role::Role;
use serde_json::json;

const MEMBERS: &str = "/api/0/organizations/demo/members/";

#[tokio::test]
async fn an_invited_person_stands_in_the_list_of_members_until_the_invitation_is_taken_back() {
    let world = world(Role::Owner).await;
    let body = json!({ "email": "bea@x.example", "orgRole": "admin", "teamRoles": [{ "teamSlug": "backend", "role": null }] });
    let made = world.client.send("POST", MEMBERS, body.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    assert_eq!((made.body["pending"].as_bool(), made.body["orgRole"].as_str()), (Some(true), Some("admin")));
    assert_eq!(made.body["teams"], json!(["backend"]));
    assert_eq!(made.body["source"], "api");
    let again = world.client.send("POST", MEMBERS, body).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
    let list = world.client.get(MEMBERS).await;
    assert_eq!(list.body.as_array().map(Vec::len), Some(2));
    assert_eq!(world.client.get("/api/0/organizations/demo/members/?query=bea@").await.body.as_array().map(Vec::len), Some(1));
    let id = made.body["id"].as_str().expect("an id").to_owned();
    let one = format!("{MEMBERS}{id}/");
    assert_eq!(world.client.get(&one).await.body["email"], "bea@x.example");
    let changed = world.client.send("PUT", &one, json!({ "orgRole": "member", "teamRoles": [] })).await;
    assert_eq!((changed.body["orgRole"].as_str(), &changed.body["teams"]), (Some("member"), &json!([])), "{}", changed.body);
    assert_eq!(world.client.send("DELETE", &one, json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.client.get(&one).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn several_are_invited_at_once_and_each_gets_an_answer() {
    let world = world(Role::Owner).await;
    let path = "/api/0/organizations/demo/invitations/";
    let body = json!({ "key": "k1", "groups": [{ "addresses": ["bea@x.example", "nonsense"], "role": "member", "teams": ["backend"] }] });
    let answer = world.client.send("POST", path, body.clone()).await;
    let outcomes: Vec<_> = answer.body["results"].as_array().expect("results").iter().map(|row| row["outcome"]["outcome"].clone()).collect();
    assert_eq!(outcomes, ["invited", "invalid_address"], "{}", answer.body);
    world.client.send("POST", path, body).await;
    let list = world.client.get(path).await;
    assert_eq!(list.body.as_array().map(Vec::len), Some(1), "the same key does nothing twice");
    let id = list.body[0]["id"].as_str().expect("an id").to_owned();
    let link = world.client.send("POST", &format!("{path}{id}/link/"), json!({})).await;
    assert!(link.body["link"].as_str().is_some_and(|link| link.starts_with("https://")), "{}", link.body);
    assert_eq!(world.client.send("POST", &format!("{path}{id}/resend/"), json!({})).await.status, StatusCode::OK);
    assert_eq!(world.client.send("DELETE", &format!("{path}{id}/"), json!({})).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn several_are_sent_again_or_taken_back_at_once_and_each_gets_an_answer() {
    let world = world(Role::Owner).await;
    let path = "/api/0/organizations/demo/invitations/";
    let body = json!({ "groups": [{ "addresses": ["bea@x.example", "cem@x.example"] }] });
    world.client.send("POST", path, body).await;
    let list = world.client.get(path).await;
    let ids: Vec<_> = list.body.as_array().expect("a list").iter().map(|row| row["id"].clone()).collect();
    let answer = world.client.send("PUT", path, json!({ "resend": [ids[0]], "revoke": [ids[1], "unknown"] })).await;
    let errors: Vec<bool> = answer.body["results"].as_array().expect("results").iter().map(|row| row["error"].is_null()).collect();
    assert_eq!(errors, [true, true, false], "{}", answer.body);
    assert_eq!(world.client.get(path).await.body.as_array().map(Vec::len), Some(1));
    assert_eq!(world.client.send("PUT", path, json!({})).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn members_change_role_and_teams_and_leave() {
    let world = world(Role::Owner).await;
    world.kit.member("demo", Role::Member, "cem@demo.example").await;
    let list = world.client.get("/api/0/organizations/demo/members/?query=cem").await;
    let one = format!("{MEMBERS}{}/", list.body[0]["id"].as_str().expect("an id"));
    let changed = world.client.send("PUT", &one, json!({ "orgRole": "manager", "teamRoles": [{ "teamSlug": "backend" }] })).await;
    assert_eq!((changed.body["orgRole"].as_str(), &changed.body["teams"]), (Some("manager"), &json!(["backend"])), "{}", changed.body);
    assert_eq!(world.client.get("/api/0/teams/demo/backend/members/").await.body.as_array().map(Vec::len), Some(2));
    let changed = world.client.send("PUT", &one, json!({ "teamRoles": [] })).await;
    assert_eq!(changed.body["teams"], json!([]));
    assert_eq!(world.client.send("DELETE", &one, json!({})).await.status, StatusCode::NO_CONTENT);
    let me = format!("{MEMBERS}me/");
    assert_eq!(world.client.get(&me).await.body["email"], "ana@demo.example");
    assert_eq!(world.client.send("DELETE", &me, json!({})).await.status, StatusCode::CONFLICT, "the last owner stays");
}

#[tokio::test]
async fn what_a_member_may_not_do_in_the_pages_they_may_not_do_here() {
    let world = world(Role::Member).await;
    let answer = world.client.send("POST", MEMBERS, json!({ "email": "bea@x.example", "orgRole": "owner" })).await;
    assert!(answer.status == StatusCode::CREATED && answer.body["state"] == "requested" || answer.status == StatusCode::FORBIDDEN, "{}", answer.body);
    world.kit.member("demo", Role::Owner, "olga@demo.example").await;
    let list = world.client.get("/api/0/organizations/demo/members/?query=olga").await;
    let one = format!("{MEMBERS}{}/", list.body[0]["id"].as_str().expect("an id"));
    assert_eq!(world.client.send("PUT", &one, json!({ "orgRole": "member" })).await.status, StatusCode::FORBIDDEN);
    assert_eq!(world.client.send("DELETE", &one, json!({})).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_change_is_made_whole_or_not_at_all() {
    let world = world(Role::Owner).await;
    let max = world.kit.member("demo", Role::Manager, "max@demo.example").await;
    let client = super::client::client(&world.kit, &max).await;
    world.kit.member("demo", Role::Member, "cem@demo.example").await;
    let list = world.client.get("/api/0/organizations/demo/members/?query=cem").await;
    let one = format!("{MEMBERS}{}/", list.body[0]["id"].as_str().expect("an id"));
    // The team is not there: the role stays as well.
    let answer = client.send("PUT", &one, json!({ "orgRole": "manager", "teamRoles": [{ "teamSlug": "gone" }] })).await;
    assert!(answer.status.is_client_error(), "{}", answer.body);
    // The role is above the manager's own: the team stays as well.
    let answer = client.send("PUT", &one, json!({ "orgRole": "owner", "teamRoles": [{ "teamSlug": "backend" }] })).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.body);
    let now = world.client.get(&one).await.body;
    assert_eq!((&now["orgRole"], &now["teams"]), (&json!("member"), &json!([])));
    // Requests: a reason that is too long denies nothing, and approves nothing either.
    let cem = world.kit.member("demo", Role::Member, "dan@demo.example").await;
    let asking = super::client::client(&world.kit, &cem).await;
    for email in ["eva@x.example", "fay@x.example"] {
        assert_eq!(asking.send("POST", MEMBERS, json!({ "email": email })).await.status, StatusCode::CREATED);
    }
    let path = "/api/0/organizations/demo/invite-requests/";
    let waiting = world.client.get(path).await.body;
    let ids = [waiting[0]["id"].clone(), waiting[1]["id"].clone()];
    let body = json!({ "approve": [{ "id": ids[0] }], "deny": [ids[1]], "reason": "x".repeat(5_000) });
    assert_eq!(world.client.send("PUT", path, body).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(world.client.get(path).await.body.as_array().map(Vec::len), Some(2));
    let body = json!({ "approve": [{ "id": ids[0] }], "deny": [ids[1]], "reason": "Not now" });
    let done = world.client.send("PUT", path, body).await.body;
    assert_eq!(done["results"].as_array().map(Vec::len), Some(2), "{done}");
    assert_eq!(world.client.get(path).await.body.as_array().map(Vec::len), Some(0));
}
