use super::*;
use model::event::{Changed, Level};

#[test]
fn odd_shapes_are_understood() {
    let event = normal(&json!({
        "event_id": "9ec79c33-ec99-42ab-8353-589fcb2e04dc", "timestamp": "2026-11-20T18:51:10", "level": "warn", "platform": null,
        "exception": [{"type": "E", "value": {"code": 7}, "module": null, "stacktrace": {"frames": [null, {"function": "f", "lineno": "12", "vars": null}]}}],
        "breadcrumbs": [{"message": "one"}, null, 5], "tags": [["a", "b"], ["c", 7], ["broken"], {"key": "d", "value": true}],
        "logentry": {"message": "hello %s", "params": ["you"]}, "user": {"id": 42, "ip_address": "{{auto}}"}, "extra": ["x"], "contexts": null
    }));
    assert_eq!(event.id.0, "9ec79c33ec9942ab8353589fcb2e04dc");
    assert_eq!((event.level, event.platform.as_str()), (Level::Warning, "other"));
    assert_eq!(event.exceptions[0].value, "{\"code\":7}");
    assert_eq!(event.exceptions[0].frames[0].lineno, Some(12));
    assert_eq!(event.breadcrumbs.len(), 1);
    assert_eq!((event.tag("a"), event.tag("c"), event.tag("d")), (Some("b"), Some("7"), Some("true")));
    assert_eq!(event.message.as_deref(), Some("hello %s"));
    let user = event.user.expect("a user");
    assert_eq!((user.id.as_deref(), user.ip_address.as_deref()), (Some("42"), Some("192.0.2.7")));
    assert!(!event.changes.is_empty());
}

#[test]
fn every_field_may_hold_anything() {
    let names = [
        "event_id",
        "timestamp",
        "level",
        "platform",
        "logger",
        "transaction",
        "release",
        "dist",
        "environment",
        "server_name",
        "sdk",
        "message",
        "logentry",
        "exception",
        "stacktrace",
        "threads",
        "breadcrumbs",
        "tags",
        "request",
        "user",
        "contexts",
        "extra",
        "modules",
        "debug_meta",
        "fingerprint",
    ];
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("\u{0}x"),
        json!([]),
        json!([[]]),
        json!([null, 1, "a", {}]),
        json!({}),
        json!({"values": 7}),
        json!({"values": [1, {"stacktrace": {"frames": [7, {"vars": [1], "pre_context": "x", "lineno": -5}]}}]}),
        json!({"frames": {"a": 1}}),
        json!({"images": [1, {"debug_id": 5}]}),
        json!({"headers": [["a"], ["b", ["c"]]], "cookies": 7, "query_string": [1], "data": [[[[]]]]}),
    ];
    for name in names {
        for value in &odd {
            let event = normal(&json!({ name: value }));
            assert_eq!(event.id.0.len(), 32);
            payload::unpack(&payload::pack(&event).expect("packs")).expect("unpacks");
        }
    }
}

#[test]
fn secrets_are_hidden_and_noted() {
    let event = normal(&json!({
        "message": "hi", "extra": {"environ": {"PATH": "/usr/bin", "SENTRY_AUTH_TOKEN": "sntrys_abc", "DATABASE_URL": "postgres://a:b@c/d"}},
        "request": {"url": "https://a.example/?token=abc", "headers": {"Authorization": "Bearer x", "Accept": "*/*"}, "cookies": "sid=1; theme=dark", "query_string": "token=abc&page=2"},
    }));
    let kept = serde_json::to_string(&event).expect("JSON");
    for secret in ["sntrys_abc", "a:b@", "Bearer x", "token=abc", "\"abc\"", "dark"] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }
    assert!(kept.contains("/usr/bin") && kept.contains("\"page\""));
    assert!(event.changes.iter().any(|change| change.what == Changed::Scrubbed && change.path == "extra.environ.SENTRY_AUTH_TOKEN"));
}

#[test]
fn too_much_is_trimmed_and_noted() {
    let long = "x".repeat(100_000);
    let frames: Vec<Value> = (0..1_000).map(|n| json!({"function": format!("f{n}"), "in_app": true})).collect();
    let event = normal(
        &json!({"exception": {"type": long, "value": long, "stacktrace": {"frames": frames}}, "tags": {"a": long}, "extra": {"deep": (0..100).fold(json!(1), |inner, _| json!([inner]))}}),
    );
    let frames = event.frames();
    assert_eq!((frames.len(), frames[0].function.as_deref(), frames[249].function.as_deref()), (250, Some("f0"), Some("f999")));
    assert!(event.title.chars().count() <= 256 && event.exceptions[0].value.chars().count() == 8_192);
    assert!(event.changes.iter().filter(|change| change.what == Changed::Trimmed).count() >= 4);
}

#[test]
fn bombs_and_broken_events_are_refused_alone() {
    use receive::Bad;
    let bomb = zstd::encode_all(vec![b'x'; 150 << 20].as_slice(), 1).expect("packs");
    let mut keys = Keys::default();
    assert!(matches!(receive::single(&body(&bomb, Encoding::Zstd)), Err(Bad::TooLarge(_))));
    let head = b"{}\n{\"type\":\"replay_recording\",\"length\":300000000}\n".to_vec();
    let bomb = zstd::encode_all([head, vec![0; 150 << 20]].concat().as_slice(), 1).expect("packs");
    assert!(matches!(receive::envelope(&body(&bomb, Encoding::Zstd), &mut keys), Err(Bad::TooLarge(_))));
    let mixed = b"{}\n{\"type\":\"event\"}\n{broken\n{\"type\":\"event\"}\n{\"message\":\"fine\"}\n";
    assert_eq!(receive::envelope(&body(mixed, Encoding::Plain), &mut keys).expect("one is fine").events.len(), 1);
    let broken = b"{}\n{\"type\":\"event\"}\n{broken\n";
    assert!(matches!(receive::envelope(&body(broken, Encoding::Plain), &mut keys), Err(Bad::Framing(_))));
}

proptest::proptest! {
    #[test]
    fn no_event_panics(text in r#"\{("(message|exception|tags|user|request|breadcrumbs|level)":(\[|\{|"[a-z\\ud8]{0,8}"|[0-9.e-]{1,5}|null|\]|\}|,){0,8},?){0,5}\}"#) {
        let _ = receive::single(&body(text.as_bytes(), Encoding::Plain));
    }
}
