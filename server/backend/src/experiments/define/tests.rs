//! What may be written over what is there, on both databases.

use crate::{
    access::Access,
    experiments::{change_status, define, evaluate_all, store},
    on_both,
    testing::Kit,
    transfer::{export, import},
};
use model::{
    error::ApiError,
    experiment::{Metric, MetricKind, Status},
    role::Role,
};
use serde_json::Map;

const BUTTON: &str = "color = uniformChoice(choices=['red', 'blue'], unit=userid); big = bernoulliTrial(p=0.5, unit=userid);";

async fn running(kit: &Kit) -> Access {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Owner, "ana@acme.example").await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    access
}

on_both!(only_another_decision_is_another_version, async |kit: Kit| {
    let access = running(&kit).await;
    let version = async |source: &str| define(&access, "button", "userid", source, None).await.expect("saved").version;
    assert_eq!(version(BUTTON).await, 2);
    assert_eq!(version(&format!("# What we try this spring.\n{BUTTON}\n")).await, 2, "a comment decides nothing");
    assert_eq!(version(&BUTTON.replace("'red'", "\"red\"").replace("0.5", ".50")).await, 2, "the same in other words");
    assert_eq!(version(&format!("{BUTTON} bold = color == 'red';")).await, 3);
});

on_both!(whoever_is_in_stays_in, async |kit: Kit| {
    let access = running(&kit).await;
    let given = async || evaluate_all(&access, "42", &Map::new()).await.expect("answers");
    let before = given().await;
    for (changed, why) in [
        (BUTTON.replace("0.5", "0.4"), "“p” of “big” would fall from 0.5 to 0.4"),
        (BUTTON.replace("'blue'", "'green'"), "the arm \"blue\" of “color” would be removed"),
        (format!("if (vip) {{ return false; }} {BUTTON}"), "a “return” is new"),
        (format!("salt_sep = '-'; {BUTTON}"), "salt_sep would change"),
    ] {
        match define(&access, "button", "userid", &changed, None).await.expect_err("refused").into_api() {
            ApiError::Conflict { reason } => assert!(reason.contains(why) && reason.contains("Nothing was saved."), "{reason}"),
            other => panic!("{other:?}"),
        }
    }
    define(&access, "button", "email", BUTTON, None).await.expect_err("another unit");
    assert_eq!(given().await, before);
    define(&access, "button", "userid", &BUTTON.replace("0.5", "0.9"), None).await.expect("more people");
});

on_both!(what_would_fail_for_everybody_does_not_start, async |kit: Kit| {
    let access = running(&kit).await;
    for (name, source, why) in [
        ("unlikely", "x = bernoulliTrial(p=2, unit=userid);", "a probability lies between 0 and 1"),
        ("unsalted", "x = 1 - bernoulliTrial(p=0.5, unit=userid);", "no salt"),
        ("nothing", "x = uniformChoice(choices=[], unit=userid);", "nothing to choose from"),
    ] {
        define(&access, name, "userid", source, None).await.expect("a draft may be wrong");
        let said = change_status(&access, name, Status::Running, None).await.expect_err("refused").to_string();
        assert!(said.contains(why) && said.contains("it was not started"), "{said}");
    }
});

fn spent() -> Metric {
    let (name, event, of) = ("Spent".into(), "paid".into(), "visited".into());
    Metric { name, event, kind: MetricKind::Mean, of, window_days: Some(30), hoped: Some(0.07) }
}

on_both!(a_metric_moves_with_everything_it_says, async |kit: Kit| {
    let first = Kit::sqlite().await;
    let access = running(&first).await;
    define(&access, "button", "userid", BUTTON, Some(&[spent()])).await.expect("defined");
    let mut file = Vec::new();
    export(&first.backend, &mut file).await.expect("an export");
    import(&kit.backend, &mut &*file).await.expect("an import");
    assert_eq!(store::metrics(&kit.backend.db, access.organization.id.as_str(), "button").await.expect("metrics"), [spent()]);
});

on_both!(a_metric_that_cannot_be_is_refused, async |kit: Kit| {
    let access = running(&kit).await;
    let hoping = |hoped: f64| Metric { hoped: Some(hoped), ..spent() };
    for (metric, why) in [
        (hoping(0.0), "the change hoped for lies between 0.01 and 10"),
        (hoping(10.5), "the change hoped for"),
        (hoping(-1.5), "or for a fall between -1 and -0.01"),
        (hoping(f64::NAN), "the change hoped for"),
        (Metric { window_days: Some(367), ..spent() }, "a window has 1 to 366 days"),
        (Metric { of: "x".repeat(201), ..spent() }, "at most 200 characters"),
        (Metric { kind: MetricKind::Conversion, ..spent() }, "a conversion has no second event"),
        (Metric { kind: MetricKind::Ratio, of: String::new(), ..spent() }, "a ratio needs"),
    ] {
        let said = define(&access, "button", "userid", BUTTON, Some(&[metric])).await.expect_err("refused").to_string();
        assert!(said.contains(why), "{said}");
    }
});
