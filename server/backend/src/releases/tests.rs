//! Releases on both databases.

use super::*;
use crate::{on_both, testing::Kit};
use model::{error::ApiError, role::Role, time::Timestamp};

fn commit(id: &str, message: &str, files: &[&str]) -> NewCommit {
    NewCommit {
        id: id.into(),
        repository: "origin".into(),
        author_name: "Dev".into(),
        author_email: "Dev@Example.org".into(),
        message: message.into(),
        committed_at: Some(Timestamp(1_000)),
        files: files.iter().map(|path| ((*path).to_owned(), "M".to_owned())).collect(),
    }
}

fn with(commits: Vec<NewCommit>) -> Change {
    Change { commits: Some(commits), ..Change::default() }
}

on_both!(a_release_is_made_once_and_keeps_what_is_not_mentioned, async |kit: Kit| {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    kit.project("acme", "shop").await;
    let change = Change { projects: vec!["shop".into()], url: Some("https://x.example".into()), ..Change::default() };
    let (release, new) = create(&access, "shop@1/a", change).await.expect("made");
    assert!(new);
    assert_eq!(release.projects[0].slug, "shop");
    let change = Change { released_at: Some(Timestamp(5)), ..Change::default() };
    let (again, new) = create(&access, "shop@1/a", change).await.expect("changed");
    assert!(!new);
    assert_eq!((again.url.as_deref(), again.released_at, again.projects.len()), (Some("https://x.example"), Some(Timestamp(5)), 1));
    assert_eq!(
        list(&access, &Filter { limit: 10, query: "1/A".into(), project: Some("shop".into()), ..Filter::default() }).await.expect("list").len(),
        1
    );
    assert_eq!(list(&access, &Filter { limit: 10, query: "%".into(), ..Filter::default() }).await.expect("list").len(), 0);
    delete(&access, "shop@1/a").await.expect("deleted");
    assert!(delete(&access, "shop@1/a").await.is_err());
});

on_both!(bad_versions_and_projects_are_refused_and_leave_nothing, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    kit.project("globex", "theirs").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    for version in ["", "  ", "..", "a\nb", &"x".repeat(251)] {
        assert!(matches!(create(&access, version, Change::default()).await, Err(crate::Error::Said(ApiError::Invalid { .. }))), "{version:?}");
    }
    let theirs = Change { projects: vec!["theirs".into()], ..Change::default() };
    assert!(create(&access, "1", theirs).await.is_err(), "another organization’s project");
    assert!(find(&access, "1").await.is_err());
});

on_both!(commits_are_replaced_and_the_previous_ones_are_found, async |kit: Kit| {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    create(&access, "1", with(vec![commit("b", "second", &["shop/cart.py"]), commit("a", "first", &["shop/cart.py"])])).await.expect("1");
    assert_eq!(previous_with_commits(&access, "1").await.expect("asked"), None);
    kit.backend.clock.advance(1_000);
    create(&access, "2", Change::default()).await.expect("2");
    let previous = previous_with_commits(&access, "2").await.expect("asked").expect("one");
    assert_eq!((previous.version.as_str(), previous.commit_id.as_str()), ("1", "b"));
    let release =
        update(&access, "1", with(vec![commit("c", "third", &[]), commit("b", "again", &[]), commit("b", "twice", &[])])).await.expect("set");
    assert_eq!((release.commit_count, release.last_commit.as_deref()), (2, Some("c")));
    let ids: Vec<_> = commits(&access, "1").await.expect("commits").into_iter().map(|commit| (commit.id, commit.message)).collect();
    assert_eq!(ids, [("c".to_owned(), "third".to_owned()), ("b".to_owned(), "second".to_owned())], "a commit never changes");
});

on_both!(a_large_set_of_commits_goes_in_and_a_larger_one_is_refused, async |kit: Kit| {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    let many = |count: usize| with((0..count).map(|n| commit(&format!("{n:040}"), "m", &["a.py", "b/c.py"])).collect());
    assert_eq!(update(&access, "1", many(MAX_COMMITS)).await.expect("set").commit_count, 1_000);
    assert!(update(&access, "1", many(MAX_COMMITS + 1)).await.is_err());
    assert_eq!(find(&access, "1").await.expect("kept").commit_count, 1_000);
});

on_both!(deploys_belong_to_their_release, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let access = kit.member("acme", Role::Member, "ana@acme.example").await;
    let other = kit.member("globex", Role::Owner, "hank@globex.example").await;
    create(&access, "1", Change::default()).await.expect("release");
    let new = NewDeploy { environment: "production".into(), ..NewDeploy::default() };
    deploy(&access, "1", new.clone()).await.expect("deploy");
    assert!(deploy(&access, "2", new.clone()).await.is_err());
    assert!(deploy(&other, "1", new).await.is_err(), "another organization");
    assert!(deploy(&access, "1", NewDeploy::default()).await.is_err(), "no environment");
    assert_eq!(deploys(&access, "1").await.expect("list")[0].environment, "production");
});
