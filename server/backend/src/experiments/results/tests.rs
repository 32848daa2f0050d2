//! Results on both databases.

use crate::{
    access::Access,
    analytics,
    db::query,
    experiments::{
        Report, ServiceExposure, change_status, decide_own, define, expose_for, listed, record, results, rows,
        store::{self, Exposure, PRODUCT},
    },
    on_both,
    testing::Kit,
};
use model::{
    experiment::{
        Metric, MetricKind, Status,
        results::{Between, Results},
    },
    product_event::ProductEvent,
    role::Role,
    time::DAY,
};
use serde_json::{Map, Value, json};

mod shares;
mod versions;

const SCRIPT: &str = "color = weightedChoice(choices=['red', 'blue'], weights=[0.5, 0.5], unit=userid);";

fn metric(name: &str, event: &str, kind: MetricKind, of: &str, window_days: Option<u32>) -> Metric {
    Metric { name: name.into(), event: event.into(), kind, of: of.into(), window_days, hoped: None }
}

fn metrics() -> Vec<Metric> {
    vec![
        metric("Bought", "bought", MetricKind::Conversion, "", Some(7)),
        metric("Spent", "bought", MetricKind::Mean, "", None),
        metric("Per visit", "bought", MetricKind::Ratio, "visited", None),
    ]
}

async fn owner(kit: &Kit) -> Access {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Owner, "ana@acme.example").await;
    kit.backend.clock.advance(1);
    access
}

async fn running(kit: &Kit) -> Access {
    let access = owner(kit).await;
    define(&access, "button", "userid", SCRIPT, Some(&metrics())).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    access
}

/// A unit meets an arm, whatever the script would give it.
async fn meet(access: &Access, unit: &str, color: &str, doorway: &str) {
    let backend = access.backend();
    let mut tx = backend.db.begin().await.expect("begin");
    let assignment = json!({ "color": color }).to_string();
    let organization = access.organization.id.as_str();
    let row = Exposure { organization, experiment: "button", version: 2, unit, assignment: &assignment, account: None, doorway };
    store::insert_exposure(&mut tx, &row, backend.clock.now()).await.expect("inserted");
    tx.commit().await.expect("commit");
}

async fn report(access: &Access, unit: &str, name: &str, value: f64) {
    let id = format!("{unit} {name} {}", access.backend().clock.now().0);
    let report = Report { id, unit: unit.into(), name: name.into(), value, properties: Map::new() };
    assert_eq!(record(access, &[report]).await.expect("recorded"), 1);
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-9
}

/// 40 red of whom 10 buy, 40 blue of whom 20 buy; half of each on the first day, half on the second.
async fn fill(kit: &Kit, access: &Access) {
    for day in 0..2 {
        for number in 0..40 {
            let (unit, blue) = (format!("u{day}-{number}"), number % 2 == 1);
            meet(access, &unit, if blue { "blue" } else { "red" }, if number < 30 { "mail" } else { "" }).await;
            let buys = if blue { number % 4 == 1 } else { number % 8 == 0 };
            kit.backend.clock.advance(1);
            report(access, &unit, "visited", 1.0).await;
            if buys {
                kit.backend.clock.advance(1);
                report(access, &unit, "bought", 10.0).await;
            }
        }
        kit.backend.clock.advance(DAY);
    }
}

on_both!(units_of_arms_that_are_not_told_apart_are_counted, async |kit: Kit| {
    let access = running(&kit).await;
    for unit in 0..30 {
        meet(&access, &unit.to_string(), &format!("colour {unit}"), "").await;
    }
    let found = results(&access, "button").await.expect("results");
    let met: u64 = found.arms.iter().map(|arm| arm.units).sum();
    assert!(found.left_out > 0 && met + found.left_out == 30, "{met} and {}", found.left_out);
    assert!(found.metrics.iter().all(|metric| metric.timeline.is_empty() && metric.arms.iter().all(|figure| figure.compared.is_none())));
});

on_both!(arms_that_only_those_who_met_them_tell_stand_in_the_order_of_their_numbers, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "button", "userid", "size = visits * 3;", Some(&metrics())).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    let mut tx = kit.backend.db.begin().await.expect("begin");
    for (unit, size) in [("a", json!(30)), ("b", json!(-3)), ("c", json!(4.5)), ("d", json!("huge")), ("e", json!(9)), ("f", json!(30))] {
        let (organization, assignment) = (access.organization.id.as_str(), json!({ "size": size }).to_string());
        let row = Exposure { organization, experiment: "button", version: 2, unit, assignment: &assignment, account: None, doorway: "" };
        store::insert_exposure(&mut tx, &row, kit.backend.clock.now()).await.expect("inserted");
    }
    tx.commit().await.expect("commit");
    let found = results(&access, "button").await.expect("results");
    let names: Vec<&str> = found.arms.iter().map(|arm| arm.name.as_str()).collect();
    assert_eq!(names, ["huge", "size=-3", "size=4.5", "size=9", "size=30"]);
});

on_both!(where_nothing_is_drawn_there_is_one_arm, async |kit: Kit| {
    let access = owner(&kit).await;
    define(&access, "banner", "userid", "banner = 'off'; size = 3;", None).await.expect("defined");
    change_status(&access, "banner", Status::Running, None).await.expect("starts");
    let found = results(&access, "banner").await.expect("results");
    let [arm] = found.arms.as_slice() else { panic!("{:?}", found.arms) };
    assert_eq!((serde_json::Value::Object(arm.params.clone()), arm.expected), (json!({ "banner": "off", "size": 3 }), Some(1.0)));
    change_status(&access, "banner", Status::Concluded, Some(arm.params.clone())).await.expect("concluded before anybody met it");
});

on_both!(arms_have_figures_with_intervals, async |kit: Kit| {
    let access = running(&kit).await;
    // An event from before the unit came counts for nothing.
    report(&access, "u0-1", "bought", 99.0).await;
    kit.backend.clock.advance(1);
    fill(&kit, &access).await;
    let found = results(&access, "button").await.expect("results");
    assert!(found.may_decide && !found.simulated && found.started_at.is_some() && found.ended_at.is_none());
    assert_eq!(
        found.arms.iter().map(|arm| (arm.name.as_str(), arm.units, arm.expected)).collect::<Vec<_>>(),
        [("red", 40, Some(0.5)), ("blue", 40, Some(0.5))]
    );
    assert_eq!(found.days.iter().map(|day| day.units.clone()).collect::<Vec<_>>(), [vec![20, 20], vec![20, 20], vec![0, 0]]);
    let [bought, spent, visit, each] = found.metrics.as_slice() else { panic!("three metrics, and the ratio’s companion") };
    assert_eq!((each.metric.name.as_str(), each.metric.kind), ("Per visit, per unit", MetricKind::Mean));
    assert!(near(each.arms[0].total, visit.arms[0].total) && near(each.arms[0].of, 40.0) && visit.note.contains(&each.metric.name));
    let (red, blue) = (&bought.arms[0], &bought.arms[1]);
    assert_eq!((red.total, red.of, blue.total, blue.of), (10.0, 40.0, 20.0, 40.0));
    assert!(near(red.value.expect("a rate").value, 0.25) && red.compared.is_none());
    // Wilson of 10 in 40.
    let Between { low, high, .. } = red.value.expect("a rate");
    assert!((low - 0.141_869).abs() < 1e-5 && (high - 0.401_941).abs() < 1e-5, "{low} {high}");
    let compared = blue.compared.expect("a comparison");
    let (lift, always) = (compared.lift.expect("a lift"), compared.always.expect("a lift"));
    assert!(near(lift.value, 1.0) && near(compared.difference.value, 0.25));
    assert!(lift.low > 0.0 && always.low < lift.low && near(compared.p, compared.holm));
    assert!((compared.p - 0.020_921).abs() < 1e-5, "{}", compared.p);
    assert!(near(spent.arms[1].value.expect("a mean").value, 5.0) && near(spent.arms[1].total, 200.0));
    assert!(near(visit.arms[0].value.expect("a ratio").value, 2.5) && near(visit.arms[0].of, 40.0) && !visit.note.is_empty());
    let last = bought.timeline.last().expect("a point");
    assert_eq!((last.arm, last.lift, last.day), (1, always, found.days[2].start));
    for metric in &found.metrics {
        assert_eq!(metric.timeline.len(), 3, "{}", metric.metric.name);
        assert!(metric.query.contains("e.name = 'bought'") && !metric.query.contains('$'), "{}", metric.query);
        assert!(metric.query.contains("experiment_events") && metric.detectable.is_some() && metric.factorial.is_none());
    }
    let text = serde_json::to_string(&found).expect("JSON");
    assert_eq!(serde_json::from_str::<Results>(&text).expect("the same").days, found.days);
});

on_both!(health_says_what_is_wrong, async |kit: Kit| {
    let access = running(&kit).await;
    for number in 0..60 {
        meet(&access, &format!("u{number}"), if number < 50 { "red" } else { "blue" }, "mail").await;
    }
    meet(&access, "u0", "blue", "mail").await;
    let forged = ServiceExposure {
        experiment: "button".into(),
        version: None,
        context: json!({ "targetingKey": "x" }).as_object().cloned().unwrap_or_default(),
        params: Some(Map::from_iter([("color".into(), json!("green"))])),
        doorway: String::new(),
    };
    expose_for(&access, &[forged]).await.expect("answered");
    let found = results(&access, "button").await.expect("results");
    assert_eq!((found.health.mixed, found.health.refused), (1, 1));
    let mismatch = found.health.mismatch.expect("a check");
    assert_eq!((mismatch.observed.as_slice(), mismatch.alarm), ([49, 10].as_slice(), true));
    assert_eq!(found.health.doorways.iter().map(|doorway| (doorway.of.as_str(), doorway.alarm)).collect::<Vec<_>>(), [("mail", true)]);
    let listed = listed(&access).await.expect("a list");
    let team: Vec<_> = listed.iter().filter(|listed| !listed.own).collect();
    assert_eq!((team.len(), team[0].units), (1, 60));
    assert_eq!(listed.iter().filter(|listed| listed.own).count(), 2, "an owner of the first organization");
});

on_both!(before_anybody_came_nothing_is_said, async |kit: Kit| {
    let access = running(&kit).await;
    let found = results(&access, "button").await.expect("results");
    assert!(found.days.is_empty() && found.health.mismatch.is_none());
    assert!(found.metrics.iter().all(|metric| metric.arms.iter().all(|arm| arm.value.is_none() && arm.compared.is_none())));
    meet(&access, "only", "blue", "").await;
    let text = serde_json::to_string(&results(&access, "button").await.expect("results")).expect("JSON");
    serde_json::from_str::<Results>(&text).expect("every number is one");
});

on_both!(once_it_is_concluded_the_last_version_is_shown, async |kit: Kit| {
    let access = running(&kit).await;
    meet(&access, "u1", "red", "").await;
    kit.backend.clock.advance(DAY);
    report(&access, "u1", "bought", 1.0).await;
    let before = results(&access, "button").await.expect("results");
    kit.backend.clock.advance(1);
    let arm = json!({ "color": "blue" }).as_object().cloned();
    change_status(&access, "button", Status::Concluded, arm).await.expect("concluded");
    kit.backend.clock.advance(9 * DAY);
    // Everybody has the same arm now: what happens from here on says nothing about the arms.
    report(&access, "u1", "bought", 1.0).await;
    report(&access, "u1", "visited", 1.0).await;
    let found = results(&access, "button").await.expect("results");
    for (before, after) in before.metrics.iter().zip(&found.metrics) {
        assert_eq!(before.arms, after.arms, "{}", after.metric.name);
    }
    assert_eq!(rows(&access, "button", None).await.expect("a file").lines().count(), 3);
    assert_eq!(found.arms[0].expected, Some(0.5));
    assert_eq!((found.arms[0].units, found.days.len(), found.ended_at.is_some()), (1, 2, true));
    assert_eq!(listed(&access).await.expect("a list").iter().find(|listed| !listed.own).map(|listed| listed.units), Some(1));
});

on_both!(only_a_team_sees_its_own_and_only_the_first_owner_the_products, async |kit: Kit| {
    let access = running(&kit).await;
    decide_own(&kit.backend, "improved_invites", Status::Running, None).await.expect("starts");
    kit.organization("other").await;
    let stranger = kit.member("other", Role::Owner, "eve@other.example").await;
    let manager = kit.member("acme", Role::Manager, "mo@acme.example").await;
    for name in ["button", "improved_invites", "nonsense"] {
        results(&stranger, name).await.expect_err("not found");
        rows(&stranger, name, None).await.expect_err("not found");
        change_status(&stranger, name, Status::Archived, None).await.expect_err("not found");
    }
    assert!(listed(&stranger).await.expect("a list").is_empty());
    results(&manager, "improved_invites").await.expect_err("not found");
    assert!(results(&manager, "button").await.expect("results").may_decide);
    let found = results(&access, "improved_invites").await.expect("results");
    assert_eq!(found.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>(), ["baseline", "invite_request", "join_request", "both"]);
    let both = found.arms[3].params.clone();
    change_status(&manager, "improved_invites", Status::Concluded, Some(both.clone())).await.expect_err("not found");
    let concluded = change_status(&access, "improved_invites", Status::Concluded, Some(both.clone())).await.expect("concluded");
    assert_eq!((concluded.status, concluded.arm), (Status::Concluded, Some(both)));
    change_status(&access, "improved_invites", Status::Archived, None).await.expect_err("runs, or is concluded");
    let (audited,): (i64,) = query("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = $1 AND subject = 'improved_invites'")
        .bind("experiment.status_changed")
        .one(&kit.backend.db)
        .await
        .expect("counts");
    assert_eq!(audited, 1);
});

// Two organizations in two arms; one person accepts in each, and one of them comes back in time.
on_both!(activation_belongs_to_whoever_accepted, async |kit: Kit| {
    let access = owner(&kit).await;
    decide_own(&kit.backend, "improved_invites", Status::Running, None).await.expect("starts");
    let arms = [
        json!({ "treatment": "baseline", "invite_request": false, "join_request": false }),
        json!({ "treatment": "both", "invite_request": true, "join_request": true }),
    ];
    for (number, params) in arms.iter().enumerate() {
        let slug = format!("o{number}");
        let organization = kit.organization(&slug).await;
        let mut tx = kit.backend.db.begin().await.expect("begin");
        let (unit, assignment) = (organization.as_str(), params.to_string());
        let row =
            Exposure { organization: PRODUCT, experiment: "improved_invites", version: 1, unit, assignment: &assignment, account: None, doorway: "" };
        store::insert_exposure(&mut tx, &row, kit.backend.clock.now()).await.expect("inserted");
        tx.commit().await.expect("commit");
        let person = kit.member(&slug, Role::Member, &format!("p@{slug}.example")).await;
        for (after, event) in [(1, ProductEvent::InvitationAccepted), (if number == 0 { 31 } else { 29 } * DAY, ProductEvent::MemberActive)] {
            kit.backend.clock.advance(after);
            let mut tx = kit.backend.db.begin().await.expect("begin");
            analytics::track(&mut tx, &kit.backend.clock, &organization, Some(&person.actor.account), event, Value::Null).await.expect("tracked");
            tx.commit().await.expect("commit");
        }
    }
    let found = results(&access, "improved_invites").await.expect("results");
    let totals: Vec<Vec<(f64, f64)>> =
        found.metrics.iter().map(|metric| [0, 3].map(|arm| (metric.arms[arm].total, metric.arms[arm].of)).to_vec()).collect();
    assert_eq!(totals, [[(1.0, 1.0), (1.0, 1.0)], [(0.0, 1.0), (1.0, 1.0)], [(0.0, 1.0), (1.0, 1.0)]]);
    assert!(found.metrics[1].note.contains("organizations") && found.metrics[1].query.contains("analytics_events"));
});

// A unit visits and buys in time, and does both again when the window is over.
on_both!(a_window_holds_above_and_below_the_line, async |kit: Kit| {
    let access = owner(&kit).await;
    let metrics = [metric("Per visit", "bought", MetricKind::Ratio, "visited", Some(7))];
    define(&access, "button", "userid", SCRIPT, Some(&metrics)).await.expect("defined");
    change_status(&access, "button", Status::Running, None).await.expect("starts");
    meet(&access, "u1", "red", "").await;
    for wait in [DAY, DAY, 20 * DAY, DAY] {
        kit.backend.clock.advance(wait);
        report(&access, "u1", "visited", 1.0).await;
        kit.backend.clock.advance(1);
        report(&access, "u1", "bought", 5.0).await;
    }
    let found = results(&access, "button").await.expect("results");
    assert_eq!((found.metrics[0].arms[0].total, found.metrics[0].arms[0].of), (10.0, 2.0));
    assert_eq!((found.metrics[1].arms[0].total, found.metrics[1].arms[0].of), (10.0, 1.0));
});

on_both!(an_arm_in_which_nobody_converts_is_compared_all_the_same, async |kit: Kit| {
    let access = running(&kit).await;
    for number in 0..80 {
        let unit = format!("u{number}");
        meet(&access, &unit, if number % 2 == 0 { "red" } else { "blue" }, "").await;
        kit.backend.clock.advance(1);
        if number % 4 == 0 {
            report(&access, &unit, "bought", 1.0).await;
        }
    }
    let found = results(&access, "button").await.expect("results");
    let compared = found.metrics[0].arms[1].compared.expect("a comparison");
    assert!(near(compared.difference.value, -0.5) && compared.p < 0.001, "{compared:?}");
    assert_eq!((compared.lift, compared.always), (None, None));
    assert!(found.metrics[0].timeline.is_empty(), "no interval without a width");
});

on_both!(rows_are_a_file_that_no_spreadsheet_runs, async |kit: Kit| {
    let access = running(&kit).await;
    meet(&access, "=HYPERLINK(\"x\")", "red", "@mail").await;
    kit.backend.clock.advance(1);
    report(&access, "=HYPERLINK(\"x\")", "bought", 2.5).await;
    report(&access, "nobody", "bought", 1.0).await;
    let text = rows(&access, "button", None).await.expect("a file");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[1].starts_with("\"exposure\",\"'=HYPERLINK(\"\"x\"\")\",\"\",\"2026-01-01T") && lines[1].contains("\"'@mail\""), "{text}");
    assert!(lines[2].starts_with("\"event\"") && lines[2].ends_with("\"2.5\",\"\""), "{text}");
    assert_eq!(lines[0].split(',').count(), 9);
});

on_both!(metrics_are_checked_and_kept, async |kit: Kit| {
    let access = running(&kit).await;
    let bad = [
        vec![metric("", "bought", MetricKind::Mean, "", None)],
        vec![metric("a", "bought", MetricKind::Mean, "", None), metric("a", "sold", MetricKind::Mean, "", None)],
        vec![metric("a", "bought", MetricKind::Ratio, "", None)],
        vec![metric("a", "bought", MetricKind::Conversion, "visited", None)],
        vec![metric("a", "bought", MetricKind::Mean, "", Some(0))],
        vec![metric("a", "bought", MetricKind::Mean, "", None); 21],
    ];
    for metrics in bad {
        define(&access, "button", "userid", SCRIPT, Some(&metrics)).await.expect_err("refused");
    }
    define(&access, "button", "userid", SCRIPT, None).await.expect("kept");
    let found = results(&access, "button").await.expect("results");
    assert_eq!(found.metrics.into_iter().map(|measured| measured.metric).take(3).collect::<Vec<_>>(), metrics());
    define(&access, "button", "userid", SCRIPT, Some(&[])).await.expect("a flag");
    assert!(results(&access, "button").await.expect("results").metrics.is_empty());
    let error = define(&access, "improved_invites", "userid", SCRIPT, None).await.expect_err("taken").to_string();
    assert!(error.contains("own experiments"), "{error}");
});

on_both!(what_would_move_people_is_refused_with_what_it_is, async |kit: Kit| {
    let access = running(&kit).await;
    for (changed, why) in [
        (SCRIPT.replace("'blue'", "'green'"), "the arm \"blue\" of “color” would be removed"),
        (
            SCRIPT.replace("['red', 'blue'], weights=[0.5, 0.5]", "['red', 'blue', 'green'], weights=[0.4, 0.4, 0.2]"),
            "the arm \"green\" of “color” would be added",
        ),
        (SCRIPT.replace("'red', 'blue'", "'blue', 'red'"), "in another order"),
        (SCRIPT.replace("0.5, 0.5", "0.9, 0.1"), "the weights of “color” would change"),
        (SCRIPT.replace("unit=userid", "unit=userid, salt='new'"), "the salt of “color” would change"),
        (SCRIPT.replace("color =", "colour ="), "“color” would not be drawn any more"),
        (format!("{SCRIPT} big = bernoulliTrial(p=0.5, unit=userid);"), "“big” would be drawn"),
        (format!("experiment_salt = 'new'; {SCRIPT}"), "experiment_salt would change"),
    ] {
        let error = define(&access, "button", "userid", &changed, None).await.expect_err("refused").to_string();
        assert!(error.contains(why), "{changed}: {error}");
    }
    let error = define(&access, "button", "account", SCRIPT, None).await.expect_err("refused").to_string();
    assert!(error.contains("the unit would change from “userid” to “account”"), "{error}");
    for (script, why) in [
        ("x = uniformChoice(choices=[], unit=userid);", "nothing to choose from"),
        ("x = weightedChoice(choices=['a', 'b'], weights=[1], unit=userid);", "1 weight for 2 choices"),
    ] {
        let drafted = define(&access, "broken", "userid", script, None).await.expect("a draft may be anything that compiles");
        assert!(drafted.warnings.iter().any(|warning| warning.contains(why)), "{:?}", drafted.warnings);
        let error = change_status(&access, "broken", Status::Running, None).await.expect_err("not started").to_string();
        assert!(error.contains(why) && error.starts_with("line 1, column"), "{error}");
    }
    let weights = "x = weightedChoice(choices=['a', 'b'], weights=[0.5, 0.4], unit=userid);";
    let warned = define(&access, "weights", "userid", weights, None).await.expect("defined");
    assert!(warned.warnings[0].contains("the weights add up to 0.9, not to 1"), "{:?}", warned.warnings);
    let arm = json!({ "colour": "red" }).as_object().cloned();
    let error = change_status(&access, "button", Status::Concluded, arm).await.expect_err("refused").to_string();
    assert!(error.contains("sets no “colour”: it sets color"), "{error}");
});

/// How long 100,000 exposures take: by hand, `cargo test --release -p backend a_hundred_thousand -- --ignored --nocapture`.
mod a_hundred_thousand {
    use super::*;

    async fn measure(kit: Kit) {
        let access = running(&kit).await;
        let mut tx = kit.backend.db.begin().await.expect("begin");
        for number in 0..100_000 {
            let (unit, assignment) = (format!("u{number}"), json!({ "color": (if number % 2 == 0 { "red" } else { "blue" }) }).to_string());
            let organization = access.organization.id.as_str();
            let row = Exposure { organization, experiment: "button", version: 2, unit: &unit, assignment: &assignment, account: None, doorway: "" };
            let now = kit.backend.clock.now().plus(number as i64 * 20_000);
            store::insert_exposure(&mut tx, &row, now).await.expect("inserted");
            for (name, every) in [("visited", 1), ("bought", 5)] {
                if number % every == 0 {
                    let report = Report { id: format!("{unit}{name}"), unit: unit.clone(), name: name.into(), value: 1.0, properties: Map::new() };
                    store::insert_event(&mut tx, &access.organization.id, &report, now.plus(1_000)).await.expect("inserted");
                }
            }
        }
        tx.commit().await.expect("commit");
        kit.backend.clock.advance(25 * DAY);
        for _ in 0..3 {
            let began = std::time::Instant::now();
            let found = results(&access, "button").await.expect("results");
            println!("{:?} for {} units and {} metrics", began.elapsed(), found.arms[0].units + found.arms[1].units, found.metrics.len());
        }
    }

    #[tokio::test]
    #[ignore = "a measurement"]
    async fn sqlite() {
        measure(Kit::sqlite().await).await;
    }

    #[tokio::test]
    #[ignore = "a measurement"]
    async fn postgres() {
        measure(Kit::postgres().await).await;
    }
}
