//! Namespaces through the product, on both databases.

use super::{allocate, change_fallback, define_namespace, list, make_namespace, release};
use crate::{
    access::Access,
    db::query,
    experiments::{Evaluation, Reason, ServiceExposure, change_status, check, define, draft as opened, evaluate, evaluate_all, expose_for, save},
    on_both,
    testing::Kit,
};
use model::{
    audit::AuditFilter,
    error::ApiError,
    experiment::{
        Status,
        draft::{Draft, TestCase},
    },
    role::Role,
};
use serde_json::{Map, json};
use std::collections::BTreeMap;

async fn owner(kit: &Kit) -> Access {
    kit.organization("acme").await;
    kit.member("acme", Role::Owner, "ana@acme.example").await
}

async fn script(access: &Access, name: &str, source: &str) {
    define(access, name, "userid", source, None).await.expect("defined");
}

async fn start(access: &Access, name: &str) {
    change_status(access, name, Status::Running, None).await.expect("starts");
}

/// Who is in an experiment, and with what, among so many people.
async fn inside(access: &Access, flag: &str, people: u32) -> BTreeMap<u32, String> {
    let mut found = BTreeMap::new();
    for person in 0..people {
        match evaluate(access, flag, &format!("u{person}"), &Map::new()).await.expect("answers") {
            Evaluation::Found { value, counts: true, .. } => _ = found.insert(person, value.to_string()),
            Evaluation::Out { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    found
}

on_both!(experiments_of_a_namespace_exclude_each_other_and_growing_moves_nobody, async |kit: Kit| {
    let access = owner(&kit).await;
    for name in ["one", "two"] {
        script(&access, name, "arm = uniformChoice(choices=['a', 'b'], unit=userid);").await;
    }
    define_namespace(&access, "signup", "userid", 100, "").await.expect("made");
    allocate(&access, "signup", "one", 20).await.expect("allocated");
    let made = allocate(&access, "signup", "two", 30).await.expect("allocated");
    assert_eq!((made.free, made.experiments.iter().map(|one| one.segments).collect::<Vec<_>>()), (50, vec![20, 30]));
    start(&access, "one").await;
    start(&access, "two").await;
    let mut one = inside(&access, "one.arm", 250).await;
    let two = inside(&access, "two.arm", 250).await;
    assert!(one.len() > 20 && two.len() > 40 && one.keys().all(|person| !two.contains_key(person)));
    // Nobody moves, whatever it grows to; at the end everybody who is left is in.
    for segments in [21, 45, 70] {
        allocate(&access, "signup", "one", segments).await.expect("grown");
        let more = inside(&access, "one.arm", 250).await;
        assert!(one.iter().all(|(person, arm)| more.get(person) == Some(arm)), "somebody moved at {segments}");
        assert_eq!(inside(&access, "two.arm", 250).await, two);
        one = more;
    }
    assert_eq!(one.len() + two.len(), 250);
    // The same as the engine decides when it is told of the segments; they are stored, not drawn again.
    let (held,): (i64,) =
        query("SELECT CAST(COUNT(*) AS BIGINT) FROM experiment_segments WHERE experiment = 'one'").one(&kit.backend.db).await.expect("reads");
    assert_eq!(held, 70);
});

on_both!(whoever_is_kept_out_has_the_default_and_does_not_count, async |kit: Kit| {
    let access = owner(&kit).await;
    script(&access, "usual", "colour = 'grey';").await;
    script(&access, "bold", "colour = uniformChoice(choices=['red', 'blue'], unit=userid); if (vip) { return false; }").await;
    define_namespace(&access, "looks", "userid", 10, "usual").await.expect("made");
    allocate(&access, "looks", "bold", 5).await.expect("allocated");
    start(&access, "usual").await;
    start(&access, "bold").await;
    let asked = async |person: u32, vip: bool| {
        let context = json!({ "vip": vip }).as_object().cloned().unwrap_or_default();
        match evaluate(&access, "bold.colour", &format!("u{person}"), &context).await.expect("answers") {
            Evaluation::Found { value, counts, reason: Reason::Split, .. } => (value.as_str().unwrap_or_default().to_owned(), counts),
            other => panic!("{other:?}"),
        }
    };
    let mut out = Vec::new();
    for person in 0..60 {
        let (colour, counts) = asked(person, false).await;
        assert_eq!(colour == "grey", !counts);
        assert_eq!(asked(person, true).await, ("grey".to_owned(), false), "excluded by the script, the default");
        if !counts {
            out.push(person);
        }
    }
    assert!(out.len() > 10 && out.len() < 50);
    let exposures: Vec<ServiceExposure> = (0..60)
        .map(|person| ServiceExposure {
            experiment: "bold".into(),
            version: None,
            context: json!({ "targetingKey": format!("u{person}"), "vip": false }).as_object().cloned().unwrap_or_default(),
            params: None,
            doorway: String::new(),
        })
        .collect();
    let exposed = expose_for(&access, &exposures).await.expect("taken");
    assert_eq!((exposed.recorded as usize, exposed.ignored as usize), (60 - out.len(), out.len()));
    assert!(evaluate_all(&access, "u1", &Map::new()).await.expect("all").len() >= 2);
});

on_both!(a_test_case_in_the_editor_gives_what_services_get, async |kit: Kit| {
    let access = owner(&kit).await;
    let tests = (0..20).map(|person| TestCase { inputs: json!({ "userid": format!("u{person}") }).to_string(), expected: String::new() });
    let draft = Draft {
        name: "one".into(),
        unit: "userid".into(),
        source: "arm = uniformChoice(choices=['a', 'b', 'c', 'd'], unit=userid);".into(),
        tests: tests.collect(),
        ..Draft::default()
    };
    save(&access, &draft, true).await.expect("saved");
    define_namespace(&access, "signup", "userid", 1, "").await.expect("made");
    allocate(&access, "signup", "one", 1).await.expect("everybody");
    start(&access, "one").await;
    let editing = opened(&access, "one").await.expect("opens");
    assert_eq!(editing.salt, "signup.one");
    let services = inside(&access, "one.arm", 20).await;
    for checked in [editing.checked, check(&access, &draft).await.expect("checks")] {
        let given: Vec<String> = checked.tests.iter().map(|test| test.got.clone()).collect();
        assert_eq!(given, services.values().map(|arm| format!("{{\"arm\":{arm}}}")).collect::<Vec<_>>());
    }
});

on_both!(an_experiment_keeps_the_unit_of_its_namespace, async |kit: Kit| {
    let access = owner(&kit).await;
    let source = "arm = uniformChoice(choices=['a', 'b'], unit=userid);";
    script(&access, "one", source).await;
    define_namespace(&access, "signup", "userid", 10, "").await.expect("made");
    allocate(&access, "signup", "one", 4).await.expect("allocated");
    let said = define(&access, "one", "email", &source.replace("userid", "email"), None).await.expect_err("refused").into_api();
    assert!(matches!(&said, ApiError::Invalid { field, reason } if field == "unit" && reason.contains("“signup”")), "{said:?}");
    release(&access, "signup", "one").await.expect("released");
    define(&access, "one", "email", source, None).await.expect_err("it is in the namespace for good");
    define(&access, "one", "userid", &source.replace("'b'", "'c'"), None).await.expect("the same unit");
    let log = crate::audit_log::page(&access, &AuditFilter { action: "namespace".into(), ..AuditFilter::default() }).await.expect("a page");
    let mut said: Vec<&str> = log.rows.iter().map(|row| row.said.as_str()).collect();
    said.sort_unstable();
    let expected = [
        "freed the segments of the experiment one in the namespace signup",
        "gave the experiment one 4 segments of the namespace signup",
        "made the namespace signup",
    ];
    assert_eq!(said, expected);
});

on_both!(what_would_move_people_is_refused, async |kit: Kit| {
    let access = owner(&kit).await;
    script(&access, "one", "arm = uniformChoice(choices=['a', 'b'], unit=userid);").await;
    script(&access, "alone", "arm = uniformChoice(choices=['a', 'b'], unit=userid);").await;
    define(&access, "orgs", "org", "arm = uniformChoice(choices=['a', 'b'], unit=org);", None).await.expect("defined");
    start(&access, "alone").await;
    define_namespace(&access, "signup", "userid", 10, "").await.expect("made");
    allocate(&access, "signup", "one", 4).await.expect("allocated");
    for (experiment, segments) in [("alone", 2), ("orgs", 2), ("one", 3), ("one", 11), ("nobody", 1), ("one", 0)] {
        allocate(&access, "signup", experiment, segments).await.expect_err(experiment);
    }
    define_namespace(&access, "signup", "userid", 20, "").await.expect_err("other segments");
    define_namespace(&access, "signup", "userid", 10, "orgs").await.expect_err("a default by another unit");
    define_namespace(&access, "signup", "userid", 10, "one").await.expect_err("inside");
    let spare = async |unit: &str| define(&access, "spare", unit, "arm = 'a';", None).await;
    spare("userid").await.expect("defined");
    define_namespace(&access, "signup", "userid", 10, "spare").await.expect("another default");
    let said = spare("email").await.expect_err("a namespace falls back to it").into_api();
    assert!(matches!(&said, ApiError::Invalid { field, .. } if field == "unit"), "{said:?}");
    define_namespace(&access, "signup", "userid", 10, "alone").await.expect("another default");
    spare("email").await.expect("nothing falls back to it");
    for wrong in ["orgs", "one", "nobody"] {
        change_fallback(&access, "signup", wrong).await.expect_err(wrong);
    }
    script(&access, "later", "arm = 'z';").await;
    let said = change_fallback(&access, "signup", "later").await.expect_err("a draft").to_string();
    assert!(said.contains("“later” is a draft: whoever is in none would lose what they have."), "{said}");
    change_fallback(&access, "nowhere", "").await.expect_err("no namespace");
    let changed = change_fallback(&access, "signup", "").await.expect("no default");
    assert_eq!((changed.fallback.as_str(), changed.segments, changed.free), ("", 10, 6));
    change_fallback(&access, "signup", "alone").await.expect("another default");
    let said = make_namespace(&access, "signup", "userid", 10, "").await.expect_err("there is one").into_api();
    assert!(matches!(&said, ApiError::Invalid { field, .. } if field == "name"), "{said:?}");
    assert_eq!(list(&access).await.expect("a list")[0].fallback, "alone", "nothing was overwritten");
    let said = change_status(&access, "alone", Status::Archived, None).await.expect_err("a namespace falls back to it").to_string();
    assert!(said.contains("It is the default of the namespace “signup”"), "{said}");
    release(&access, "signup", "one").await.expect("freed");
    let said = change_status(&access, "one", Status::Running, None).await.expect_err("nobody would get it").to_string();
    assert!(said.contains("It holds no segment of the namespace “signup”"), "{said}");
    allocate(&access, "signup", "one", 4).await.expect("allocated again");
    start(&access, "one").await;
    change_fallback(&access, "signup", "").await.expect("on purpose");
    change_fallback(&access, "signup", "later").await.expect("nobody loses anything");
    start(&access, "later").await;
    change_fallback(&access, "signup", "alone").await.expect("as before");
    release(&access, "signup", "one").await.expect_err("it runs");
    change_status(&access, "one", Status::Archived, None).await.expect("archived");
    assert_eq!(release(&access, "signup", "one").await.expect("released").free, 10);
    let member = kit.member("acme", Role::Member, "bo@acme.example").await;
    define_namespace(&member, "mine", "userid", 10, "").await.expect_err("forbidden");
    kit.organization("other").await;
    let stranger = kit.member("other", Role::Owner, "eve@other.example").await;
    assert!(list(&stranger).await.expect("a list").is_empty());
    allocate(&stranger, "signup", "one", 5).await.expect_err("not theirs");
});
