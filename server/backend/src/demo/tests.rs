//! The demo loads on both databases, once, and shows what it promises.

use super::load;
use crate::{db::query, events::Intake, on_both, testing::Kit};

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
    load(&kit.backend, &intake).await.expect("is there already");
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM organizations").await, 1);
});
