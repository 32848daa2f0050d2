//! Every request that real clients were recorded to send is answered with the keys that let them go on.

use super::client::{EVENT, world};
use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use model::role::Role;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recording {
    scenario: String,
    method: String,
    path: String,
    status: u16,
    answer: Value,
    #[serde(default)]
    content_type: String,
    body: Option<Value>,
    body_base64: Option<String>,
}

/// Keys that an answer was recorded with and that mean nothing here.
const WITHOUT: [&str; 2] = ["maxFileSize", "count"];

/// Every key of `expected` is in `given`, at every depth; a list's first row stands for all.
fn missing(expected: &Value, given: &Value, path: &str) -> Vec<String> {
    match (expected, given) {
        (Value::Object(expected), Value::Object(given)) => expected
            .iter()
            .filter(|(key, _)| !WITHOUT.contains(&key.as_str()))
            .flat_map(|(key, value)| match given.get(key) {
                Some(given) => missing(value, given, &format!("{path}.{key}")),
                None => vec![format!("{path}.{key}")],
            })
            .collect(),
        (Value::Array(expected), Value::Array(given)) => match (expected.first(), given.first()) {
            (Some(expected), Some(given)) => missing(expected, given, &format!("{path}[]")),
            _ => Vec::new(),
        },
        (Value::Object(_), _) | (Value::Array(_), _) if !given.is_null() => vec![format!("{path}: another kind")],
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn every_recorded_request_is_answered() {
    let recordings: Vec<Recording> = serde_json::from_str(include_str!("recordings.json")).expect("recordings");
    assert!(recordings.len() > 50);
    let mut wrong = Vec::new();
    let mut scenario = String::new();
    let mut world = world(Role::Owner).await;
    for recording in recordings {
        if scenario != recording.scenario {
            scenario = recording.scenario.clone();
            world = super::client::world(Role::Owner).await;
            // What the scenario's client had done before it was recorded.
            if recording.path.contains("shop") {
                let body = serde_json::json!({ "version": "shop@2.14.3", "projects": ["demo"] });
                world.client.send("POST", "/api/0/organizations/demo/releases/", body).await;
            }
        }
        let path = recording.path.replace("1001", world.issue.as_str()).replace("project=1&", &format!("project={}&", world.project));
        let body = match (recording.body, recording.body_base64) {
            (Some(json), _) => json.to_string().into_bytes(),
            (None, Some(text)) => STANDARD.decode(text).expect("base64"),
            (None, None) => Vec::new(),
        };
        let answer = world.client.call(&recording.method, &path, &recording.content_type, body).await;
        let name = format!("{} {} {}", recording.scenario, recording.method, recording.path);
        let fine = answer.status == StatusCode::from_u16(recording.status).expect("a status")
            || (answer.status.is_success() && matches!(recording.method.as_str(), "POST" | "DELETE"));
        if !fine {
            wrong.push(format!("{name}: {} {}", answer.status, answer.body));
        }
        // An empty recorded answer says nothing; logs need `data`, which the recorder did not know.
        let says = !matches!(&recording.answer, Value::Array(rows) if rows.is_empty()) && recording.answer != serde_json::json!({});
        if says && !answer.body.is_null() {
            wrong.extend(missing(&recording.answer, &answer.body, "").into_iter().map(|key| format!("{name}: no {key}")));
        }
        if recording.scenario == "ncli-resolve" && recording.method == "PUT" {
            assert_eq!(answer.body["status"], "resolved");
        }
        if recording.path.contains(EVENT) {
            assert_eq!(answer.body["eventID"], EVENT);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_set_commits_sent_leads_to_suspects() {
    let world = world(Role::Owner).await;
    let body = serde_json::json!({ "projects": ["demo"], "commits": [{
        "id": "41824493a9f8c89247b556df82b8c1eba880dbc4", "repository": "origin", "author_name": "Bea", "author_email": "bea@x.example",
        "timestamp": "2025-12-30T00:00:00Z", "message": "Round prices\n", "patch_set": [{ "path": "shop/pricing.py", "type": "M" }],
    }] });
    let answer = world.client.send("PUT", "/api/0/organizations/demo/releases/shop@2.14.3/", body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let answer = world.client.get(&format!("/api/0/projects/demo/demo/events/{EVENT}/committers/")).await;
    let committer = &answer.body["committers"][0];
    assert_eq!((committer["author"]["email"].as_str(), committer["author"]["standing"].as_str()), (Some("bea@x.example"), Some("nobody")));
    assert!(committer["author"].get("id").is_none(), "no member");
    assert_eq!(committer["commits"][0]["message"], "Round prices");
    let member = world.access.actor.email.address().to_owned();
    assert_eq!(world.client.get("/api/0/").await.body["user"]["email"], member);
}
