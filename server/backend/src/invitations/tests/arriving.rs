//! Arriving.

use super::{super::*, batch, count, from, group, invite, invited, outsider, sql, team};
use crate::{on_both, testing::Kit};
use model::{
    error::ApiError,
    invitation::{Context, DeadLink, Intent, Source, Viewer},
    role::Role,
    time::DAY,
};

/// Creates an account with a link, from this client address.
async fn arrive(kit: &Kit, token: &str, name: &str, client: &str) -> crate::Result<Result<model::invitation::Arrival, DeadLink>> {
    Ok(create_account(&kit.backend, token, new(name), &from(client)).await?.map(|(arrival, _)| arrival))
}

fn new(name: &str) -> NewAccount {
    NewAccount { name: name.into(), password: "correct horse battery".into() }
}

on_both!(a_new_person_creates_an_account_and_lands_in_the_team, async |kit: Kit| {
    kit.organization("acme").await;
    let shop = team(&kit, "acme", "shop").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await.actor.enter("acme").await.expect("teams are known");
    let result = send(&owner, batch("k", vec![group(&["Ana@X.example"], Role::Admin, &[&shop])])).await.expect("a send");
    let (_, token) = invited(&result);
    let seen = preview(&kit.backend, &token, None).await.expect("reads").expect("works");
    assert_eq!(
        (seen.organization_name.as_str(), seen.inviter.as_str(), seen.role, seen.address.address()),
        ("acme", "olga", Role::Admin, "Ana@X.example")
    );
    assert_eq!((seen.viewer, seen.teams), (Viewer::NewAccount, vec!["shop".to_owned()]));
    let arrival = arrive(&kit, &token, "Ana", "192.0.2.1").await.expect("accepts").expect("works");
    assert_eq!(arrival.destination, "/acme/teams/shop");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM account_emails WHERE email_key = 'ana@x.example' AND verified_at IS NOT NULL").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM memberships m JOIN team_members t ON t.membership_id = m.id WHERE m.role = 'admin'").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation_accepted' AND recipient = 'olga@acme.example'").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM audit_log WHERE action = 'invitation.accepted' AND client_address = '192.0.2.1'").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM analytics_events WHERE name = 'invitation.accepted'").await, 1);
    assert_eq!(arrive(&kit, &token, "Eve", "").await.expect("answers"), Err(DeadLink::Used));
    assert_eq!(preview(&kit.backend, &token, None).await.expect("reads"), Err(DeadLink::Used));
});

on_both!(looking_changes_nothing, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (_, token) = invite(&owner, "ana@x.example", Role::Member).await;
    let all = "SELECT (SELECT COUNT(*) FROM analytics_events WHERE name <> 'invitation.opened') + (SELECT COUNT(*) FROM audit_log) + (SELECT COUNT(*) FROM invitation_tokens) + (SELECT COUNT(*) FROM outbox)";
    let before = count(&kit, all).await;
    let first = preview(&kit.backend, &token, None).await.expect("reads");
    let second = preview(&kit.backend, &format!(" {token}\n"), None).await.expect("reads");
    assert!(first.is_ok());
    assert_eq!(first, second);
    assert_eq!(count(&kit, all).await, before);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations WHERE state = 'pending'").await, 1);
});

on_both!(somebody_with_an_account_signs_in_and_joins, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (_, token) = invite(&owner, "ana@x.example", Role::Member).await;
    let ana = outsider(&kit, "ana@x.example").await;
    assert_eq!(preview(&kit.backend, &token, None).await.expect("reads").expect("works").viewer, Viewer::HasAccount);
    let taken = arrive(&kit, &token, "Ana", "").await.map(|_| ());
    assert!(matches!(taken, Err(crate::Error::Said(ApiError::Conflict { .. }))), "{taken:?}");
    let seen = preview(&kit.backend, &token, Some(&ana)).await.expect("reads").expect("works");
    assert_eq!(seen.viewer, Viewer::Match { name: "Outsider".into() });
    let arrival = join(&ana, &token).await.expect("joins").expect("works");
    assert_eq!(arrival.destination, "/acme/issues");
    assert_eq!(join(&ana, &token).await.expect("joins again").expect("works"), arrival);
    let seen = preview(&kit.backend, &token, Some(&ana)).await.expect("reads").expect("let through");
    assert_eq!(seen.viewer, Viewer::AlreadyMember { destination: "/acme/issues".into() });
    assert!(ana.enter("acme").await.is_ok());
});

on_both!(somebody_else_cannot_use_the_link, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (_, token) = invite(&owner, "ana@x.example", Role::Member).await;
    let eve = outsider(&kit, "eve@x.example").await;
    let seen = preview(&kit.backend, &token, Some(&eve)).await.expect("reads").expect("works");
    assert!(matches!(seen.viewer, Viewer::Mismatch { signed_in_as, asked: false, member: false } if signed_in_as.address() == "eve@x.example"));
    assert!(matches!(join(&eve, &token).await, Err(crate::Error::Said(ApiError::Conflict { .. }))));
    assert!(eve.enter("acme").await.is_err());
    assert!(arrive(&kit, &token, "Ana", "").await.expect("accepts").is_ok(), "the link was not used up");
});

on_both!(a_member_is_let_through_and_the_row_is_closed, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (_, token) = invite(&owner, "ana@x.example", Role::Admin).await;
    let ana = kit.member("acme", Role::Member, "ana@x.example").await;
    let seen = preview(&kit.backend, &token, Some(&ana.actor)).await.expect("reads").expect("works");
    assert!(matches!(seen.viewer, Viewer::AlreadyMember { .. }));
    assert!(join(&ana.actor, &token).await.expect("joins").is_ok());
    assert_eq!(ana.actor.enter("acme").await.expect("a member").role, Role::Member, "the role stays");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations WHERE state = 'accepted'").await, 1);
});

on_both!(dead_links_say_which, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let ana = outsider(&kit, "ana@x.example").await;
    let check = async |token: &str, expected: DeadLink| {
        assert_eq!(preview(&kit.backend, token, None).await.expect("reads"), Err(expected));
        assert_eq!(join(&ana, token).await.expect("answers"), Err(expected));
    };
    check("0123", DeadLink::Unknown).await;
    check("", DeadLink::Unknown).await;
    let (id, old) = invite(&owner, "ana@x.example", Role::Member).await;
    resend(&owner, &id).await.expect("resent");
    check(&old, DeadLink::Replaced).await;
    let link = copy_link(&owner, &id).await.expect("copied");
    let token = link.rsplit_once('#').expect("a link").1.to_owned();
    kit.backend.clock.advance(30 * DAY);
    check(&token, DeadLink::Lapsed).await;
    assert_eq!(expire(&kit.backend).await.expect("expires"), 1);
    check(&token, DeadLink::Lapsed).await;
    let again = send(&owner, batch("k2", vec![group(&["ana@x.example"], Role::Member, &[])])).await.expect("a send");
    let (id, token) = invited(&again);
    revoke(&owner, &id).await.expect("revoked");
    check(&token, DeadLink::Revoked).await;
    assert!(ana.enter("acme").await.is_err());
});

on_both!(an_inviter_who_was_demoted_gives_no_more_than_they_may, async |kit: Kit| {
    kit.organization("acme").await;
    let manager = kit.member("acme", Role::Manager, "mia@acme.example").await;
    let (_, token) = invite(&manager, "ana@x.example", Role::Manager).await;
    sql(&kit, "UPDATE memberships SET role = 'member'").await;
    assert_eq!(arrive(&kit, &token, "Ana", "").await.expect("answers"), Err(DeadLink::InReview));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations WHERE state = 'requested'").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM accounts").await, 1, "no account was made");
    assert_eq!(preview(&kit.backend, &token, None).await.expect("reads"), Err(DeadLink::InReview));
});

on_both!(an_inviter_who_was_removed_takes_nobody_in_above_the_default, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (_, token) = invite(&owner, "ana@x.example", Role::Owner).await;
    sql(&kit, "DELETE FROM memberships").await;
    let arrival = arrive(&kit, &token, "Ana", "").await.expect("accepts").expect("works");
    assert_eq!(arrival.destination, "/acme/issues");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM memberships WHERE role = 'member'").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation_accepted'").await, 0, "nobody is left to be told");
});

on_both!(the_page_that_was_wanted_comes_first, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let mut wanted = batch("k", vec![group(&["ana@x.example"], Role::Member, &[])]);
    wanted.context = Context { source: Source::Sidebar, issue: None, intent: None, wanted_url: Some("/acme/issues?query=is%3Aunresolved".into()) };
    let (_, token) = invited(&send(&owner, wanted).await.expect("a send"));
    let arrival = arrive(&kit, &token, "Ana", "").await.expect("accepts").expect("works");
    assert_eq!(arrival.destination, "/acme/issues?query=is%3Aunresolved");
});

/// An issue of a project, unassigned.
async fn issue(kit: &Kit) -> model::id::IssueId {
    let project = kit.project("acme", "shop").await;
    let mut tx = kit.backend.db.begin().await.expect("begin");
    crate::db::query(
        "INSERT INTO issues (id, organization_id, project_id, number, title, culprit, level, platform, status, first_seen, last_seen, times_seen, people_seen)
         SELECT 'issue', id, $1, 1, 'ZeroDivisionError', 'shop.cart', 'error', 'python', 'unresolved', 0, 0, 1, 0 FROM organizations WHERE slug = 'acme'",
    )
    .bind(project)
    .execute(&mut tx)
    .await
    .expect("issue");
    tx.commit().await.expect("commit");
    model::id::IssueId("issue".into())
}

on_both!(the_issue_is_held_and_then_theirs, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let issue = issue(&kit).await;
    let about = |key: &str, address: &str| {
        let mut about = batch(key, vec![group(&[address], Role::Member, &[])]);
        about.context = Context { source: Source::SuspectCommit, issue: Some(issue.clone()), intent: Some(Intent::Assign), wanted_url: None };
        about
    };
    let (first, _) = invited(&send(&owner, about("k", "ana@x.example")).await.expect("a send"));
    let held = "SELECT COUNT(*) FROM issues WHERE assignee_kind = 'invitation'";
    assert_eq!(count(&kit, held).await, 1);
    revoke(&owner, &first).await.expect("revoked");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM issues WHERE assignee_kind IS NULL").await, 1);
    let (_, token) = invited(&send(&owner, about("k2", "ana@x.example")).await.expect("a send"));
    let (_, second) = invited(&send(&owner, about("k3", "bob@x.example")).await.expect("a send"));
    let arrival = arrive(&kit, &token, "Ana", "").await.expect("accepts").expect("works");
    assert_eq!(arrival.destination, "/acme/issues/issue");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM issues s JOIN accounts a ON a.id = s.assignee_id WHERE a.name = 'Ana'").await, 1);
    arrive(&kit, &second, "Bob", "").await.expect("accepts").expect("works");
    assert_eq!(
        count(&kit, "SELECT COUNT(*) FROM issues s JOIN accounts a ON a.id = s.assignee_id WHERE a.name = 'Ana'").await,
        1,
        "it is not taken away"
    );
});

on_both!(only_a_link_that_was_mailed_proves_the_address, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let by_mail = "SELECT COUNT(*) FROM account_emails WHERE email_key = 'ana@x.example' AND verified_at IS NOT NULL AND mailed = 1";
    let (id, shown) = invite(&owner, "ana@x.example", Role::Member).await;
    arrive(&kit, &shown, "Ana", "").await.expect("accepts").expect("works");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM account_emails WHERE email_key = 'ana@x.example' AND verified_at IS NOT NULL").await, 1);
    assert_eq!(count(&kit, by_mail).await, 0, "whoever handed it over may have kept it");
    // The same person, invited elsewhere by a message.
    kit.organization("globex").await;
    let hank = kit.member("globex", Role::Owner, "hank@globex.example").await;
    let (second, _) = invite(&hank, "ana@x.example", Role::Member).await;
    assert_ne!(id, second);
    let mut tx = kit.backend.db.begin().await.expect("begin");
    let mailed = mint_mailed(&mut tx, &kit.backend.clock, &second).await.expect("a token");
    tx.commit().await.expect("commit");
    sign_in_and_join(&kit.backend, &mailed.secret, "correct horse battery", &from("")).await.expect("signs in").expect("works");
    assert_eq!(count(&kit, by_mail).await, 1);
});

on_both!(nothing_costly_happens_for_a_link_that_is_none, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let bad = || NewAccount { name: "Ana".into(), password: "short".into() };
    let answer = create_account(&kit.backend, "nonsense", bad(), &from("a")).await.map(|done| done.map(|_| ()));
    assert!(matches!(answer, Ok(Err(DeadLink::Unknown))), "the password is not looked at");
    let (_, token) = invite(&owner, "ana@x.example", Role::Member).await;
    for _ in 0..30 {
        assert!(matches!(create_account(&kit.backend, &token, bad(), &from("a")).await, Err(crate::Error::Said(ApiError::Invalid { .. }))));
    }
    assert!(matches!(create_account(&kit.backend, &token, bad(), &from("a")).await, Err(crate::Error::Said(ApiError::Limited { .. }))));
    let (_, own) = invite(&owner, "olga@acme.example.org", Role::Member).await;
    arrive(&kit, &own, "Olga", "b").await.expect("accepts").expect("works");
});

on_both!(whoever_has_an_account_signs_in_and_joins_in_one_step, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (_, first) = invite(&owner, "ana@x.example", Role::Member).await;
    arrive(&kit, &first, "Ana", "").await.expect("accepts").expect("works");
    sql(&kit, "DELETE FROM team_members").await;
    sql(&kit, "DELETE FROM memberships WHERE role = 'member'").await;
    let again = send(&owner, batch("again", vec![group(&["ana@x.example"], Role::Admin, &[])])).await.expect("a send");
    let (_, token) = invited(&again);
    let wrong = sign_in_and_join(&kit.backend, &token, "not the password", &from("")).await.map(|_| ());
    assert!(matches!(wrong, Err(crate::Error::Said(ApiError::Invalid { .. }))), "{wrong:?}");
    let (_, session) = sign_in_and_join(&kit.backend, &token, "correct horse battery", &from("")).await.expect("signs in").expect("works");
    assert_eq!(kit.enter(&session.secret, "acme").await.role, Role::Admin);
    assert!(matches!(sign_in_and_join(&kit.backend, &first, "correct horse battery", &from("")).await, Ok(Err(DeadLink::Used))));
    // Who can't join after all leaves no session behind that nobody was given.
    let before = count(&kit, "SELECT COUNT(*) FROM sessions").await;
    sql(&kit, "DELETE FROM team_members").await;
    sql(&kit, "DELETE FROM memberships WHERE role = 'admin'").await;
    let (_, token) = invite(&kit.member("acme", Role::Manager, "max@acme.example").await, "ana@x.example", Role::Manager).await;
    sql(&kit, "UPDATE memberships SET role = 'member' WHERE role = 'manager'").await;
    let answer = sign_in_and_join(&kit.backend, &token, "correct horse battery", &from("")).await.map(|done| done.map(|_| ()));
    assert!(matches!(answer, Ok(Err(DeadLink::InReview))), "{answer:?}");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM sessions").await, before + 1, "the manager's");
});

on_both!(a_pasted_link_is_as_good_as_its_code, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (_, token) = invite(&owner, "ana@x.example", Role::Member).await;
    let link = format!("  https://muster.example/invitation#{token} ");
    let (_, session) = create_account(&kit.backend, &link, new("Ana"), &from("")).await.expect("accepts").expect("works");
    assert_eq!(kit.enter(&session.secret, "acme").await.actor.name, "Ana", "signed in at once");
});
