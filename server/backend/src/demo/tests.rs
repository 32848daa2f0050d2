//! The demo loads on both databases, once, and shows what it promises.

use super::{SLUG, load};
use crate::{access::Credential, db::query, events::Intake, experiments, on_both, testing::Kit};
use model::experiment::Status;

async fn count(kit: &Kit, sql: &'static str) -> i64 {
    let (count,): (i64,) = query(sql).one(&kit.backend.db).await.expect("counts");
    count
}

on_both!(the_demo_loads_once, async |kit: Kit| {
    let intake = Intake::start(kit.backend.clone());
    let summary = load(&kit.backend, &intake).await.expect("loads");
    assert_eq!(summary.accounts.len(), 5);
    assert_eq!(summary.projects.iter().map(|project| project.slug.as_str()).collect::<Vec<_>>(), ["shop", "web", "checkout-api", "worker"]);
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM issues").await, 6);
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM invitations WHERE state = 'pending'").await, 1);
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM invitations WHERE state = 'requested'").await, 1);
    let owner = kit.backend.actor(Credential::ApiToken(&summary.token), "").await.expect("signed in").enter(SLUG).await.expect("a member");
    let found = experiments::results(&owner, "one_page_checkout").await.expect("results");
    assert!(found.simulated && found.experiment.status == Status::Concluded && found.days.len() == 22);
    assert_eq!(found.arms.iter().map(|arm| arm.units).sum::<u64>(), 21 * 90);
    assert!(found.health.mismatch.is_some_and(|mismatch| !mismatch.alarm));
    let compared = found.metrics[0].arms[1].compared.expect("a comparison");
    assert!(compared.always.is_some_and(|always| always.low > 0.0), "{compared:?}");
    load(&kit.backend, &intake).await.expect("is there already");
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM organizations").await, 1);
});
