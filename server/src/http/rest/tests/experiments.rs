//! A team's services ask for flags and report what happened, as the OpenFeature providers do.

use super::client::{Answer, World, world};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use model::role::Role;
use serde_json::{Value, json};

const EXPERIMENTS: &str = "/api/0/organizations/demo/experiments/";
const FLAGS: &str = "/ofrep/v1/evaluate/flags";
const SOURCE: &str = "color = uniformChoice(choices=['red', 'blue'], unit=userid); big = bernoulliTrial(p=0.5, unit=userid);";

async fn running() -> World {
    let world = world(Role::Owner).await;
    let path = format!("{EXPERIMENTS}button/");
    let made = world.client.send("PUT", &path, json!({ "unit": "userid", "source": SOURCE })).await;
    assert_eq!((made.status, made.body["status"].as_str()), (StatusCode::OK, Some("draft")), "{}", made.body);
    let started = world.client.send("PUT", &format!("{path}status/"), json!({ "status": "running" })).await;
    assert_eq!(started.body["status"], "running", "{}", started.body);
    world
}

async fn ask(world: &World, path: &str, body: Value) -> Answer {
    world.client.send("POST", path, body).await
}

#[tokio::test]
async fn one_flag() {
    let world = running().await;
    let context = json!({ "context": { "targetingKey": "42" } });
    let found = ask(&world, &format!("{FLAGS}/button.color"), context.clone()).await;
    assert_eq!(
        (found.status, &found.body["reason"], &found.body["key"]),
        (StatusCode::OK, &json!("SPLIT"), &json!("button.color")),
        "{}",
        found.body
    );
    assert_eq!(found.body["value"], found.body["variant"]);
    assert_eq!(found.body["metadata"]["experiment"], "button");
    let named = ask(&world, &format!("/api/0/organizations/demo{FLAGS}/button"), context.clone()).await;
    assert_eq!(named.body["value"], found.body["value"]);
    let unknown = ask(&world, &format!("{FLAGS}/nonsense"), context).await;
    assert_eq!(
        (unknown.status, &unknown.body["errorCode"], &unknown.body["key"]),
        (StatusCode::NOT_FOUND, &json!("FLAG_NOT_FOUND"), &json!("nonsense"))
    );
}

#[tokio::test]
async fn what_cannot_be_answered_says_why_in_the_protocols_words() {
    let world = running().await;
    let flag = format!("{FLAGS}/button");
    for (body, code) in [
        (json!({ "context": {} }), "TARGETING_KEY_MISSING"),
        (json!({}), "TARGETING_KEY_MISSING"),
        (json!({ "context": [] }), "INVALID_CONTEXT"),
        (json!({ "context": { "targetingKey": 5 } }), "INVALID_CONTEXT"),
    ] {
        let answer = ask(&world, &flag, body.clone()).await;
        assert_eq!((answer.status, &answer.body["errorCode"]), (StatusCode::BAD_REQUEST, &json!(code)), "{body}");
    }
    let request = Request::post(&flag).header("authorization", world.client.bearer()).body(Body::from("{")).expect("a request");
    assert_eq!(world.client.raw(request).await.body["errorCode"], "PARSE_ERROR");
    for token in ["", "Bearer nonsense"] {
        let request = Request::post(&flag).header("authorization", token).body(Body::from("{}")).expect("a request");
        assert_eq!(world.client.raw(request).await.status, StatusCode::UNAUTHORIZED);
    }
    let elsewhere = ask(&world, &format!("/api/0/organizations/nowhere{FLAGS}/button"), json!({ "context": { "targetingKey": "1" } })).await;
    assert_eq!((elsewhere.status, &elsewhere.body["errorCode"]), (StatusCode::FORBIDDEN, &json!("GENERAL")));
}

#[tokio::test]
async fn all_flags_with_a_tag_that_saves_the_second_answer() {
    let world = running().await;
    let context = json!({ "context": { "targetingKey": "42" } });
    let all = ask(&world, FLAGS, context.clone()).await;
    assert_eq!(all.body["flags"].as_array().map(Vec::len), Some(3), "{}", all.body);
    let tag = all.headers["etag"].clone();
    let again = Request::post(FLAGS).header("authorization", world.client.bearer()).header("if-none-match", tag.clone());
    let answer = world.client.raw(again.body(Body::from(context.to_string())).expect("a request")).await;
    assert_eq!((answer.status, answer.headers.get("etag")), (StatusCode::NOT_MODIFIED, Some(&tag)));
    let status = format!("{EXPERIMENTS}button/status/");
    let concluded = |arm: Value| json!({ "status": "concluded", "arm": arm });
    let refused = world.client.send("PUT", &status, concluded(json!({ "color": "green", "big": 0 }))).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "no unit ever gets green");
    assert_eq!(world.client.send("PUT", &status, concluded(json!({ "color": "red", "big": 0 }))).await.status, StatusCode::OK);
    let changed = Request::post(FLAGS).header("authorization", world.client.bearer()).header("if-none-match", tag);
    let answer = world.client.raw(changed.body(Body::from(context.to_string())).expect("a request")).await;
    assert_eq!((answer.status, &answer.body["flags"][0]["reason"]), (StatusCode::OK, &json!("STATIC")));
}

#[tokio::test]
async fn services_report_exposures_and_events() {
    let world = running().await;
    let exposure = json!({ "experiment": "button", "context": { "targetingKey": "42" } });
    let forged = json!({ "experiment": "button", "context": { "targetingKey": "42" }, "params": { "color": "green" } });
    let answer = ask(&world, "/api/0/organizations/demo/exposures/", json!({ "exposures": [exposure, exposure, forged] })).await;
    assert_eq!((&answer.body["recorded"], &answer.body["ignored"], &answer.body["refused"]), (&json!(1), &json!(1), &json!(1)));
    let why = &answer.body["refusals"][0];
    assert!(why["at"] == 2 && why["reason"].as_str().is_some_and(|reason| reason.starts_with("This unit is given {")), "{why}");
    let unreadable = json!({ "experiment": "button", "context": { "targetingKey": "43" }, "params": "red" });
    let answer = ask(&world, "/api/0/organizations/demo/exposures/", json!({ "exposures": [exposure, unreadable] })).await;
    assert!(answer.status == StatusCode::BAD_REQUEST && answer.body["detail"].as_str().is_some_and(|why| why.contains("exposures[1] can’t be read")));
    for (wrong, why) in [
        (json!({ "id": "e2", "unit": "42" }), "events[1] can’t be read: missing field `name`"),
        (json!({ "id": "e2", "unit": "42", "name": "bought", "valeu": 3 }), "events[1] can’t be read: unknown field `valeu`"),
        (json!({ "id": "", "unit": "42", "name": "bought" }), "events[1] needs an id"),
        (json!("bought"), "events[1] is no object. Nothing was recorded."),
        (json!(["e2", "42", "bought", 1.0, {}]), "events[1] is no object"),
    ] {
        let events = json!({ "events": [{ "id": "e0", "unit": "42", "name": "bought" }, wrong] });
        let answer = ask(&world, "/api/0/organizations/demo/experiment-events/", events).await;
        assert!(answer.status == StatusCode::BAD_REQUEST && answer.body["detail"].as_str().is_some_and(|said| said.contains(why)), "{}", answer.body);
    }
    let beside = ask(&world, "/api/0/organizations/demo/experiment-events/", json!({ "events": [], "event": [] })).await;
    assert!(beside.status == StatusCode::BAD_REQUEST && beside.body.to_string().contains("unknown field `event`"), "{}", beside.body);
    let misspelt = json!({ "exposures": [{ "experiment": "button", "context": { "targetingKey": "42" }, "parameters": { "color": "green" } }] });
    let answer = ask(&world, "/api/0/organizations/demo/exposures/", misspelt).await;
    assert!(answer.status == StatusCode::BAD_REQUEST && answer.body.to_string().contains("unknown field `parameters`"), "{}", answer.body);
    let events = json!({ "events": [{ "id": "e1", "unit": "42", "name": "bought", "value": 12.5 }, { "id": "e1", "unit": "42", "name": "bought" }] });
    assert_eq!(ask(&world, "/api/0/organizations/demo/experiment-events/", events).await.body, json!({ "recorded": 1 }));
}

#[tokio::test]
async fn what_came_of_it() {
    let world = running().await;
    let metrics = json!([{ "name": "Bought", "event": "bought", "kind": "conversion" }]);
    let path = format!("{EXPERIMENTS}button/");
    let changed = world.client.send("PUT", &path, json!({ "unit": "userid", "source": SOURCE, "metrics": metrics })).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let exposures: Vec<Value> =
        (0..20).map(|unit| json!({ "experiment": "button", "context": { "targetingKey": format!("u{unit}") }, "doorway": "mail" })).collect();
    ask(&world, "/api/0/organizations/demo/exposures/", json!({ "exposures": exposures })).await;
    let events: Vec<Value> = (0..10).map(|unit| json!({ "id": format!("e{unit}"), "unit": format!("u{unit}"), "name": "bought" })).collect();
    ask(&world, "/api/0/organizations/demo/experiment-events/", json!({ "events": events })).await;
    let found = world.client.get(&format!("{path}results/")).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    let sum = |values: &Value, key: &str| values.as_array().map(|values| values.iter().filter_map(|value| value[key].as_f64()).sum::<f64>());
    assert_eq!((sum(&found.body["arms"], "units"), sum(&found.body["metrics"][0]["arms"], "total")), (Some(20.0), Some(10.0)));
    assert_eq!(found.body["arms"].as_array().map(Vec::len), Some(4), "both draws, each with two outcomes");
    assert_eq!(world.client.get(&format!("{EXPERIMENTS}gone/results/")).await.status, StatusCode::NOT_FOUND);
    let refused = world.client.send("PUT", &path, json!({ "unit": "userid", "source": SOURCE.replace("'blue'", "'green'") })).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body["detail"].as_str().is_some_and(|why| why.contains("would be removed")), "{}", refused.body);
}

#[tokio::test]
async fn what_was_written_is_read_again_and_what_is_misspelt_is_refused() {
    let world = running().await;
    let path = "/api/0/organizations/demo/experiments/page/";
    let metric = json!({ "name": "Bought", "event": "bought", "kind": "conversion", "of": "", "window_days": 7, "hoped": 0.1 });
    let body = json!({ "unit": "userid", "source": SOURCE, "metrics": [metric] });
    assert_eq!(world.client.send("PUT", path, body.clone()).await.status, StatusCode::OK);
    let read = world.client.send("GET", path, Value::Null).await.body;
    assert_eq!(
        (&read["unit"], &read["source"], &read["metrics"], &read["status"]),
        (&body["unit"], &body["source"], &body["metrics"], &json!("draft"))
    );
    let gone = world.client.send("GET", "/api/0/organizations/demo/experiments/gone/", Value::Null).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let misspelt =
        json!({ "unit": "userid", "source": SOURCE, "metrics": [{ "name": "Bought", "event": "bought", "kind": "conversion", "window": 7 }] });
    let refused = world.client.send("PUT", path, misspelt).await;
    assert!(refused.status == StatusCode::BAD_REQUEST && refused.body.to_string().contains("window"), "{} {}", refused.status, refused.body);
}

#[tokio::test]
async fn a_script_that_does_not_compile_is_refused_with_its_place() {
    let world = running().await;
    let path = format!("{EXPERIMENTS}button/");
    let answer = world.client.send("PUT", &path, json!({ "unit": "userid", "source": "x = 1;\ny = ;" })).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.body["detail"].as_str().is_some_and(|detail| detail.starts_with("line 2, column 5: expected a value")), "{}", answer.body);
    let list = world.client.get(EXPERIMENTS).await;
    assert_eq!(list.body[0]["source"], SOURCE);
}
