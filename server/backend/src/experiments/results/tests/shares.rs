//! Arms and their shares, as the script tells them.

use super::{metric, owner};
use crate::{
    access::Access,
    experiments::{Report, ServiceExposure, change_status, define, evaluate, expose_for, record, results},
    on_both,
    testing::Kit,
};
use model::experiment::{MetricKind, Status};
use serde_json::{Map, json};

/// Starts a script, and has so many units of a country meet it.
async fn met(access: &Access, source: &str, units: usize, country: &str) {
    let paid = metric("Paid", "paid", MetricKind::Conversion, "", None);
    define(access, "page", "userid", source, Some(&[paid])).await.expect("defined");
    change_status(access, "page", Status::Running, None).await.expect("starts");
    let context = |unit: usize| Map::from_iter([("targetingKey".into(), json!(format!("u{unit}"))), ("country".into(), json!(country))]);
    let exposure = |unit| ServiceExposure { experiment: "page".into(), context: context(unit), doorway: "mail".into(), ..ServiceExposure::default() };
    for at in (0..units).step_by(100) {
        expose_for(access, &(at..at + 100).map(exposure).collect::<Vec<_>>()).await.expect("taken");
    }
}

on_both!(a_rule_that_keeps_people_out_changes_neither_baseline_nor_shares, async |kit: Kit| {
    let access = owner(&kit).await;
    let source = "if (country == 'US') { return false; } layout = weightedChoice(choices=['old', 'new'], weights=[3, 1], unit=userid);
        price = uniformChoice(choices=[9.5, 10], unit=userid);";
    met(&access, source, 400, "AT").await;
    let found = results(&access, "page").await.expect("results");
    let arms: Vec<(&str, Option<f64>)> = found.arms.iter().map(|arm| (arm.name.as_str(), arm.expected)).collect();
    let expected = [
        ("layout=old, price=9.5", Some(0.375)),
        ("layout=old, price=10", Some(0.375)),
        ("layout=new, price=9.5", Some(0.125)),
        ("layout=new, price=10", Some(0.125)),
    ];
    assert_eq!(arms, expected);
    assert!(found.health.mismatch.is_some_and(|mismatch| !mismatch.alarm) && found.health.doorways.len() == 1);
});

on_both!(shares_are_not_told_where_what_the_script_sets_keeps_people_out, async |kit: Kit| {
    let access = owner(&kit).await;
    let source = "plan = country; if (plan == 'US') { return false; } layout = uniformChoice(choices=['old', 'new'], unit=userid);";
    met(&access, source, 100, "AT").await;
    let found = results(&access, "page").await.expect("results");
    assert!(found.arms.iter().all(|arm| arm.expected.is_none()), "what the script sets is not looked through");
});

on_both!(two_draws_of_two_values_are_two_treatments, async |kit: Kit| {
    let access = owner(&kit).await;
    let source = "copy = uniformChoice(choices=['long', 'short'], unit=userid); price = uniformChoice(choices=[9.5, 10], unit=userid);";
    met(&access, source, 400, "AT").await;
    kit.backend.clock.advance(1);
    let mut reports = Vec::new();
    for number in 0..400 {
        let unit = format!("u{number}");
        let crate::experiments::Evaluation::Found { value, .. } = evaluate(&access, "page.copy", &unit, &Map::new()).await.expect("a flag") else {
            panic!("a flag")
        };
        // All who see the short copy pay, and every other one of the rest.
        if value == "short" || number % 2 == 0 {
            reports.push(Report { id: unit.clone(), unit, name: "paid".into(), value: 1.0, properties: Map::new() });
        }
    }
    record(&access, &reports).await.expect("recorded");
    let found = results(&access, "page").await.expect("results");
    let factorial = found.metrics[0].factorial.as_ref().expect("two by two");
    assert_eq!((factorial.first.name.as_str(), factorial.second.name.as_str()), ("copy=short", "price=10"));
    assert!((factorial.first.size.value - 0.5).abs() < 0.1 && factorial.second.size.value.abs() < 0.1, "{factorial:?}");
    assert_eq!(factorial.interaction.name, "copy=short × price=10");
});
