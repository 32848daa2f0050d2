//! Each version counts by itself, and stays to be looked at.

use super::{DAY, SCRIPT, meet, report, running};
use crate::{
    access::Access,
    experiments::{change_status, define, results, results_of, rows},
    on_both,
    testing::Kit,
};
use model::experiment::{Status, results::VersionMet};
use serde_json::json;

async fn meet_later_version(access: &Access, unit: &str) {
    let sql = "UPDATE experiment_exposures SET version = 3 WHERE unit = $1";
    meet(access, unit, "blue", "").await;
    let mut tx = access.backend().db.begin().await.expect("begin");
    crate::db::query(sql).bind(unit).execute(&mut tx).await.expect("moved");
    tx.commit().await.expect("commit");
}

on_both!(an_earlier_version_keeps_its_figures, async |kit: Kit| {
    let access = running(&kit).await;
    let clock = &kit.backend.clock;
    let first = clock.now();
    meet(&access, "u1", "red", "").await;
    meet(&access, "u2", "blue", "").await;
    report(&access, "u1", "bought", 1.0).await;
    clock.advance(DAY);
    define(&access, "button", "userid", &SCRIPT.replace("[0.5, 0.5]", "[0.4, 0.6]"), None).await.expect("blue gets more");
    assert_eq!(results(&access, "button").await.expect("results").arms[0].units, 0, "counting begins anew");
    clock.advance(DAY);
    let second = clock.now();
    meet_later_version(&access, "u3").await;
    clock.advance(1);
    report(&access, "u2", "bought", 1.0).await;

    let now = results(&access, "button").await.expect("results");
    assert_eq!((now.version, now.present, now.arms[1].units, now.may_decide), (3, 3, 1, true));
    assert_eq!(now.versions, [VersionMet { version: 2, units: 2, since: first }, VersionMet { version: 3, units: 1, since: second }]);
    let before = results_of(&access, "button", Some(2)).await.expect("results");
    assert_eq!((before.version, before.present, before.may_decide, before.ended_at), (2, 3, false, Some(second)));
    let of = |arm: usize| (before.metrics[0].arms[arm].total, before.metrics[0].arms[arm].units);
    assert_eq!(before.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>(), ["red", "blue"], "the baseline stays the same");
    assert_eq!((of(0), of(1)), ((1.0, 1), (0.0, 1)), "what u2 did later is not counted");
    assert!(before.metrics[0].detectable.as_ref().is_none_or(|detectable| detectable.days.is_none()), "nobody comes any more");
    assert_eq!((before.arms[0].expected, now.arms[0].expected), (Some(0.5), Some(0.4)), "each by its own script");
    assert_eq!(rows(&access, "button", Some(2)).await.expect("a file").lines().count(), 1 + 2 + 1);
    for unknown in [0, 1, 4] {
        results_of(&access, "button", Some(unknown)).await.expect_err("nobody met it");
    }
    change_status(&access, "button", Status::Archived, None).await.expect("archived");
    assert_eq!(results(&access, "button").await.expect("results").version, 3, "the last that anybody met");
});

on_both!(what_happens_while_everybody_has_the_same_counts_for_no_version, async |kit: Kit| {
    let access = running(&kit).await;
    let clock = &kit.backend.clock;
    meet(&access, "u1", "red", "").await;
    clock.advance(DAY);
    let over = clock.now();
    let arm = json!({ "color": "blue" }).as_object().cloned();
    change_status(&access, "button", Status::Concluded, arm).await.expect("concluded");
    clock.advance(DAY);
    report(&access, "u1", "bought", 1.0).await;
    change_status(&access, "button", Status::Running, None).await.expect("runs again");
    clock.advance(DAY);
    let before = results_of(&access, "button", Some(2)).await.expect("results");
    assert_eq!((before.ended_at, before.metrics[0].arms[0].total), (Some(over), 0.0));
    assert_eq!(before.arms[0].expected, Some(0.5), "by the same script");
});

on_both!(putting_it_away_changes_no_figure, async |kit: Kit| {
    let access = running(&kit).await;
    for unit in 1..=10 {
        meet(&access, &format!("u{unit}"), if unit % 2 == 0 { "blue" } else { "red" }, "").await;
    }
    report(&access, "u1", "bought", 1.0).await;
    let arm = json!({ "color": "blue" }).as_object().cloned();
    change_status(&access, "button", Status::Concluded, arm).await.expect("concluded");
    let concluded = results(&access, "button").await.expect("results");
    change_status(&access, "button", Status::Archived, None).await.expect("archived");
    let archived = results(&access, "button").await.expect("results");
    assert_eq!((&concluded.arms, &concluded.health), (&archived.arms, &archived.health));
    assert!(archived.health.mismatch.is_some());
    for (before, after) in concluded.metrics.iter().zip(&archived.metrics) {
        assert_eq!(before.arms, after.arms);
    }
});
