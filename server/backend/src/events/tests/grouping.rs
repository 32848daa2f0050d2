use super::*;

fn print(event: &Value) -> String {
    ready(event).fingerprint
}

fn with_frames(kind: &str, value: &str, frames: &Value) -> Value {
    json!({"exception": {"values": [{"type": kind, "value": value, "stacktrace": {"frames": frames}}]}})
}

#[test]
fn what_belongs_together() {
    let frame = json!([{"module": "shop.cart", "function": "add", "lineno": 7, "in_app": true}]);
    let moved =
        json!([{"module": "flask.app", "function": "run", "in_app": false}, {"module": "shop.cart", "function": "add", "lineno": 9, "in_app": true}]);
    for (a, b, together) in [
        (with_frames("E", "no item 1", &frame), with_frames("E", "no item 2", &frame), true),
        (with_frames("E", "x", &frame), with_frames("E", "x", &moved), true),
        (with_frames("E", "x", &frame), with_frames("F", "x", &frame), false),
        (with_frames("E", "x", &frame), with_frames("E", "x", &json!([{"module": "shop.cart", "function": "drop", "in_app": true}])), false),
        (
            with_frames("E", "x", &json!([{"filename": "https://a.example/main.3f9a8c1.js", "function": "f", "in_app": true}])),
            with_frames("E", "x", &json!([{"filename": "https://b.example/main.77aa01c.js?v=2", "function": "f", "in_app": true}])),
            true,
        ),
        (json!({"message": "user 1 is late"}), json!({"message": "user 22 is late"}), true),
        (json!({"message": "user 1 is late"}), json!({"message": "user 1 is early"}), false),
        (json!({"logentry": {"message": "hi %s", "formatted": "hi Ana"}}), json!({"logentry": {"message": "hi %s", "formatted": "hi Bo"}}), true),
        (json!({"message": "a", "fingerprint": ["one"]}), json!({"message": "b", "fingerprint": ["one"]}), true),
        (json!({"message": "a", "fingerprint": ["{{ default }}", "x"]}), json!({"message": "a", "fingerprint": ["{{default}}", "x"]}), true),
        (json!({"message": "a", "fingerprint": ["{{ default }}", "x"]}), json!({"message": "b", "fingerprint": ["{{ default }}", "x"]}), false),
        (json!({"message": "a", "fingerprint": ["{{ default }}"]}), json!({"message": "a"}), true),
        (json!({"message": "a", "fingerprint": ["ab", "c"]}), json!({"message": "a", "fingerprint": ["a", "bc"]}), false),
        (json!({"exception": [{"type": "E", "value": "id 7"}]}), json!({"exception": [{"type": "E", "value": "id 8"}]}), true),
    ] {
        assert_eq!(print(&a) == print(&b), together, "{a} and {b}");
    }
}

/// Changing these splits every issue there is: raise `fingerprint::VERSION` and keep the old way for old issues instead.
#[test]
fn version_1_stays_as_it_is() {
    assert_eq!(super::super::fingerprint::VERSION, 1);
    insta::assert_snapshot!(print(&json!({"message": "user 1 is late"})));
    insta::assert_snapshot!(print(&error(1, "KeyError")));
}
