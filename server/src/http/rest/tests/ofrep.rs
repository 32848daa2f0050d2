//! The remote evaluation protocol, answer by answer: what the public clients rely on.

use super::client::{Answer, World, client, world};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use backend::{access::Access, db::query};
use model::role::Role;
use serde_json::{Value, json};

const ORG: &str = "/api/0/organizations/demo";
const FLAGS: &str = "/ofrep/v1/evaluate/flags";
const ROOTS: [&str; 2] = [FLAGS, "/api/0/organizations/demo/ofrep/v1/evaluate/flags"];

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

#[tokio::test]
async fn clients_write_addresses_in_their_own_way() {
    let world = with("button", "colour = 'red';").await;
    for root in ROOTS {
        let answer = world.client.send("POST", &format!("{root}/"), about("1")).await;
        assert_eq!((answer.status, answer.body["flags"].as_array().map(Vec::len)), (StatusCode::OK, Some(2)), "{root}/ {}", answer.body);
        for (path, key) in [("a/b", "a/b"), ("a%2Fb", "a/b"), ("caf%C3%A9", "café"), ("%FF", "%FF")] {
            let answer = world.client.send("POST", &format!("{root}/{path}"), about("1")).await;
            failed(&answer, StatusCode::NOT_FOUND, "FLAG_NOT_FOUND", Some(key));
        }
        assert_eq!(world.client.send("POST", &format!("{root}/button%2Ecolour"), about("1")).await.body["value"], "red");
    }
}

#[tokio::test]
async fn an_organization_of_others_and_none_at_all_look_the_same() {
    let world = with("button", "colour = 'red';").await;
    world.kit.organization("globex").await;
    let mut answers = Vec::new();
    for organization in ["globex", "nowhere", "%FF"] {
        for path in ["", "/", "/button"] {
            let path = format!("/api/0/organizations/{organization}{FLAGS}{path}");
            let answer = world.client.send("POST", &path, about("1")).await;
            failed(&answer, StatusCode::FORBIDDEN, "GENERAL", None);
            answers.push(answer.body);
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

#[tokio::test]
async fn the_organization_goes_without_saying_where_there_is_one() {
    let world = with("button", "colour = 'red';").await;
    let nobody = world.kit.member("demo", Role::Owner, "gone@demo.example").await;
    let alone = client(&world.kit, &nobody).await;
    backend::members::remove(&world.access, &nobody.membership).await.expect("removed");
    let answer = alone.send("POST", &format!("{FLAGS}/button"), about("1")).await;
    failed(&answer, StatusCode::FORBIDDEN, "GENERAL", None);
    assert!(answer.body["errorDetails"].as_str().is_some_and(|details| details.contains("no organization")), "{}", answer.body);
    world.kit.organization("second").await;
    join(&world, &world.access, "second").await;
    let answer = one(&world, "button", about("1")).await;
    failed(&answer, StatusCode::BAD_REQUEST, "GENERAL", Some("button"));
    assert!(answer.body["errorDetails"].as_str().is_some_and(|details| details.contains("several organizations")), "{}", answer.body);
    let named = world.client.send("POST", &format!("{}/button", ROOTS[1]), about("1")).await;
    assert_eq!(named.body["value"], "red");
}

async fn join(world: &World, access: &Access, slug: &str) {
    let mut tx = world.kit.backend.db.begin().await.expect("begins");
    query("INSERT INTO memberships (id, organization_id, account_id, role, created_at) SELECT 'another', id, $1, 'member', 0 FROM organizations WHERE slug = $2")
        .bind(&access.actor.account)
        .bind(slug)
        .execute(&mut tx)
        .await
        .expect("a member");
    tx.commit().await.expect("commits");
}

#[tokio::test]
async fn a_bad_token_is_told_in_the_protocols_words() {
    let world = with("button", "colour = 'red';").await;
    for path in ["", "/", "/button"].iter().flat_map(|path| ROOTS.map(|root| format!("{root}{path}"))) {
        for token in ["", "Bearer nonsense", "Basic YTpi"] {
            let request = Request::post(&path).header("authorization", token).body(Body::from("{}")).expect("a request");
            let answer = world.client.raw(request).await;
            failed(&answer, StatusCode::UNAUTHORIZED, "GENERAL", None);
            assert_eq!(answer.headers["www-authenticate"], "Bearer realm=\"api\"", "{path}");
        }
    }
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_this_endpoints_own_failure() {
    let world = with("button", "colour = 'red';").await;
    for table in ["experiments", "api_tokens"] {
        let mut tx = world.kit.backend.db.begin().await.expect("begins");
        backend::db::assembled(format!("ALTER TABLE {table} RENAME TO {table}_gone")).execute(&mut tx).await.expect("renamed");
        tx.commit().await.expect("commits");
        let answer = one(&world, "button", about("1")).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{table} {}", answer.body);
        assert_eq!(answer.body.as_object().map(|body| body.keys().cloned().collect::<Vec<_>>()), Some(vec!["errorDetails".to_owned()]), "{table}");
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_names_the_flag() {
    let world = with("button", "colour = 'red';").await;
    let huge = vec![b' '; 300 * 1024];
    for (body, status) in [(&b""[..], StatusCode::BAD_REQUEST), (b"{", StatusCode::BAD_REQUEST), (&huge, StatusCode::PAYLOAD_TOO_LARGE)] {
        for (path, key) in [("/button", Some("button")), ("", None)] {
            let answer = world.client.call("POST", &format!("{FLAGS}{path}"), "application/json", body.to_vec()).await;
            failed(&answer, status, "PARSE_ERROR", key);
        }
    }
}

#[tokio::test]
async fn a_key_too_long_to_be_kept_is_refused_before_it_is_used() {
    let world = with("button", "colour = 'red';").await;
    assert_eq!(one(&world, "button", about(&"k".repeat(200))).await.status, StatusCode::OK);
    for key in ["k".repeat(201), "é".repeat(101)] {
        failed(&one(&world, "button", about(&key)).await, StatusCode::BAD_REQUEST, "INVALID_CONTEXT", Some("button"));
        failed(&world.client.send("POST", FLAGS, about(&key)).await, StatusCode::BAD_REQUEST, "INVALID_CONTEXT", None);
    }
}

#[tokio::test]
async fn pages_of_any_origin_may_ask_and_report() {
    let world = with("button", "colour = 'red';").await;
    let reports = ["exposures", "experiment-events"].map(|what| format!("{ORG}/{what}"));
    let asked = ROOTS.map(|root| format!("{root}/button")).into_iter().chain(ROOTS.map(str::to_owned));
    for path in asked.chain(reports).flat_map(|path| [format!("{path}/"), path]) {
        let request = Request::options(&path).header("origin", "https://shop.example").header("access-control-request-method", "POST");
        let answer = world.client.raw(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(
            (answer.status, &answer.headers["access-control-allow-origin"]),
            (StatusCode::NO_CONTENT, &"*".parse().expect("a value")),
            "{path}"
        );
        let says =
            |name: &str| answer.headers[name].to_str().map(|value| value.split(", ").map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default();
        let wanted = ["authorization", "content-type", "if-none-match", "traceparent", "tracestate", "baggage", "sentry-trace"];
        assert!(wanted.iter().all(|name| says("access-control-allow-headers").iter().any(|allowed| allowed == name)), "{path}");
        assert!(
            says("access-control-allow-methods").contains(&"POST".to_owned()) && !answer.headers.contains_key("access-control-allow-credentials")
        );
        let body = match path.trim_end_matches('/').rsplit('/').next() {
            Some("exposures") => json!({ "exposures": [] }),
            Some("experiment-events") => json!({ "events": [] }),
            _ => about("1"),
        };
        let answer = world.client.send("POST", &path, body).await;
        assert!(answer.status == StatusCode::OK || path.ends_with("button/"), "{path} {}", answer.body);
        assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
        assert_eq!(answer.headers["access-control-expose-headers"], "allow, etag, retry-after", "{path}");
    }
    let elsewhere = Request::options(format!("{ORG}/experiments/")).header("origin", "https://shop.example").body(Body::empty());
    let answer = world.client.raw(elsewhere.expect("a request")).await;
    assert!(!answer.headers.contains_key("access-control-allow-origin"), "nothing else is open");
}

#[tokio::test]
async fn what_was_shown_may_be_reported_in_part_and_in_other_words_for_numbers() {
    let source = "half = uniformChoice(choices=[2.5, 3.5], unit=userid); price = half * 2; colour = 'red'; more = map(sizes=[price, 1]);";
    let world = with("button", source).await;
    let answer = one(&world, "button.price", about("1")).await;
    let given = answer.body["value"].as_f64().unwrap_or_else(|| panic!("{}", answer.body));
    let expose = async |params: Value| {
        let exposure = json!({ "experiment": "button", "context": { "targetingKey": "1" }, "params": params });
        let answer = world.client.send("POST", &format!("{ORG}/exposures/"), json!({ "exposures": [exposure] })).await;
        ["recorded", "ignored", "refused"].into_iter().find(|what| answer.body[what] == 1).unwrap_or("none").to_owned()
    };
    let whole = given as i64;
    for (params, became) in [
        (json!({ "colour": "red" }), "recorded"),
        (json!({ "price": whole }), "ignored"),
        (json!({ "price": given }), "ignored"),
        (json!({ "price": whole, "colour": "red", "more": { "sizes": [whole, 1.0] } }), "ignored"),
        (json!({ "colour": "green" }), "refused"),
        (json!({ "price": whole, "colour": "green" }), "refused"),
        (json!({ "price": given + 1.0 }), "refused"),
        (json!({ "price": whole.to_string() }), "refused"),
        (json!({ "more": { "sizes": [whole] } }), "refused"),
        (json!({ "colour": "red", "size": 1 }), "refused"),
        (json!({}), "refused"),
    ] {
        assert_eq!(expose(params.clone()).await, became, "{params}");
    }
    let kept: Vec<(String,)> = query("SELECT assignment FROM experiment_exposures").all(&world.kit.backend.db).await.expect("reads");
    let [(assignment,)] = kept.as_slice() else { panic!("{kept:?}") };
    let assignment: Value = serde_json::from_str(assignment).expect("JSON");
    assert_eq!(
        assignment,
        json!({ "colour": "red", "half": given / 2.0, "more": { "sizes": [whole, 1] }, "price": whole }),
        "the whole of it is kept"
    );
    let (refused,): (i64,) = query("SELECT CAST(SUM(count) AS BIGINT) FROM experiment_refusals").one(&world.kit.backend.db).await.expect("counts");
    assert_eq!(refused, 7);
}

#[tokio::test]
async fn the_wrong_method_and_a_body_that_is_no_object_are_told() {
    let world = with("button", "colour = 'red';").await;
    for path in ROOTS.into_iter().flat_map(|root| [root.to_owned(), format!("{root}/button")]) {
        for method in ["GET", "PUT", "DELETE"] {
            let answer = world.client.send(method, &path, json!({})).await;
            failed(&answer, StatusCode::METHOD_NOT_ALLOWED, "GENERAL", None);
            assert!(answer.headers["allow"].to_str().is_ok_and(|taken| taken.contains("POST")));
        }
        let answer = world.client.send("POST", &path, json!([])).await;
        let key = path.ends_with("button").then_some("button");
        failed(&answer, StatusCode::BAD_REQUEST, "PARSE_ERROR", key);
    }
}
