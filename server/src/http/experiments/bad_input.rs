//! Scripts that are wrong, over REST and in the editor: each is refused or warned of, with the reason, and what is live stays live.

use crate::http::matrix::world::World;
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use model::role::Role;
use serde_json::{Value, json};
use tower::ServiceExt;

const RUNNING: &str = "color = weightedChoice(choices=['red', 'blue'], weights=[0.5, 0.5], unit=userid); big = bernoulliTrial(p=0.5, unit=userid);";

/// What becomes of a script that is to take the place of the one that runs.
enum Live {
    /// It is no script, or would fail for everybody.
    Invalid,
    /// It would move people.
    Moves,
}

/// What becomes of a draft.
enum Draft {
    /// Kept with a warning, and not started.
    NotStarted,
    /// Kept and started with a warning.
    Warned,
    Refused,
}

struct Place {
    world: World,
    token: String,
}

impl Place {
    async fn new() -> Self {
        let world = World::new().await;
        let (status, body) = world.call("create_api_token", json!({ "name": "ci" }).to_string(), world.member(Role::Owner)).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let made: Value = serde_json::from_str(&body).expect("JSON");
        Self { token: made["secret"].as_str().expect("a token").to_owned(), world }
    }

    async fn rest(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let request = Request::builder().method(method).uri(format!("/api/0/organizations/acme/experiments/{path}"));
        let request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token)).header(header::CONTENT_TYPE, "application/json");
        let answer = self.world.router.clone().oneshot(request.body(Body::from(body.to_string())).expect("a request")).await.expect("answers");
        let status = answer.status().as_u16();
        let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        (status, serde_json::from_slice(&bytes).expect("JSON"))
    }

    async fn editor(&self, name: &str, body: Value) -> (u16, String) {
        let (status, body) = self.world.call(name, body.to_string(), self.world.member(Role::Owner)).await;
        (status.as_u16(), body.replace("\\\"", "\""))
    }

    fn draft(name: &str, source: &str) -> Value {
        json!({ "name": name, "unit": "userid", "source": source, "metrics": [], "tests": [] })
    }

    /// The script of one that runs, and its version.
    async fn live(&self) -> (Value, Value) {
        let (_, list) = self.rest("GET", "", Value::Null).await;
        let found = list.as_array().and_then(|list| list.iter().find(|one| one["name"] == "live")).expect("it is there").clone();
        assert_eq!(found["status"], "running");
        (found["source"].clone(), found["version"].clone())
    }

    async fn start(&self, name: &str) -> [(u16, String); 2] {
        let (rest, said) = self.rest("PUT", &format!("{name}/status/"), json!({ "status": "running" })).await;
        [(rest, said.to_string()), self.editor("change_experiment", json!({ "org": "acme", "name": name, "status": "running", "arm": null })).await]
    }
}

#[tokio::test]
async fn a_script_that_is_wrong_is_refused_or_warned_of_everywhere() {
    use {Draft::*, Live::*};
    let place = Place::new().await;
    place.rest("PUT", "live/", json!({ "unit": "userid", "source": RUNNING })).await;
    assert_eq!(place.rest("PUT", "live/status/", json!({ "status": "running" })).await.0, 200);
    let live = place.live().await;
    let with = |from: &str, to: &str| RUNNING.replace(from, to);
    let rows = [
        ("it does not compile", "x = 1;\ny = [1, ;".to_owned(), "line 2, column 9: expected a value, found “;”", Invalid, Refused),
        ("weights that do not add up", with("[0.5, 0.5]", "[0.5, 0.4]"), "the weights add up to 0.9, not to 1", Moves, Warned),
        ("more weights than choices", with("[0.5, 0.5]", "[0.5, 0.3, 0.2]"), "3 weights for 2 choices", Moves, NotStarted),
        ("an empty choice", with("['red', 'blue']", "[]"), "nothing to choose from", Moves, NotStarted),
        ("an empty choice by name", "c = []; x = uniformChoice(choices=c, unit=userid);".to_owned(), "nothing to choose from", Moves, NotStarted),
        ("no probability", with("p=0.5", "p=1.5"), "a probability lies between 0 and 1", Invalid, NotStarted),
    ];
    let moves = [
        ("another salt", with("unit=userid); big", "unit=userid, salt='new'); big"), "the salt of “color” would change"),
        ("another salt for all", format!("experiment_salt = 'new'; {RUNNING}"), "experiment_salt would change"),
        ("an arm removed", with("['red', 'blue'], weights=[0.5, 0.5]", "['red'], weights=[1]"), "the arm \"blue\" of “color” would be removed"),
        (
            "an arm added",
            with("['red', 'blue'], weights=[0.5, 0.5]", "['red', 'blue', 'green'], weights=[0.4, 0.3, 0.3]"),
            "the arm \"green\" of “color” would be added",
        ),
        ("arms in another order", with("'red', 'blue'", "'blue', 'red'"), "would stand in another order"),
        ("a probability that falls", with("p=0.5", "p=0.4"), "would fall from 0.5 to 0.4"),
        ("weights that people leave", with("[0.5, 0.5]", "[0.6, 0.4]"), "people leave \"blue\""),
    ];
    for (what, source, why) in &moves {
        refused(&place, what, source, 409, why).await;
    }
    for (number, (what, source, why, of_live, of_draft)) in rows.into_iter().enumerate() {
        match of_live {
            Invalid => refused(&place, what, &source, 422, why).await,
            Moves => refused(&place, what, &source, 409, "whoever is in stays in").await,
        }
        drafted(&place, &format!("draft-{number}"), what, &source, why, &of_draft).await;
    }
    assert_eq!(place.live().await, live, "what is live stays live");
}

/// It does not take the place of what runs.
async fn refused(place: &Place, what: &str, source: &str, status: u16, why: &str) {
    let (rest, said) = place.rest("PUT", "live/", json!({ "unit": "userid", "source": source })).await;
    // What is wrong with a field is a bad request in the words of REST.
    assert_eq!(rest, if status == 422 { 400 } else { status }, "{what}: {said}");
    assert!(said["detail"].as_str().is_some_and(|detail| detail.contains(why)), "{what}: {said}");
    let (saved, said) = place.editor("save_experiment", json!({ "org": "acme", "draft": Place::draft("live", source), "fresh": false })).await;
    assert!(saved == status && said.contains(why), "{what}: {saved} {said}");
}

async fn drafted(place: &Place, name: &str, what: &str, source: &str, why: &str, becomes: &Draft) {
    let (_, checked) = place.editor("check_experiment", json!({ "org": "acme", "draft": Place::draft(name, source) })).await;
    // The editor has line and column apart.
    let sentence = why.split_once(": ").map_or(why, |(_, sentence)| sentence);
    assert!(checked.contains(sentence), "{what}: {checked}");
    let (status, said) = place.rest("PUT", &format!("{name}/"), json!({ "unit": "userid", "source": source })).await;
    if matches!(becomes, Draft::Refused) {
        assert!(status == 400 && said["detail"].as_str().is_some_and(|detail| detail.starts_with(why)), "{what}: {said}");
        return;
    }
    let warned = said["warnings"].as_array().is_some_and(|all| all.iter().any(|warning| warning.as_str().is_some_and(|text| text.contains(why))));
    assert!(status == 200 && warned, "{what}: {said}");
    for (status, said) in place.start(name).await {
        let not_started = said.contains(why) && said.contains("it was not started");
        match becomes {
            Draft::Warned => assert!(status == 200 && said.contains(why), "{what}: {said}"),
            Draft::NotStarted | Draft::Refused => assert!([400, 422].contains(&status) && not_started, "{what}: {status} {said}"),
        }
    }
}
