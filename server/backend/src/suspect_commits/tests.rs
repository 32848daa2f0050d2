//! Suspect commits on both databases.

use super::*;
use crate::{
    access::Access,
    db::query,
    new_id, on_both,
    releases::{self, Change, NewCommit},
    testing::Kit,
};
use model::{
    event::{Event, Exception, Frame},
    id::{IssueId, ProjectId},
    role::Role,
    suspect_commit::{Author, SuspectAuthor},
    time::{DAY, HOUR, Timestamp},
};

/// An issue first seen in this release, with one event whose frames lie in these files; the last one is where it was raised.
async fn issue(kit: &Kit, access: &Access, project: ProjectId, release: Option<&str>, files: &[&str]) -> IssueId {
    let frame = |file: &&str| Frame { filename: Some((*file).to_owned()), in_app: !file.starts_with("lib/"), ..Frame::default() };
    let exception = Exception { frames: files.iter().map(frame).collect(), ..Exception::default() };
    let event = Event { exceptions: vec![exception], ..Event::default() };
    let payload = zstd::encode_all(serde_json::to_vec(&event).expect("JSON").as_slice(), 1).expect("zstd");
    let id = new_id(&kit.backend.clock);
    let now = kit.backend.clock.now();
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query(
        "INSERT INTO issues (id, organization_id, project_id, number, title, culprit, level, platform, status, first_seen, last_seen, first_release, times_seen, people_seen)
         SELECT $1, $2, $3, 1 + COUNT(*), 'T', '', 'error', 'python', 'unresolved', $4, $4, $5, 1, 0 FROM issues WHERE project_id = $3",
    )
    .bind(&id)
    .bind(&access.organization.id)
    .bind(project)
    .bind(now)
    .bind(release)
    .execute(&mut tx)
    .await
    .expect("issue");
    query("INSERT INTO events (project_id, id, issue_id, occurred_at, received_at, sequence, payload) VALUES ($1, $2, $3, $4, $4, $2, $5)")
        .bind(project)
        .bind(new_id(&kit.backend.clock))
        .bind(&id)
        .bind(now)
        .bind(payload)
        .execute(&mut tx)
        .await
        .expect("event");
    tx.commit().await.expect("commit");
    IssueId(id)
}

async fn release(kit: &Kit, access: &Access, version: &str, commits: &[(&str, &str, &str)]) {
    kit.backend.clock.advance(HOUR);
    let now = kit.backend.clock.now();
    let commits = commits
        .iter()
        .map(|(id, address, path)| NewCommit {
            id: (*id).into(),
            repository: "origin".into(),
            author_name: address.split('@').next().unwrap_or("").into(),
            author_email: (*address).into(),
            message: "\nChange things\n\nAt length.".into(),
            committed_at: Some(now.plus(-2 * DAY)),
            files: vec![((*path).into(), "M".into())],
        })
        .collect();
    let change = Change { projects: vec!["shop".into()], commits: Some(commits), ..Change::default() };
    releases::create(access, version, change).await.expect("release");
}

fn names(authors: &[SuspectAuthor]) -> Vec<(&str, i64)> {
    authors.iter().map(|author| (author.name.as_str(), author.weight)).collect()
}

on_both!(the_author_of_the_nearest_frame_comes_first_with_the_reason, async |kit: Kit| {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    let project = kit.project("acme", "shop").await;
    release(
        &kit,
        &access,
        "1",
        &[("c1", "Bea@x.example", "shop/cart.py"), ("c2", "ana@acme.example", "shop/views.py"), ("c3", "zoe@x.example", "other/cart.py")],
    )
    .await;
    let issue = issue(&kit, &access, project, Some("1"), &["shop/views.py", "shop/cart.py", "lib/json.py"]).await;
    let found = of_issue(&access, &issue).await.expect("asked");
    assert_eq!(names(&found), [("Bea", 5), ("ana", 4)]);
    assert_eq!(found[0].who, Author::Nobody);
    assert_eq!(found[0].address.as_ref().map(|address| address.address()), Some("Bea@x.example"));
    let reason = &found[0].reasons[0];
    assert_eq!((reason.path.as_str(), reason.commit.title.as_str(), reason.commit.version.as_str()), ("shop/cart.py", "Change things", "1"));
    assert_eq!(found[1].who, Author::Member { account: access.actor.account.clone(), name: "ana".into() });
});

on_both!(only_the_first_release_and_four_before_it_count, async |kit: Kit| {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    let project = kit.project("acme", "shop").await;
    for n in 0..7 {
        release(&kit, &access, &format!("v{n}"), &[(&format!("c{n}"), &format!("dev{n}@x.example"), "shop/cart.py")]).await;
    }
    let issue = issue(&kit, &access, project, Some("v5"), &["shop/cart.py"]).await;
    let mut found: Vec<_> = of_issue(&access, &issue).await.expect("asked").into_iter().map(|author| author.name).collect();
    found.sort();
    assert_eq!(found, ["dev1", "dev2", "dev3", "dev4", "dev5"]);
});

on_both!(no_release_no_stack_and_no_match_suspect_nobody, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    let other = kit.member("globex", Role::Owner, "hank@globex.example").await;
    let project = kit.project("acme", "shop").await;
    release(&kit, &access, "1", &[("c1", "bea@x.example", "shop/cart.py")]).await;
    for (release, files) in [(None, vec!["shop/cart.py"]), (Some("1"), vec![]), (Some("1"), vec!["a/b.py"]), (Some("1"), vec!["lib/shop/cart.py"])] {
        let issue = issue(&kit, &access, project, release, &files).await;
        assert_eq!(of_issue(&access, &issue).await.expect("asked"), [], "{release:?} {files:?}");
        assert!(of_issue(&other, &issue).await.is_err(), "another organization’s issue");
    }
    let unannounced = issue(&kit, &access, project, Some("2"), &["shop/cart.py"]).await;
    assert_eq!(of_issue(&access, &unannounced).await.expect("asked").len(), 1, "those before it are known");
});

on_both!(authors_are_known_by_any_address_or_their_invitation, async |kit: Kit| {
    let organization = kit.organization("acme").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    let project = kit.project("acme", "shop").await;
    let mut tx = kit.backend.db.begin().await.expect("begin");
    for (key, verified) in [("ana@home.example", Some(1_i64)), ("ana@old.example", None)] {
        query("INSERT INTO account_emails (email_key, account_id, address, verified_at, is_primary) VALUES ($1, $2, $1, $3, 0)")
            .bind(key)
            .bind(&access.actor.account)
            .bind(verified)
            .execute(&mut tx)
            .await
            .expect("address");
    }
    for (key, state) in [("bea@x.example", "pending"), ("cem@x.example", "requested"), ("dan@x.example", "revoked")] {
        query("INSERT INTO invitations (id, organization_id, email_key, address, state, role, source, created_at, expires_at) VALUES ($1, $2, $1, $1, $3, 'member', 'api', 0, $4)")
            .bind(key).bind(&organization).bind(state).bind(i64::MAX).execute(&mut tx).await.expect("invitation");
    }
    tx.commit().await.expect("commit");
    let commits: Vec<(String, &str)> = [
        "ana@home.example",
        "ana@old.example",
        "bea@x.example",
        "cem@x.example",
        "dan@x.example",
        "7+ana@users.noreply.host.example",
        "7+eve@users.noreply.host.example",
        "not an address",
    ]
    .into_iter()
    .enumerate()
    .map(|(n, address)| (format!("c{n}"), address))
    .collect();
    let commits: Vec<(&str, &str, &str)> = commits.iter().map(|(id, address)| (id.as_str(), *address, "shop/cart.py")).collect();
    release(&kit, &access, "1", &commits).await;
    let issue = issue(&kit, &access, project, Some("1"), &["shop/cart.py"]).await;
    let found = of_issue(&access, &issue).await.expect("asked");
    let who = |address: &str| {
        let author = found.iter().find(|author| author.reasons[0].commit.id == commits.iter().find(|c| c.1 == address).expect("a commit").0);
        author.expect("an author").who.clone()
    };
    let member = Author::Member { account: access.actor.account.clone(), name: "ana".into() };
    assert_eq!(who("ana@home.example"), member);
    assert_eq!(who("ana@old.example"), Author::Nobody, "not verified");
    assert_eq!(who("7+ana@users.noreply.host.example"), member);
    assert_eq!(who("7+eve@users.noreply.host.example"), Author::Noreply);
    assert!(matches!(who("bea@x.example"), Author::Invited { .. }));
    assert!(matches!(who("cem@x.example"), Author::Requested { .. }));
    assert_eq!(who("dan@x.example"), Author::Nobody);
    assert_eq!(who("not an address"), Author::Noreply);
});

on_both!(suggestions_are_recent_authors_who_are_not_here_yet, async |kit: Kit| {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    kit.project("acme", "shop").await;
    release(&kit, &access, "0", &[("old", "gone@x.example", "a.py")]).await;
    kit.backend.clock.advance(90 * DAY);
    let commits = [
        ("c1", "Bea@x.example", "a.py"),
        ("c2", "bea@x.example", "b.py"),
        ("c3", "ana@acme.example", "a.py"),
        ("c4", "1+q@users.noreply.host.example", "a.py"),
    ];
    release(&kit, &access, "1", &commits).await;
    let found = authors_of_last_90_days(&access, "").await.expect("asked");
    assert_eq!(found.iter().map(|s| (s.address.key(), s.commits)).collect::<Vec<_>>(), [("bea@x.example", 2)]);
    assert!(found[0].last_commit_at > Timestamp(0));
    assert_eq!(authors_of_last_90_days(&access, "BE").await.expect("asked").len(), 1);
    assert_eq!(authors_of_last_90_days(&access, "zoe").await.expect("asked").len(), 0);
});
