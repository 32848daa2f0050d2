//! A small simulation, on both databases.

use super::{ARMS, dice::count, invitations};
use crate::{db::query, on_both, testing::Kit};
use model::experiment::results::{Between, Results};

fn contains(between: Between, value: f64) -> bool {
    between.low <= value && value <= between.high
}

/// What was published lies within what is reported.
fn check(results: &Results) {
    assert!(results.simulated);
    let [accepted, activation, activated] = results.metrics.as_slice() else { panic!("three metrics") };
    assert_eq!(results.arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>(), ARMS.map(|published| published.arm));
    for (published, (accepted, activation)) in ARMS.iter().zip(accepted.arms.iter().zip(&activation.arms)) {
        let found = accepted.compared.and_then(|compared| compared.lift);
        assert!(published.accepted.zip(found).is_none_or(|(wanted, lift)| contains(lift, wanted)), "{published:?}: {found:?}");
        assert_eq!(published.accepted.is_some(), found.is_some());
        assert!(published.active.is_none_or(|wanted| contains(activation.value.expect("a rate"), wanted)), "{published:?}: {:?}", activation.value);
    }
    for (rate, each) in activation.arms.iter().zip(&activated.arms) {
        assert!((rate.total - each.total).abs() < 1e-6, "the same people: {rate:?}, {each:?}");
    }
    assert!(accepted.factorial.is_some() && !accepted.timeline.is_empty());
    assert_eq!((results.health.mixed, results.health.refused), (0, 0));
    assert!(results.health.mismatch.as_ref().is_some_and(|mismatch| !mismatch.alarm));
}

on_both!(the_published_effects_lie_within_the_intervals, async |kit: Kit| {
    let results = invitations(kit.backend.db.clone(), "https://muster.example", 120, 7, |_| {}).await.expect("30 days");
    check(&results);
    assert_eq!(results.arms.iter().map(|arm| arm.units).sum::<u64>(), 120);
    assert!(results.days.len() <= 31);
    invitations(kit.backend.db.clone(), "https://muster.example", 1, 7, |_| {}).await.expect_err("a database in use");
    let (requested,): (i64,) =
        query("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = 'invite_request.approved'").one(&kit.backend.db).await.expect("counts");
    assert!(requested > 0, "the product’s own use cases did it");
});

#[tokio::test]
async fn the_same_seed_gives_the_same_figures() {
    let mut all = Vec::new();
    for seed in [3, 3, 4] {
        let kit = Kit::sqlite_in_memory().await;
        all.push(invitations(kit.backend.db.clone(), "https://muster.example", 24, seed, |_| {}).await.expect("30 days"));
    }
    assert_eq!(all[0], all[1]);
    assert_ne!(all[0].arms, all[2].arms);
}

#[test]
fn counts_have_their_mean() {
    let places = (0..10_000).map(|at| (f64::from(at) + 0.5) / 10_000.0);
    let mean = places.map(|place| count(3.0, place) as f64).sum::<f64>() / 10_000.0;
    assert!((mean - 3.0).abs() < 0.01, "{mean}");
}
