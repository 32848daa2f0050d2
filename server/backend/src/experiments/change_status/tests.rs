//! Starting, concluding, putting away, on both databases.

use crate::{
    access::Access,
    db::query,
    experiments::{Evaluation, ServiceExposure, change_status, define, evaluate, expose_for},
    on_both,
    testing::Kit,
};
use model::{error::ApiError, experiment::Status, role::Role};
use serde_json::{Map, Value, json};

const BUTTON: &str = "color = uniformChoice(choices=['red', 'blue'], unit=userid); big = bernoulliTrial(p=0.5, unit=userid);";

async fn owner(kit: &Kit) -> Access {
    kit.organization("acme").await;
    kit.member("acme", Role::Owner, "ana@acme.example").await
}

fn map(value: Value) -> Option<Map<String, Value>> {
    value.as_object().cloned()
}

async fn refused(access: &Access, name: &str, arm: Value) -> String {
    match change_status(access, name, Status::Concluded, map(arm)).await.expect_err("refused").into_api() {
        ApiError::Invalid { field, reason } if field == "arm" => reason,
        other => panic!("{other:?}"),
    }
}

/// Status, version, start and end.
async fn stands(kit: &Kit) -> (String, i64, Option<i64>, Option<i64>) {
    let sql = "SELECT status, version, started_at, ended_at FROM experiments WHERE name = 'button'";
    query(sql).one(&kit.backend.db).await.expect("reads")
}

on_both!(only_an_arm_that_there_is_can_be_concluded, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("runs");
    let said = refused(&access, "button", json!({ "color": "green", "big": 0 })).await;
    assert!(said.starts_with("No unit gets this. The arms are {") && said.contains(r#""color":"red""#), "{said}");
    assert!(refused(&access, "button", json!({ "color": "red" })).await.starts_with("No unit gets this."), "only a part");
    assert!(refused(&access, "button", json!({ "color": "red", "big": 2 })).await.starts_with("No unit gets this."));
    assert!(refused(&access, "button", json!({ "colour": "red" })).await.contains("sets no “colour”"));
    assert!(refused(&access, "button", json!({})).await.contains("Say which parameters"));
    assert_eq!(stands(&kit).await.0, "running");
    let concluded = change_status(&access, "button", Status::Concluded, map(json!({ "big": 1.0, "color": "red" }))).await.expect("concluded");
    assert_eq!(Value::Object(concluded.arm.expect("an arm")), json!({ "color": "red", "big": 1 }), "as the script gives it");
    for (flag, value) in [("button.color", json!("red")), ("button.big", json!(1))] {
        let Ok(Evaluation::Found { value: given, .. }) = evaluate(&access, flag, "42", &Map::new()).await else { panic!("a flag") };
        assert_eq!(given, value);
    }
});

on_both!(the_script_of_what_is_archived_stays, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    change_status(&access, "button", Status::Archived, None).await.expect("archived");
    for (unit, source) in [("userid", BUTTON.replace("'red'", "'green'")), ("email", BUTTON.replace("userid", "email"))] {
        let said = define(&access, "button", unit, &source, None).await.expect_err("archived").to_string();
        assert!(said.contains("This experiment is archived"), "{said}");
    }
    define(&access, "button", "userid", &format!("# Why.\n{BUTTON}"), Some(&[])).await.expect("nothing else is decided");
});

on_both!(what_hangs_on_the_unit_itself_can_be_concluded, async |kit: Kit| {
    let access = owner(&kit).await;
    for (name, source) in
        [("list", "enabled = userid == 'alice';"), ("both", "x = uniformChoice(choices=[1, 2], unit=userid); enabled = userid == 'alice';")]
    {
        define(&access, name, "userid", source, None).await.expect("defined");
        change_status(&access, name, Status::Running, None).await.expect("runs");
        let arm = if name == "list" { json!({ "enabled": true }) } else { json!({ "x": 2, "enabled": true }) };
        change_status(&access, name, Status::Concluded, map(arm)).await.expect("nobody can say that no unit gets it");
    }
});

on_both!(where_arms_cannot_be_told_every_parameter_is_needed, async |kit: Kit| {
    let access = owner(&kit).await;
    let source = "size = randomInteger(min=1, max=90, unit=userid); if (plan == 'team') { extra = 'yes'; }";
    define(&access, "button", "userid", source, None).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("runs");
    let said = refused(&access, "button", json!({ "size": 7 })).await;
    assert!(said.starts_with("Say what everybody gets for “extra” too"), "{said}");
    let context = map(json!({ "targetingKey": "42", "plan": "free" })).unwrap_or_default();
    let Ok(Evaluation::Found { value, .. }) = evaluate(&access, "button.size", "42", &context).await else { panic!("a flag") };
    let met = ServiceExposure { experiment: "button".into(), version: None, context, params: None, doorway: String::new() };
    assert_eq!(expose_for(&access, &[met]).await.expect("taken").recorded, 1);
    let first = change_status(&access, "button", Status::Concluded, map(json!({ "size": value }))).await.expect("somebody had exactly that");
    let other = async || change_status(&access, "button", Status::Concluded, map(json!({ "size": 7, "extra": "no" }))).await.expect("all of them");
    assert_eq!(other().await.version, first.version + 1, "everybody has something else");
    assert_eq!(other().await.version, first.version + 1, "the same again");
});

on_both!(each_run_has_its_own_beginning_and_end, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", BUTTON, None).await.expect("defined");
    let arm = || map(json!({ "color": "red", "big": 0 }));
    let mut at = Vec::new();
    let mut step = async |status: Status| {
        kit.backend.clock.advance(1_000);
        at.push(kit.backend.clock.now().0);
        change_status(&access, "button", status, arm().filter(|_| status == Status::Concluded)).await.expect("changed");
        (stands(&kit).await, at.clone())
    };
    let ((_, version, started, ended), at) = step(Status::Concluded).await;
    assert_eq!((version, started, ended), (2, None, Some(at[0])), "a draft that never ran ends without a beginning");
    let ((_, version, started, ended), at) = step(Status::Running).await;
    assert_eq!((version, started, ended), (3, Some(at[1]), None));
    let ((_, version, started, ended), at) = step(Status::Running).await;
    assert_eq!((version, started, ended), (3, Some(at[1]), None), "it runs already");
    let ((_, version, started, ended), at) = step(Status::Concluded).await;
    assert_eq!((version, started, ended), (4, Some(at[1]), Some(at[3])));
    let ((_, version, started, ended), at) = step(Status::Running).await;
    assert_eq!((version, started, ended), (5, Some(at[4]), None), "it began anew");
    let ((_, version, started, ended), at) = step(Status::Concluded).await;
    assert_eq!((version, started, ended), (6, Some(at[4]), Some(at[5])));
    let ((status, version, started, ended), at) = step(Status::Archived).await;
    assert_eq!((status.as_str(), version, started, ended), ("archived", 7, Some(at[4]), Some(at[5])), "it ended when it was concluded");
});
