//! The remote evaluation protocol, answer by answer: what the public clients rely on.

use super::client::{Answer, World, world};
use axum::http::StatusCode;
use model::role::Role;
use serde_json::{Value, json};

const ORG: &str = "/api/0/organizations/demo";
const FLAGS: &str = "/ofrep/v1/evaluate/flags";

async fn with(name: &str, source: &str) -> World {
    let world = world(Role::Owner).await;
    start(&world, name, source).await;
    world
}

async fn start(world: &World, name: &str, source: &str) {
    let path = format!("{ORG}/experiments/{name}/");
    let made = world.client.send("PUT", &path, json!({ "unit": "userid", "source": source })).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let started = world.client.send("PUT", &format!("{path}status/"), json!({ "status": "running" })).await;
    assert_eq!(started.body["status"], "running", "{}", started.body);
}

fn about(unit: &str) -> Value {
    json!({ "context": { "targetingKey": unit } })
}

async fn one(world: &World, flag: &str, context: Value) -> Answer {
    world.client.send("POST", &format!("{FLAGS}/{flag}"), context).await
}

/// Keys and error codes of all flags.
async fn all(world: &World, context: Value) -> Vec<(String, Value)> {
    let answer = world.client.send("POST", FLAGS, context).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let flags = answer.body["flags"].as_array().cloned().unwrap_or_default();
    flags.into_iter().map(|flag| (flag["key"].as_str().unwrap_or_default().to_owned(), flag["errorCode"].clone())).collect()
}

#[track_caller]
fn failed(answer: &Answer, status: StatusCode, code: &str, key: Option<&str>) {
    let found = (answer.status, answer.body["errorCode"].as_str(), answer.body["key"].as_str());
    assert_eq!(found, (status, Some(code), key), "{}", answer.body);
    assert!(answer.body["errorDetails"].as_str().is_some_and(|details| !details.is_empty()), "{}", answer.body);
    assert_eq!(answer.headers["access-control-allow-origin"], "*", "a page may read why");
}

#[tokio::test]
async fn a_flag_named_after_an_experiment_is_the_first_name_that_its_script_sets() {
    let world = with("nested", "if (country == 'at') { shade = 'red'; } else { shade = 'blue'; } size = 3;").await;
    let found = one(&world, "nested", about("1")).await;
    assert_eq!((found.status, &found.body["value"]), (StatusCode::OK, &json!("blue")), "{}", found.body);
    assert_eq!(all(&world, about("1")).await.len(), 3);
}

#[tokio::test]
async fn a_script_that_fails_fails_each_of_its_flags() {
    let world = with("odd", "colour = uniformChoice(choices=shades, unit=userid); size = 1;").await;
    failed(&one(&world, "odd.size", about("1")).await, StatusCode::BAD_REQUEST, "INVALID_CONTEXT", Some("odd.size"));
    let flags = all(&world, about("1")).await;
    let code = json!("INVALID_CONTEXT");
    assert_eq!(flags, ["odd", "odd.colour", "odd.size"].map(|key| (key.to_owned(), code.clone())));
}

#[tokio::test]
async fn a_parameter_without_a_value_is_no_flag() {
    let world = with("holes", "none = null; endless = large * 10; some = 1;").await;
    let context = json!({ "context": { "targetingKey": "1", "large": 1e308 } });
    for flag in ["holes", "holes.none", "holes.endless"] {
        failed(&one(&world, flag, context.clone()).await, StatusCode::NOT_FOUND, "FLAG_NOT_FOUND", Some(flag));
    }
    assert_eq!(one(&world, "holes.some", context.clone()).await.body["value"], 1);
    assert_eq!(all(&world, context).await, [("holes.some".to_owned(), Value::Null)]);
}

#[tokio::test]
async fn whoever_is_kept_out_has_no_flag_of_it() {
    let world = with("late", "colour = uniformChoice(choices=['red', 'blue'], unit=userid); if (userid == 'out') { return false; }").await;
    start(&world, "early", "if (userid == 'out') { return false; } colour = 'red';").await;
    start(&world, "spaced", "colour = 'red';").await;
    for (path, body) in
        [("namespaces/looks/", json!({ "unit": "userid", "segments": 10 })), ("namespaces/looks/experiments/apart/", json!({ "segments": 1 }))]
    {
        if path.contains("apart") {
            let path = format!("{ORG}/experiments/apart/");
            world.client.send("PUT", &path, json!({ "unit": "userid", "source": "colour = 'red';" })).await;
        }
        assert_eq!(world.client.send("PUT", &format!("{ORG}/{path}"), body).await.status, StatusCode::OK);
    }
    world.client.send("PUT", &format!("{ORG}/experiments/apart/status/"), json!({ "status": "running" })).await;
    for flag in ["late", "late.colour", "early", "early.colour"] {
        let answer = one(&world, flag, about("out")).await;
        failed(&answer, StatusCode::NOT_FOUND, "FLAG_NOT_FOUND", Some(flag));
        assert!(answer.body["errorDetails"].as_str().is_some_and(|details| details.contains("not part of")), "{}", answer.body);
        assert_eq!(one(&world, flag, about("in")).await.body["reason"], "SPLIT");
    }
    failed(&one(&world, "late.nonsense", about("out")).await, StatusCode::NOT_FOUND, "FLAG_NOT_FOUND", Some("late.nonsense"));
    let mut outside = 0;
    for unit in (0..30).map(|unit| format!("u{unit}")) {
        let answer = one(&world, "apart.colour", about(&unit)).await;
        if answer.status == StatusCode::NOT_FOUND {
            assert!(answer.body["errorDetails"].as_str().is_some_and(|details| details.contains("not part of")), "{}", answer.body);
            outside += 1;
        }
    }
    assert!((15..30).contains(&outside), "{outside}");
    let keys: Vec<String> = all(&world, about("out")).await.into_iter().map(|(key, _)| key).filter(|key| !key.starts_with("apart")).collect();
    assert_eq!(keys, ["spaced", "spaced.colour"]);
}
