//! Every request that real SDKs were recorded with.

use super::*;
use crate::on_both;
use std::{fs, path::PathBuf};

struct Recording {
    name: String,
    encoding: Encoding,
    wire: Vec<u8>,
    plain: Vec<u8>,
}

fn recordings() -> Vec<Recording> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    let mut found = Vec::new();
    for folder in fs::read_dir(root).expect("recordings").map(|entry| entry.expect("entry").path()) {
        for file in fs::read_dir(&folder).expect("folder").map(|entry| entry.expect("entry").path()) {
            if file.extension().is_some_and(|extension| extension == "txt") {
                found.push(recording(&file));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Where the bytes on the wire were not kept, they are made again.
fn recording(file: &std::path::Path) -> Recording {
    let head = fs::read_to_string(file).expect("head");
    let encoding = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-encoding:").map(str::to_owned)).unwrap_or_default();
    let encoding = Encoding::parse(&encoding).expect("known");
    let plain = fs::read(file.with_extension("body")).expect("body");
    let wire = fs::read(file.with_extension("raw")).unwrap_or_else(|_| match encoding {
        Encoding::Plain => plain.clone(),
        Encoding::Brotli => {
            let mut wire = Vec::new();
            brotli::BrotliCompress(&mut plain.as_slice(), &mut wire, &brotli::enc::BrotliEncoderParams::default()).expect("packs");
            wire
        }
        other => panic!("{other:?}"),
    });
    Recording { name: format!("{}", file.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(file).display()), encoding, wire, plain }
}

on_both!(all_are_taken_and_readable, async |kit: Kit| {
    let (intake, project) = shop(&kit).await;
    let all = recordings();
    assert!(all.len() > 90, "{}", all.len());
    for recording in all {
        let mut keys = Keys::default();
        let received =
            receive::envelope(&body(&recording.wire, recording.encoding), &mut keys).unwrap_or_else(|bad| panic!("{}: {bad:?}", recording.name));
        let has_event = String::from_utf8_lossy(&recording.plain).contains("\"type\":\"event\"");
        assert_eq!(received.events.len(), usize::from(has_event), "{}", recording.name);
        for ready in received.events {
            let id = ready.event.id.0.clone();
            assert_eq!(received.id, id);
            intake.submit(&project, ready).await.expect("stored");
            let event = stored(&kit, project.id, &id).await;
            assert_ne!(event.title, "(No message)", "{}", recording.name);
            let raised = event.exceptions.iter().any(|exception| !exception.frames.is_empty());
            assert_eq!(raised, String::from_utf8_lossy(&recording.plain).contains("\"stacktrace\""), "{}", recording.name);
        }
    }
    let (title, times): (String, i64) = query("SELECT title, times_seen FROM issues WHERE culprit = 'checkout' AND level = 'error'")
        .one(&kit.backend.db)
        .await
        .expect("the bench event");
    assert_eq!((title.as_str(), times), ("TypeError: unsupported operand type(s) for *: 'decimal.Decimal' and 'NoneType'", 1));
    assert_eq!(count(&kit, "event_attachments").await, 1);
});

#[test]
fn the_bench_event_keeps_everything() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/recordings/bench-event/01.txt");
    let recording = recording(&file);
    let received = receive::envelope(&body(&recording.wire, recording.encoding), &mut Keys::default()).expect("reads");
    let event = &received.events[0].event;
    assert_eq!(event.exceptions[0].frames.len(), 18);
    let frame = &event.exceptions[0].frames[4];
    assert_eq!((frame.file(), frame.lineno, frame.in_app), (Some("make_event.py"), Some(16), true));
    assert_eq!((frame.pre_context.len(), frame.post_context.len()), (5, 5));
    assert_eq!(frame.vars.first().map(|(name, _)| name.as_str()), Some("args"));
    assert_eq!(event.release.as_deref(), Some("shop@2.14.3+8c1f2aa"));
    assert_eq!(event.tag("region"), Some("eu-west-1"));
    assert_eq!(event.request.as_ref().and_then(|request| request.method.as_deref()), Some("POST"));
    assert!(!event.breadcrumbs.is_empty() && event.breadcrumbs.iter().all(|crumb| crumb.timestamp.is_some()));
    assert!(payload::pack(event).expect("packs").len() < 7_000);
}
