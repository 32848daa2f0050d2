//! Uploads and source maps on both databases.

use super::{bundle, *};
use crate::{access::Access, on_both, testing::Kit};
use model::{
    event::{Event, Exception, Frame},
    role::Role,
};
use sha1::{Digest, Sha1};
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

const DEBUG_ID: &str = "0a1b2c3d-0000-4000-8000-0123456789ab";

fn made(files: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    out.write_all(b"SYSB\x02\0\0\0").expect("header");
    let mut zip = ZipWriter::new(out);
    for (path, content) in files {
        zip.start_file(*path, SimpleFileOptions::default()).expect("file");
        zip.write_all(content.as_bytes()).expect("content");
    }
    zip.finish().expect("archive").into_inner()
}

fn example() -> Vec<u8> {
    let manifest = format!(
        r#"{{"org":"acme","files":{{"_/_/~/main.js":{{"type":"minified_source","headers":{{"debug-id":"{DEBUG_ID}"}}}},
           "_/_/~/main.js.map":{{"type":"source_map","headers":{{"Debug-Id":"{DEBUG_ID}"}}}},"x":{{"headers":{{"debug-id":"no"}}}}}}}}"#
    );
    // Line 1, column 1 of the minified file is line 2, column 3 of src/cart.js, there called `total`.
    let map =
        r#"{"version":3,"sources":["webpack:///./src/cart.js"],"sourcesContent":["// cart\n  total();\nend"],"names":["total"],"mappings":"AACEA"}"#;
    made(&[("_/_/~/main.js", "t()"), ("_/_/~/main.js.map", map), ("manifest.json", &manifest)])
}

fn sum(data: &[u8]) -> String {
    hex::encode(Sha1::digest(data))
}

async fn upload(access: &Access, data: &[u8]) -> Assembly {
    let checksum = sum(data);
    store_chunks(access, vec![Chunk { checksum: checksum.clone(), data: data.to_vec(), gzip: false }]).await.expect("stored");
    assemble(access, NewBundle { chunks: vec![checksum.clone()], checksum, ..NewBundle::default() }).await.expect("answered")
}

on_both!(a_bundle_is_put_together_and_gives_frames_their_source, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    let other = kit.member("globex", Role::Member, "hank@globex.example").await;
    let data = example();
    let new = NewBundle { checksum: sum(&data), chunks: vec![sum(&data[..100]), sum(&data[100..])], ..NewBundle::default() };
    assert_eq!(assemble(&access, new.clone()).await.expect("answered"), Assembly::Missing(new.chunks.clone()));
    let gz = {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(&data[..100]).expect("gzip");
        gz.finish().expect("gzip")
    };
    let first = Chunk { checksum: new.chunks[0].clone(), data: gz, gzip: true };
    let second = Chunk { checksum: new.chunks[1].clone(), data: data[100..].to_vec(), gzip: false };
    store_chunks(&access, vec![first, second]).await.expect("stored");
    assert_eq!(assemble(&access, new.clone()).await.expect("answered"), Assembly::Done);
    assert_eq!(assemble(&access, new).await.expect("answered"), Assembly::Done, "again");
    let frame = Frame {
        filename: Some("main.js".into()),
        lineno: Some(1),
        colno: Some(1),
        in_app: true,
        debug_id: Some(DEBUG_ID.into()),
        ..Frame::default()
    };
    let minified = Event { exceptions: vec![Exception { frames: vec![frame], ..Exception::default() }], ..Event::default() };
    for round in 0..2 {
        let mut event = minified.clone();
        symbolicate(&access, &mut event).await.expect("done");
        let frame = &event.exceptions[0].frames[0];
        assert_eq!((frame.filename.as_deref(), frame.lineno, frame.function.as_deref()), (Some("src/cart.js"), Some(2), Some("total")), "{round}");
        assert_eq!((frame.pre_context.as_slice(), frame.context_line.as_deref()), (&["// cart".to_owned()][..], Some("  total();")));
    }
    let mut event = minified.clone();
    symbolicate(&other, &mut event).await.expect("done");
    assert_eq!(event, minified, "another organization’s map");
});

on_both!(what_is_no_bundle_is_refused_with_the_reason, async |kit: Kit| {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    for data in [b"".to_vec(), b"SYSB".to_vec(), b"SYSB\x02\0\0\0".to_vec(), vec![7; 1_000], made(&[("a", "b")]), made(&[("manifest.json", "{")])] {
        assert!(matches!(upload(&access, &data).await, Assembly::Broken(_)), "{data:?}");
    }
    let wrong = Chunk { checksum: sum(b"a"), data: b"b".to_vec(), gzip: false };
    assert!(store_chunks(&access, vec![wrong]).await.is_err(), "not what its name says");
    let torn = Chunk { checksum: sum(b"a"), data: b"b".to_vec(), gzip: true };
    assert!(store_chunks(&access, vec![torn]).await.is_err(), "no gzip");
    let bad = NewBundle { checksum: "../../etc/passwd".into(), ..NewBundle::default() };
    assert!(assemble(&access, bad).await.is_err());
});

#[test]
fn a_bomb_is_not_unpacked() {
    let big = " ".repeat(9 * 1024 * 1024);
    assert_eq!(bundle::entries(&made(&[("manifest.json", &big)])), Err("manifest.json in the bundle is too large.".into()));
}
