//! Reading the log, on both databases.

use super::{Format, export, page};
use crate::{access::Access, on_both, organizations, teams, testing::Kit};
use model::{
    audit::AuditFilter,
    error::ApiError,
    organization::SettingsForm,
    role::Role,
    team::NewTeam,
    time::{DAY, SECOND},
};

async fn world(kit: &Kit) -> (Access, Access) {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let manager = kit.member("acme", Role::Manager, "max@acme.example").await;
    for n in 0..60 {
        kit.backend.clock.advance(if n == 30 { DAY } else { SECOND });
        let who = if n % 3 == 0 { &manager } else { &owner };
        teams::create(who, &NewTeam { name: format!("Team {n}"), projects: Vec::new() }).await.expect("a team");
    }
    (owner, manager)
}

on_both!(the_log_is_read_page_by_page_and_filtered, async |kit: Kit| {
    let (owner, manager) = world(&kit).await;
    let first = page(&owner, &AuditFilter::default()).await.expect("a page");
    assert_eq!((first.rows.len(), first.people.len()), (50, 2));
    assert!(first.rows.windows(2).all(|pair| pair[0].at >= pair[1].at));
    let rest = page(&owner, &AuditFilter { after: first.next.clone().expect("more"), ..AuditFilter::default() }).await.expect("a page");
    assert_eq!((rest.rows.len(), rest.next), (10, None));
    assert!(rest.rows.iter().all(|row| !first.rows.contains(row)));
    let by = |filter: AuditFilter| {
        let owner = owner.clone();
        async move { page(&owner, &filter).await.expect("a page").rows.len() }
    };
    assert_eq!(by(AuditFilter { person: manager.actor.account.0.clone(), ..AuditFilter::default() }).await, 20);
    assert_eq!(by(AuditFilter { action: "team".into(), ..AuditFilter::default() }).await, 50);
    assert_eq!(by(AuditFilter { action: "member".into(), ..AuditFilter::default() }).await, 0);
    assert_eq!(by(AuditFilter { to: "2026-01-01".into(), ..AuditFilter::default() }).await, 30);
    assert_eq!(by(AuditFilter { from: "2026-01-02".into(), to: "2026-01-02".into(), ..AuditFilter::default() }).await, 30);
    for (field, filter) in [
        ("from", AuditFilter { from: "yesterday".into(), ..AuditFilter::default() }),
        ("after", AuditFilter { after: "x-y".into(), ..AuditFilter::default() }),
    ] {
        let error = page(&owner, &filter).await.expect_err("refused").into_api();
        assert!(matches!(&error, ApiError::Invalid { field: named, .. } if named == field), "{error:?}");
    }
});

on_both!(the_log_is_exported_without_formulas, async |kit: Kit| {
    let (owner, _) = world(&kit).await;
    let mut settings = owner.settings().clone();
    settings.members_invite = true;
    organizations::update_settings(&owner, SettingsForm { name: "=HYPERLINK(1)".into(), settings }).await.expect("saved");
    teams::create(&owner, &NewTeam { name: "\"quoted\", with comma".into(), projects: Vec::new() }).await.expect("a team");
    let mut tx = kit.backend.db.begin().await.expect("begin");
    crate::db::query("UPDATE accounts SET name = '=cmd|calc'").execute(&mut tx).await.expect("renamed");
    tx.commit().await.expect("commit");
    let csv = export(&owner, AuditFilter::default(), Format::Csv).await.expect("a file");
    assert_eq!(csv.lines().count(), 63);
    assert!(csv.contains("\"'=cmd|calc\"") && !csv.contains("\"=cmd"));
    let ndjson = export(&owner, AuditFilter { action: "team".into(), ..AuditFilter::default() }, Format::Ndjson).await.expect("a file");
    assert_eq!(ndjson.lines().count(), 61);
    assert!(ndjson.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok_and(|row| row["after"].is_object())));
});

on_both!(only_managers_and_owners_read_it, async |kit: Kit| {
    world(&kit).await;
    for role in [Role::Member, Role::Admin] {
        let access = kit.member("acme", role, &format!("{role}@acme.example")).await;
        let refused = page(&access, &AuditFilter::default()).await.expect_err("refused").into_api();
        assert!(matches!(refused, ApiError::Forbidden { .. }));
        export(&access, AuditFilter::default(), Format::Csv).await.expect_err("refused");
    }
    kit.organization("globex").await;
    let hank = kit.member("globex", Role::Owner, "hank@globex.example").await;
    assert!(page(&hank, &AuditFilter::default()).await.expect("a page").rows.is_empty());
});
