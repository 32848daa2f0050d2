//! Reading the log, on both databases.

use super::{Format, export, page};
use crate::{access::Access, invitations, members, on_both, organizations, teams, testing::Kit};
use model::{
    audit::AuditFilter,
    error::ApiError,
    invitation::{Batch, Context, Group, Invitee, Outcome, Source},
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

on_both!(each_row_is_a_sentence_and_is_found_by_whom_it_is_about, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let tom = kit.member("acme", Role::Member, "tom@acme.example").await;
    let next = || kit.backend.clock.advance(SECOND);
    let team = teams::create(&owner, &NewTeam { name: "Shop".into(), projects: Vec::new() }).await.expect("a team");
    let owner = owner.actor.enter("acme").await.expect("teams are known");
    next();
    let group = Group { invitees: vec![Invitee { address: "bo@x.example".into(), name: None }], role: Role::Admin, teams: vec![team.id.clone()] };
    let batch = Batch { key: "k".into(), context: Context::new(Source::MembersPage), groups: vec![group], message: None };
    let sent = invitations::send(&owner, batch).await.expect("a send");
    let Outcome::Invited { invitation, .. } = &sent.rows[0].outcome else { panic!("not invited") };
    next();
    invitations::change(&owner, invitation, Role::Member, &[]).await.expect("changed");
    next();
    invitations::revoke(&owner, invitation).await.expect("revoked");
    next();
    members::change_role(&owner, &tom.membership, Role::Admin).await.expect("changed");
    next();
    teams::add_member(&owner, &team.id, &tom.membership).await.expect("added");
    next();
    members::remove(&owner, &tom.membership).await.expect("removed");
    next();
    let mut settings = owner.settings().clone();
    settings.members_invite = true;
    organizations::update_settings(&owner, SettingsForm { name: "acme".into(), settings }).await.expect("saved");
    let rows = page(&owner, &AuditFilter::default()).await.expect("a page").rows;
    let said: Vec<&str> = rows.iter().rev().map(|row| row.said.as_str()).collect();
    let tom_name = &tom.actor.name;
    let expected = [
        "created the team Shop".to_owned(),
        "invited bo@x.example as admin, for Shop".into(),
        "changed the role in the invitation of bo@x.example from admin to member".into(),
        "revoked the invitation of bo@x.example".into(),
        format!("changed {tom_name}’s role from member to admin"),
        "put somebody who is gone into the team Shop".into(),
        format!("removed {tom_name}, who was an admin"),
        "changed a setting: Members may invite directly".into(),
    ];
    assert_eq!(said, expected);
    let details = |place: usize| {
        rows[rows.len() - 1 - place]
            .details
            .iter()
            .map(|detail| (detail.label.as_str(), detail.before.as_deref(), detail.after.as_deref()))
            .collect::<Vec<_>>()
    };
    assert_eq!(details(2), [("Role", Some("Admin"), Some("Member")), ("Teams", Some("Shop"), Some("none"))]);
    assert_eq!(details(7), [("Members may invite directly", Some("off"), Some("on"))]);
    for (about, count) in [("bo@x", 3), ("TOM@acme", 1), (tom_name.as_str(), 2), ("shop", 2), ("x_example", 0), ("", 8)] {
        let filter = AuditFilter { about: about.into(), ..AuditFilter::default() };
        assert_eq!(page(&owner, &filter).await.expect("a page").rows.len(), count, "{about}");
    }
});
