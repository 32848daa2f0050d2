use super::*;
use crate::on_both;
use model::live::Change;

on_both!(two_hundred_at_once, async |kit: Kit| {
    let (intake, project) = shop(&kit).await;
    let tasks: Vec<_> = (0..200_u32)
        .map(|n| {
            let (intake, project) = (intake.clone(), project.clone());
            tokio::spawn(async move { intake.submit(&project, ready(&error(n, ["A", "B", "C", "D"][n as usize % 4]))).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("runs").expect("stored");
    }
    assert_eq!(count(&kit, "events").await, 200);
    let issues: Vec<(i64, i64, i64, String)> =
        query("SELECT number, times_seen, people_seen, first_release FROM issues ORDER BY number").all(&kit.backend.db).await.expect("issues");
    assert_eq!(issues, (1..=4).map(|number| (number, 50, 3, "shop@1.0".to_owned())).collect::<Vec<_>>());
    let (hours,): (i64,) = query("SELECT CAST(SUM(times_seen) AS BIGINT) FROM issue_hours").one(&kit.backend.db).await.expect("hours");
    let (tags,): (i64,) =
        query("SELECT CAST(SUM(times_seen) AS BIGINT) FROM issue_tags WHERE key = 'environment'").one(&kit.backend.db).await.expect("tags");
    assert_eq!((hours, tags, count(&kit, "releases").await, count(&kit, "release_projects").await), (200, 200, 1, 1));
});

on_both!(the_same_event_twice_is_one, async |kit: Kit| {
    let (intake, project) = shop(&kit).await;
    let (one, two) = tokio::join!(intake.submit(&project, ready(&error(1, "A"))), intake.submit(&project, ready(&error(1, "A"))));
    assert_eq!((one, two), (Ok(()), Ok(())));
    intake.submit(&project, ready(&error(1, "Other"))).await.expect("stored");
    let (times,): (i64,) = query("SELECT times_seen FROM issues").one(&kit.backend.db).await.expect("issue");
    assert_eq!((times, count(&kit, "events").await, count(&kit, "issues").await), (1, 1, 1));
});

on_both!(a_resolved_issue_reopens, async |kit: Kit| {
    let (intake, project) = shop(&kit).await;
    intake.submit(&project, ready(&error(1, "A"))).await.expect("stored");
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("UPDATE issues SET status = 'resolved'").execute(&mut tx).await.expect("resolved");
    tx.commit().await.expect("commit");
    let mut live = kit.backend.live.listen();
    intake.submit(&project, ready(&error(2, "A"))).await.expect("stored");
    intake.submit(&project, ready(&error(3, "A"))).await.expect("stored");
    let (status,): (String,) = query("SELECT status FROM issues").one(&kit.backend.db).await.expect("issue");
    let kinds: Vec<(String,)> = query("SELECT kind FROM issue_activity").all(&kit.backend.db).await.expect("activity");
    assert_eq!((status.as_str(), kinds), ("unresolved", vec![("regressed".to_owned(),)]));
    assert!(matches!(live.recv().await.expect("told").1, Change::IssueAppeared { .. }));
    assert!(matches!(live.recv().await.expect("told").1, Change::Issue { .. }));
});

on_both!(what_a_commit_fixed_comes_back_with_its_own_release_only, async |kit: Kit| {
    let (intake, project) = shop(&kit).await;
    intake.submit(&project, ready(&error(1, "A"))).await.expect("stored");
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("UPDATE issues SET status = 'resolved', resolved_in = 'shop@2.0'").execute(&mut tx).await.expect("resolved");
    query(
        "INSERT INTO releases (id, organization_id, version, created_at) SELECT 'r2', organization_id, 'shop@2.0', created_at + 1000 FROM releases",
    )
    .execute(&mut tx)
    .await
    .expect("the release that fixes it");
    tx.commit().await.expect("commit");
    let status = async || query("SELECT status FROM issues").one::<(String,)>(&kit.backend.db).await.expect("issue").0;
    intake.submit(&project, ready(&error(2, "A"))).await.expect("stored");
    assert_eq!(status().await, "resolved", "the release before still has it");
    let mut newer = error(3, "A");
    newer["release"] = "shop@2.0".into();
    intake.submit(&project, ready(&newer)).await.expect("stored");
    assert_eq!(status().await, "unresolved");
});

on_both!(the_first_event_is_told, async |kit: Kit| {
    let (intake, project) = shop(&kit).await;
    let mut live = kit.backend.live.listen();
    intake.submit(&project, ready(&error(1, "A"))).await.expect("stored");
    assert!(matches!(live.recv().await.expect("told").1, Change::IssueAppeared { .. }));
    assert_eq!(live.recv().await.expect("told").1, Change::Projects);
    let (at,): (Option<i64>,) = query("SELECT first_event_at FROM projects").one(&kit.backend.db).await.expect("project");
    assert!(at.is_some());
});

on_both!(keys_are_checked, async |kit: Kit| {
    let (intake, project) = shop(&kit).await;
    let key = crate::testing::key(project.id.0);
    assert_eq!(intake.project(project.id, &key).await.expect("asks"), Ok(project.clone()));
    let refused = Err(crate::events::auth::Refused::Unknown);
    assert_eq!(intake.project(project.id, &"0".repeat(32)).await.expect("asks"), refused);
    assert_eq!(intake.project(ProjectId(99), &key).await.expect("asks"), refused);
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("UPDATE project_keys SET disabled_at = 1").execute(&mut tx).await.expect("disabled");
    tx.commit().await.expect("commit");
    kit.backend.clock.advance(5_000);
    assert_eq!(intake.project(project.id, &key).await.expect("asks"), refused);
});

on_both!(draining_writes_what_was_taken, async |kit: Kit| {
    let (intake, project) = shop(&kit).await;
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let (intake, project) = (intake.clone(), project.clone());
            tokio::spawn(async move { intake.submit(&project, ready(&error(n, "A"))).await })
        })
        .collect();
    tokio::task::yield_now().await;
    intake.drain().await;
    let mut stored = 0;
    for task in tasks {
        stored += i64::from(task.await.expect("runs").is_ok());
    }
    assert_eq!(count(&kit, "events").await, stored);
    assert!(intake.submit(&project, ready(&error(99, "A"))).await.is_err());
});

on_both!(an_event_nobody_can_store_costs_no_neighbour, async |kit: Kit| {
    let (intake, project) = shop(&kit).await;
    let gone = Project { id: ProjectId(4_711), organization: project.organization.clone() };
    let (bad, good) = tokio::join!(intake.submit(&gone, ready(&error(1, "A"))), intake.submit(&project, ready(&error(2, "A"))));
    assert!(bad.is_err());
    assert_eq!((good, count(&kit, "events").await), (Ok(()), 1));
});

#[tokio::test]
async fn the_limit_is_per_project_and_minute() {
    let kit = Kit::sqlite().await;
    let intake = Intake::with_limits(kit.backend.clone(), super::super::Limits { per_minute: 3 });
    for _ in 0..3 {
        intake.admit(ProjectId(1), 1).expect("admitted");
    }
    assert_eq!(intake.admit(ProjectId(1), 1).expect_err("limited").seconds, 60);
    intake.admit(ProjectId(2), 1).expect("another project");
    kit.backend.clock.advance(60_000);
    intake.admit(ProjectId(1), 1).expect("a new minute");
}

on_both!(the_first_error_that_is_no_sample_is_noted_once, async |kit: Kit| {
    kit.organization("acme").await;
    let ana = kit.member("acme", model::role::Role::Owner, "ana@acme.example").await;
    let new = model::project::NewProject { name: "Shop".into(), platform: "python".into(), teams: Vec::new() };
    let made = crate::projects::create(&ana, &new).await.expect("a project");
    let (intake, project) = (Intake::start(kit.backend.clone()), Project { id: made.id, organization: ana.organization.id.clone() });
    let mut sample = error(1, "Sample");
    sample["tags"] = json!({ crate::events::SAMPLE.0: crate::events::SAMPLE.1 });
    intake.submit(&project, ready(&sample)).await.expect("stored");
    let noted = async || -> Vec<(Option<String>,)> {
        query("SELECT account_id FROM analytics_events WHERE name = 'project.first_error'").all(&kit.backend.db).await.expect("reads")
    };
    assert!(noted().await.is_empty());
    for (id, kind) in [(2, "A"), (3, "A"), (4, "B"), (5, "C")] {
        intake.submit(&project, ready(&error(id, kind))).await.expect("stored");
        assert_eq!(noted().await, [(Some(ana.actor.account.to_string()),)]);
    }
});
