//! The door as SDKs meet it.

use super::*;
use axum::{
    body::Body,
    http::{Request, Response, StatusCode},
};
use backend::{
    db::query,
    events::Limits,
    testing::{Kit, key},
};
use serde_json::{Value, json};
use std::{fs, path::Path};
use tower::ServiceExt;

async fn door() -> (Kit, Intake, Router) {
    let kit = Kit::sqlite().await;
    kit.organization("acme").await;
    kit.project("acme", "shop").await;
    let intake = Intake::start(kit.backend.clone());
    (kit, intake.clone(), router(intake))
}

async fn send(router: &Router, request: Request<Body>) -> (Response<()>, Value) {
    let response = router.clone().oneshot(request).await.expect("answers");
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    (Response::from_parts(parts, ()), serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn post(path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    headers.iter().fold(Request::post(path), |request, (name, value)| request.header(*name, *value)).body(body.into()).expect("a request")
}

fn auth() -> String {
    format!("Sentry sentry_key={}, sentry_version=7, sentry_client=test/1", key(1))
}

const EVENT: &str = "{\"event_id\":\"9ec79c33-ec99-42ab-8353-589fcb2e04dc\"}\n{\"type\":\"event\"}\n{\"message\":\"hello\"}\n";

/// The recorded requests with their own headers, answered as the recorder answered.
#[tokio::test]
async fn recordings_are_answered_200() {
    let (kit, _, router) = door().await;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("backend/tests/recordings");
    let mut sent = 0;
    for folder in fs::read_dir(root).expect("recordings") {
        for file in fs::read_dir(folder.expect("entry").path()).expect("folder").map(|entry| entry.expect("entry").path()) {
            if file.extension().is_none_or(|extension| extension != "txt") {
                continue;
            }
            let head = fs::read_to_string(&file).expect("head").replace("0123456789abcdef0123456789abcdef", &key(1));
            let mut lines = head.lines();
            let target = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a request line").to_owned();
            let raw = fs::read(file.with_extension("raw"));
            let mut headers: Vec<(&str, &str)> = lines.take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(": ")).collect();
            headers.retain(|(name, _)| !["content-length", "transfer-encoding"].contains(&name.to_ascii_lowercase().as_str()));
            let encoded = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-encoding"));
            if encoded && raw.is_err() {
                headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-encoding"));
            }
            let body = raw.unwrap_or_else(|_| fs::read(file.with_extension("body")).expect("body"));
            let body = String::from_utf8(body)
                .map_or_else(std::string::FromUtf8Error::into_bytes, |text| text.replace("0123456789abcdef0123456789abcdef", &key(1)).into_bytes());
            let (response, answer) = send(&router, post(&target, &headers, body)).await;
            assert_eq!(response.status(), StatusCode::OK, "{}: {answer}", file.display());
            assert!(answer["id"].is_string());
            assert_eq!(response.headers()["access-control-allow-origin"], "*");
            sent += 1;
        }
    }
    let (events,): (i64,) = query("SELECT CAST(COUNT(*) AS BIGINT) FROM events").one(&kit.backend.db).await.expect("counts");
    assert!(sent > 90 && events > 25, "{sent} sent, {events} stored");
}

#[tokio::test]
async fn the_key_in_any_of_its_places() {
    let (_kit, _, router) = door().await;
    let dsn = format!("{{\"dsn\":\"https://{}@errors.example.org/1\"}}\n", key(1));
    for (path, headers, body) in [
        ("/api/1/envelope/".to_owned(), vec![("x-sentry-auth", auth())], EVENT.to_owned()),
        ("/api/1/envelope".to_owned(), vec![("authorization", auth())], EVENT.to_owned()),
        (
            format!("/api/1/envelope/?sentry_key={}&sentry_version=7", key(1)),
            vec![("content-type", "text/plain;charset=UTF-8".to_owned())],
            EVENT.to_owned(),
        ),
        ("/api/1/envelope/".to_owned(), vec![("content-type", "application/x-www-form-urlencoded".to_owned())], dsn),
    ] {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (response, answer) = send(&router, post(&path, &headers, body)).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}: {answer}");
    }
}

#[tokio::test]
async fn refusals_have_their_status_and_reason() {
    let (_kit, _, router) = door().await;
    let (auth, other) = (auth(), format!("Sentry sentry_key={}", "f".repeat(32)));
    let bomb = zstd::encode_all(vec![b' '; 150 << 20].as_slice(), 1).expect("packs");
    let large = format!("{{}}\n{{\"type\":\"event\"}}\n{{\"message\":\"{}\"}}", "x".repeat(2 << 20));
    let key = ("x-sentry-auth", auth.as_str());
    type Case<'a> = (&'a str, Vec<(&'a str, &'a str)>, Vec<u8>, u16);
    let cases: Vec<Case<'_>> = vec![
        ("/api/1/envelope/", vec![], EVENT.into(), 401),
        ("/api/1/envelope/", vec![("x-sentry-auth", "Sentry sentry_key=zzz")], EVENT.into(), 401),
        ("/api/1/envelope/", vec![("x-sentry-auth", &other)], EVENT.into(), 403),
        ("/api/2/envelope/", vec![key], EVENT.into(), 403),
        ("/api/1/envelope/", vec![key, ("authorization", &other)], EVENT.into(), 403),
        ("/api/shop/envelope/", vec![key], EVENT.into(), 400),
        ("/api/1/envelope/", vec![key], b"nonsense".to_vec(), 400),
        ("/api/1/envelope/", vec![key], b"".to_vec(), 400),
        ("/api/1/envelope/", vec![key], b"{}\n{\"type\":\"event\",\"length\":99}\n{}".to_vec(), 400),
        ("/api/1/envelope/", vec![key, ("content-encoding", "gzip")], EVENT.into(), 400),
        ("/api/1/envelope/", vec![key, ("content-encoding", "lzma")], EVENT.into(), 400),
        ("/api/1/envelope/", vec![key], large.into_bytes(), 413),
        ("/api/1/envelope/", vec![key], vec![b'x'; 21 << 20], 413),
        (
            "/api/1/envelope/",
            vec![key, ("content-encoding", "zstd")],
            [zstd::encode_all(&b"{}\n"[..], 1).expect("packs"), bomb.clone()].concat(),
            413,
        ),
        ("/api/1/store/", vec![key, ("content-encoding", "zstd")], bomb, 413),
    ];
    for (path, headers, body, status) in cases {
        let shown = format!("{path} {headers:?} {}", String::from_utf8_lossy(&body[..body.len().min(40)]));
        let (response, answer) = send(&router, post(path, &headers, body)).await;
        assert_eq!(response.status().as_u16(), status, "{shown}: {answer}");
        assert!(answer["detail"].is_string() && response.headers().contains_key("x-sentry-error"), "{shown}");
    }
}

#[tokio::test]
async fn store_takes_one_event_and_answers_its_id() {
    let (kit, _, router) = door().await;
    let event = json!({"event_id": "9EC79C33EC9942AB8353589FCB2E04DC", "message": "old client"}).to_string();
    let (response, answer) = send(&router, post("/api/1/store/", &[("x-sentry-auth", &auth())], event)).await;
    assert_eq!((response.status(), answer), (StatusCode::OK, json!({"id": "9ec79c33ec9942ab8353589fcb2e04dc"})));
    let (title,): (String,) = query("SELECT title FROM issues").one(&kit.backend.db).await.expect("an issue");
    assert_eq!(title, "old client");
}

#[tokio::test]
async fn browsers_may_ask_before() {
    let (_kit, _, router) = door().await;
    let request = Request::options("/api/1/envelope/").header("origin", "https://shop.example").body(Body::empty()).expect("a request");
    let (response, _) = send(&router, request).await;
    assert_eq!(response.status(), StatusCode::OK);
    let headers = response.headers();
    assert_eq!(headers["access-control-allow-origin"], "*");
    assert!(headers["access-control-allow-headers"].to_str().expect("text").contains("x-sentry-auth"));
    assert!(!headers.contains_key("access-control-allow-credentials"));
}

#[tokio::test]
async fn too_many_are_told_for_how_long() {
    let kit = Kit::sqlite().await;
    kit.organization("acme").await;
    kit.project("acme", "shop").await;
    let router = router(Intake::with_limits(kit.backend.clone(), Limits { per_minute: 0 }));
    let (response, _) = send(&router, post("/api/1/envelope/", &[("x-sentry-auth", &auth())], EVENT)).await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()["retry-after"], "60");
    assert_eq!(response.headers()["x-sentry-rate-limits"], "60:default;error;attachment:project");
    let (response, _) = send(&router, post("/api/1/envelope/", &[("x-sentry-auth", &auth())], "{}\n{\"type\":\"session\"}\n{}")).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    let (_kit, intake, router) = door().await;
    intake.drain().await;
    let (response, _) = send(&router, post("/api/1/envelope/", &[("x-sentry-auth", &auth())], EVENT)).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key("retry-after"));
}
