use super::{export, import};
use crate::{demo, events::Intake, on_both, testing::Kit};

async fn exported(kit: &Kit) -> Vec<u8> {
    let mut out = Vec::new();
    export(&kit.backend, &mut out).await.expect("an export");
    out
}

/// Without its first line, which says when it was made.
fn rows(export: &[u8]) -> Vec<&str> {
    let mut rows: Vec<&str> = std::str::from_utf8(export).expect("text").lines().skip(1).collect();
    rows.sort_unstable();
    rows
}

async fn demo_export() -> Vec<u8> {
    let kit = Kit::sqlite().await;
    demo::load(&kit.backend, &Intake::start(kit.backend.clone())).await.expect("the demo");
    exported(&kit).await
}

on_both!(an_installation_moves_whole, async |kit: Kit| {
    let first = demo_export().await;
    assert!(rows(&first).len() > 500);
    import(&kit.backend, &mut &*first).await.expect("an import");
    assert_eq!(rows(&exported(&kit).await), rows(&first));
    let again = import(&kit.backend, &mut &*first).await.expect_err("in use already").to_string();
    assert!(again.contains("in use already"), "{again}");
});

on_both!(half_a_file_imports_nothing, async |kit: Kit| {
    let whole = demo_export().await;
    let text = String::from_utf8(whole.clone()).expect("text");
    let cases = [
        ("", "empty"),
        ("{}\n", "no export"),
        ("hello\n", "no export"),
        ("{\"format\":\"muster-export-1\",\"schema\":1}\n", "has schema 1"),
        (&text[..text.len() / 2], "nothing was imported"),
        (&text.replacen("\"accounts\"", "\"accountz\"", 1), "no table accountz"),
    ];
    for (broken, expected) in cases {
        let error = import(&kit.backend, &mut broken.as_bytes()).await.expect_err("refused").to_string();
        assert!(error.contains(expected), "{error}");
    }
    import(&kit.backend, &mut &*whole).await.expect("the database is still empty");
});
