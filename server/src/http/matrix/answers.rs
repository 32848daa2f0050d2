//! What every answer carries: headers, cookies, and how much of a body anybody may send.

use super::world::World;
use crate::http::with_bundle;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use backend::{Backend, accounts, events::Intake, testing::Kit};
use model::{account::FirstRun, role::Role};
use std::sync::Arc;
use tower::ServiceExt;

async fn ask(router: &Router, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> (StatusCode, HeaderMap, String) {
    let request = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let response = router.clone().oneshot(request.body(body.into()).expect("a request")).await.expect("answers");
    let (parts, body) = response.into_parts();
    let text = String::from_utf8_lossy(&to_bytes(body, 1 << 22).await.expect("a body")).into_owned();
    (parts.status, parts.headers, text)
}

fn cookie(session: &str) -> String {
    format!("__Host-muster={session}")
}

/// A server at another base URL, on the same data.
fn at(kit: &Kit, base_url: &str) -> Router {
    let settings = backend::Settings { base_url: base_url.into(), ..(*kit.backend.settings).clone() };
    let backend = Backend { settings: Arc::new(settings), ..kit.backend.clone() };
    with_bundle(backend.clone(), Intake::start(backend), 0, super::world::bundle()).expect("a router")
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let world = World::new().await;
    let owner = cookie(world.member(Role::Owner));
    let attachment = format!("/acme{}", world.attachment().await);
    for (method, path, page) in [
        ("GET", "/login", true),
        ("GET", "/acme/issues", true),
        ("GET", "/acme/nothing/here", true),
        ("GET", "/invitation", true),
        ("POST", "/rpc/load_me", false),
        ("GET", "/api/0/", false),
        ("GET", "/health/live", false),
        ("GET", &attachment, false),
    ] {
        let (status, headers, _) = ask(&world.router, method, path, &[("cookie", &owner), ("content-type", "application/json")], "{}").await;
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header("strict-transport-security"), "max-age=31536000", "{path}");
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("'unsafe-inline'") && !policy.contains("'unsafe-eval'") && !policy.contains('*'), "{path}: {policy}");
        if page {
            let nonce = policy.split_once("script-src 'nonce-").and_then(|(_, rest)| rest.split_once('\'')).map_or("", |(nonce, _)| nonce);
            assert!(nonce.len() >= 16 && policy.contains("base-uri 'none'") && policy.contains("'wasm-unsafe-eval'"), "{path}: {policy}");
        }
        if !path.starts_with("/api") && !path.starts_with("/health") {
            assert_eq!(header("cache-control"), "no-store", "{path} {status}");
        }
    }
    let (_, headers, _) = ask(&at(&world.kit, "http://127.0.0.1:8000"), "GET", "/login", &[], "").await;
    assert!(headers.get("strict-transport-security").is_none(), "there is no TLS to insist on");
}

#[tokio::test]
async fn attachments_are_never_shown_or_run() {
    let world = World::new().await;
    let path = format!("/acme{}", world.attachment().await);
    let (status, headers, body) = ask(&world.router, "GET", &path, &[("cookie", &cookie(world.member(Role::Member)))], "").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "<script>"));
    assert_eq!(headers["content-type"], "application/octet-stream");
    assert_eq!(headers["content-disposition"], "attachment; filename*=UTF-8''a%2Ehtml");
    assert_eq!(headers["content-security-policy"], "sandbox; default-src 'none'; frame-ancestors 'none'");
}

#[tokio::test]
async fn session_cookies_are_out_of_reach_of_scripts_and_other_sites() {
    let kit = Kit::sqlite().await;
    let form = FirstRun {
        name: "Ana".into(),
        email: "ana@acme.example".into(),
        password: "gr8-otters-swim".into(),
        organization: "Acme".into(),
        slug: None,
        project: None,
    };
    accounts::create_owner(&kit.backend, &form, &accounts::Client::default()).await.expect("an owner");
    let typed = "email=ana%40acme.example&password=gr8-otters-swim";
    for (base, name, secure) in [("https://muster.example", "__Host-muster", true), ("http://127.0.0.1:8000", "muster", false)] {
        let router = at(&kit, base);
        let (status, headers, _) = ask(&router, "POST", "/login", &[("content-type", "application/x-www-form-urlencoded")], typed).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let set = headers["set-cookie"].to_str().expect("text");
        let mut parts = set.split("; ");
        let (found, secret) = parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        assert_eq!((found, secret.len()), (name, 64), "256 bits");
        let attributes: Vec<&str> = parts.collect();
        for wanted in ["HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(attributes.contains(&wanted), "{set}");
        }
        assert_eq!(attributes.contains(&"Secure"), secure, "{set}");
        assert!(!attributes.iter().any(|attribute| attribute.starts_with("Domain")), "{set}");
        assert_eq!(ask(&router, "GET", "/acme/issues", &[("cookie", &format!("{name}={secret}"))], "").await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_change_of_rights_gives_the_session_a_new_secret() {
    let world = World::new().await;
    let owner = world.kit.enter(world.member(Role::Owner), "acme").await;
    let before = world.member(Role::Admin);
    let admin = world.kit.enter(before, "acme").await;
    backend::members::change_role(&owner, &admin.membership, Role::Manager).await.expect("changed");
    for (path, method, body) in [("/rpc/load_me", "POST", "{}"), ("/acme/issues", "GET", "")] {
        backend::members::change_role(&owner, &admin.membership, if method == "GET" { Role::Member } else { Role::Owner }).await.expect("changed");
        let old = cookie(world.member(Role::Admin));
        let headers = [("cookie", &*old), ("content-type", "application/json")];
        let (status, answer, _) = ask(&world.router, method, path, &headers, body).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        if method == "GET" {
            // The secret before is good for a moment, and is not renewed once more by whoever still has it.
            continue;
        }
        let fresh = answer["set-cookie"].to_str().expect("text").split(';').next().expect("a cookie").to_owned();
        assert_ne!(fresh, old);
        assert!(
            ask(&world.router, method, path, &[("cookie", &fresh), ("content-type", "application/json")], body).await.1.get("set-cookie").is_none()
        );
    }
    world.kit.backend.clock.advance(30_000);
    let (status, ..) = ask(&world.router, "POST", "/rpc/load_me", &[("cookie", &cookie(before)), ("content-type", "application/json")], "{}").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn strangers_send_little() {
    let world = World::new().await;
    let json = ("content-type", "application/json");
    let form = ("content-type", "application/x-www-form-urlencoded");
    for (path, kind, size) in [
        ("/rpc/sign_in", json, 40_000),
        ("/rpc/send_invitations", json, 500_000),
        ("/login", form, 40_000),
        ("/invitation", form, 40_000),
        ("/acme/join", form, 40_000),
        ("/api/0/organizations/acme/join-request/", json, 20_000),
    ] {
        let (status, ..) = ask(&world.router, "POST", path, &[kind], "x".repeat(size)).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    let owner = cookie(world.member(Role::Owner));
    let (status, ..) = ask(&world.router, "POST", "/rpc/send_invitations", &[json, ("cookie", &owner)], "x".repeat(500_000)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "who is signed in is read");
    let (status, ..) = ask(&world.router, "POST", "/rpc/send_invitations", &[json, ("cookie", &owner)], "x".repeat(1_100_000)).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn links_come_from_the_configured_address_alone() {
    let world = World::new().await;
    let owner = cookie(world.member(Role::Owner));
    let evil = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
        ("cookie", &*owner),
        ("content-type", "application/json"),
    ];
    let path = "/rpc/copy_invitation_link";
    let (status, _, body) = ask(&world.router, "POST", path, &evil, world.fill(r#"{"org":"acme","invitation":"{invitation}"}"#, "acme", true)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert!(body.contains("https://muster.example/invitation#") && !body.contains("evil"), "{body}");
    for page in ["/acme/members", "/acme/projects/shop", "/login"] {
        let (_, headers, body) = ask(&world.router, "GET", page, &evil, "").await;
        assert!(!body.contains("evil.example") && !format!("{headers:?}").contains("evil.example"), "{page}");
    }
}
