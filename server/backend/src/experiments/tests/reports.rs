//! What services report, and what of that can't be kept.

use super::{BUTTON, map, owner};
use crate::{
    experiments::{
        Evaluation, Report, ServiceExposure, change_status, define, evaluate, expose_for,
        namespaces::{allocate, define_namespace, release},
        record, results,
    },
    on_both,
    testing::Kit,
};
use model::{error::ApiError, experiment::Status};
use serde_json::{Map, json};

fn report(id: &str) -> Report {
    Report { id: id.into(), unit: "42".into(), name: "bought".into(), value: 1.0, properties: Map::new() }
}

on_both!(an_event_reported_twice_counts_once, async |kit: Kit| {
    let access = owner(&kit).await;
    assert_eq!(record(&access, &[report("a"), report("b"), report("a")]).await.expect("recorded"), 2);
    assert_eq!(record(&access, &[report("a")]).await.expect("known"), 0);
});

on_both!(an_event_that_cannot_be_kept_says_which_it_is, async |kit: Kit| {
    let access = owner(&kit).await;
    let long = "u".repeat(201);
    let named = [
        Report { id: String::new(), ..report("a") },
        Report { unit: long, ..report("a") },
        Report { name: "bought\0".into(), ..report("a") },
        Report { id: "line\nbreak".into(), ..report("a") },
    ];
    let valued = [f64::NAN, f64::INFINITY, 1.1e15, -1.1e15].map(|value| Report { value, ..report("a") });
    for (wrong, why) in named.into_iter().map(|wrong| (wrong, "needs an id")).chain(valued.into_iter().map(|wrong| (wrong, "too large"))) {
        let refused = record(&access, &[report("fine"), wrong]).await.expect_err("refused").into_api();
        let ApiError::Invalid { field, reason } = refused else { panic!("{refused:?}") };
        assert!(field == "events" && reason.starts_with("events[1] ") && reason.contains(why), "{reason}");
    }
    assert_eq!(record(&access, &[Report { value: -1e15, ..report("fine") }]).await.expect("nothing of those was kept"), 1);
});

on_both!(names_that_nothing_can_have_are_not_known, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    for key in ["button\0", "\0.color", "button.color\0", "bütton", ""] {
        assert!(matches!(evaluate(&access, key, "42", &Map::new()).await, Ok(Evaluation::Unknown { .. })), "{key:?}");
    }
    for (experiment, unit) in [("button\0", "42"), ("button", "42\0"), ("button", ""), ("nonsense", "42")] {
        let context = map(json!({ "targetingKey": unit }));
        let exposure = ServiceExposure { experiment: experiment.into(), context, ..ServiceExposure::default() };
        assert_eq!(expose_for(&access, &[exposure]).await.expect("answered").refused, 1, "{experiment:?} {unit:?}");
    }
    let not_found = |error: crate::Error| assert_eq!(error.into_api(), ApiError::NotFound);
    not_found(results(&access, "button\0").await.expect_err("not there"));
    not_found(allocate(&access, "signup\0", "button", 1).await.expect_err("not there"));
    not_found(release(&access, "signup", "button\0").await.expect_err("not there"));
    define_namespace(&access, "signup", "userid", 10, "button\0").await.expect_err("no default");
});

on_both!(what_is_too_long_for_a_key_is_a_flag_and_not_counted, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", &format!("{BUTTON} label = name;"), None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    for (length, recorded) in [(1_900, 1), (3_000, 0)] {
        // Nothing that could be compressed.
        let name: String = (0..length / 8).map(|at: u64| format!("{:08x}", at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32)).collect();
        let context = map(json!({ "targetingKey": format!("u{length}"), "name": name }));
        assert!(matches!(evaluate(&access, "button.label", "u", &context).await, Ok(Evaluation::Found { .. })));
        let exposure = ServiceExposure { experiment: "button".into(), context, ..ServiceExposure::default() };
        let exposed = expose_for(&access, &[exposure]).await.expect("answered");
        assert_eq!((exposed.recorded, exposed.ignored, exposed.refused), (recorded, 0, 1 - recorded), "{length}");
    }
});

on_both!(what_was_met_of_another_version_is_no_forgery, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    let version = define(&access, "button", "userid", &BUTTON.replace("0.5", "0.6"), None).await.expect("a probability rises").version;
    let exposure = |version, unit: &str| ServiceExposure {
        experiment: "button".into(),
        version: Some(version),
        context: map(json!({ "targetingKey": unit })),
        ..ServiceExposure::default()
    };
    let claimed = |version| ServiceExposure { params: Some(map(json!({ "color": "green" }))), ..exposure(version, "42") };
    let all =
        [exposure(version, "1"), exposure(version, "2"), exposure(version - 1, "3"), claimed(version - 1), claimed(version), exposure(version, "1")];
    let exposed = expose_for(&access, &all).await.expect("answered");
    assert_eq!((exposed.recorded, exposed.ignored, exposed.refused), (2, 3, 1));
});

on_both!(what_nobody_is_given_yet_is_not_met_and_what_is_over_counts_for_nothing, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    let exposure = ServiceExposure { experiment: "button".into(), context: map(json!({ "targetingKey": "42" })), ..ServiceExposure::default() };
    let exposed = async || {
        let exposed = expose_for(&access, std::slice::from_ref(&exposure)).await.expect("answered");
        (exposed.recorded, exposed.ignored, exposed.refused)
    };
    assert_eq!(exposed().await, (0, 0, 1), "a draft");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    assert_eq!(exposed().await, (1, 0, 0));
    change_status(&access, "button", Status::Archived, None).await.expect("archived");
    assert_eq!(exposed().await, (0, 1, 0), "it is over");
});

on_both!(who_is_refused_is_told_why, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", &format!("{BUTTON} share = 1 / visits;"), None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    let exposure = |experiment: &str, context: serde_json::Value, params: Option<serde_json::Value>| ServiceExposure {
        experiment: experiment.into(),
        context: map(context),
        params: params.map(map),
        ..ServiceExposure::default()
    };
    let all = [
        exposure("button", json!({ "targetingKey": "42", "visits": 2 }), None),
        exposure("nonsense", json!({ "targetingKey": "42" }), None),
        exposure("button", json!({ "visits": 2 }), None),
        exposure("button", json!({ "targetingKey": "42", "visits": 0 }), None),
        exposure("button", json!({ "targetingKey": "42", "visits": 2 }), Some(json!({ "color": "green" }))),
        ServiceExposure { doorway: "ü".repeat(61), ..exposure("button", json!({ "targetingKey": "43", "visits": 2 }), None) },
        ServiceExposure { doorway: "ü".repeat(60), ..exposure("button", json!({ "targetingKey": "44", "visits": 2 }), None) },
    ];
    let exposed = expose_for(&access, &all).await.expect("answered");
    assert_eq!((exposed.recorded, exposed.ignored, exposed.refused), (2, 0, 5));
    let reasons: Vec<(u32, &str)> = exposed.refusals.iter().map(|refusal| (refusal.at, refusal.reason.as_str())).collect();
    let expected = [
        (1, "“nonsense”"),
        (2, "needs a targetingKey"),
        (3, "/ at line 1, column "),
        (4, "\"share\":0.5"),
        (5, "A doorway has at most 60 characters."),
    ];
    for ((at, reason), (expected, word)) in reasons.into_iter().zip(expected) {
        assert!(at == expected && reason.contains(word), "{at}: {reason}");
    }
});

on_both!(reports_of_the_same_units_at_once_do_not_wait_for_each_other_for_ever, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    let units: Vec<String> = (0..100).map(|unit| format!("u{unit}")).collect();
    let exposure =
        |unit: &String| ServiceExposure { experiment: "button".into(), context: map(json!({ "targetingKey": unit })), ..ServiceExposure::default() };
    let forward: Vec<_> = units.iter().map(exposure).collect();
    let backward: Vec<_> = units.iter().rev().map(exposure).collect();
    let (one, other) = tokio::join!(expose_for(&access, &forward), expose_for(&access, &backward));
    assert_eq!(one.expect("taken").recorded + other.expect("taken").recorded, 100);
    let (forward, backward): (Vec<_>, Vec<_>) = (units.iter().map(|id| report(id)).collect(), units.iter().rev().map(|id| report(id)).collect());
    let (one, other) = tokio::join!(record(&access, &forward), record(&access, &backward));
    assert_eq!(one.expect("taken") + other.expect("taken"), 100);
});
