//! Links that several people may use.

use super::{acme, batch, code, count, form, from, mail, outsider, sql, state};
use crate::{access::Access, invitations, joining, new_id, on_both, testing::Kit};
use futures::future::join_all;
use model::{
    error::ApiError,
    joining::{AfterConfirming, MadeJoinLink, NewJoinLink},
    role::Role,
    time::DAY,
};

fn new(role: Role) -> NewJoinLink {
    NewJoinLink { role, teams: Vec::new(), max_uses: None, days: None }
}

async fn make(access: &Access, new: NewJoinLink) -> String {
    let MadeJoinLink { link, .. } = joining::create_join_link(access, new).await.expect("a link");
    link.split_once("https://muster.example/join#").expect("a link of this server").1.to_owned()
}

fn not_found(error: crate::Error) -> bool {
    matches!(error.into_api(), ApiError::NotFound)
}

on_both!(a_link_takes_in_up_to_its_limit, async |kit: Kit| {
    let owner = acme(&kit).await;
    let link = make(&owner, NewJoinLink { max_uses: Some(5), ..new(Role::Admin) }).await;
    let mut people = Vec::new();
    for n in 0..20 {
        people.push(outsider(&kit, &format!("p{n}@x.example"), true).await);
    }
    let answers = join_all(people.iter().map(|person| joining::join_by_link(person, &link))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
    assert!(answers.into_iter().filter_map(Result::err).all(not_found));
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM memberships").await, 6);
    assert_eq!(count(&kit, "SELECT uses FROM join_links").await, 5);
    assert_eq!(
        count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM invitations WHERE source = 'join_link' AND role = 'admin' AND state = 'accepted'").await,
        5
    );
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM invitations").await, 5, "who was refused leaves nothing behind");
});

on_both!(one_person_uses_a_link_once, async |kit: Kit| {
    let owner = acme(&kit).await;
    let team = crate::teams::create(&owner, &model::team::NewTeam { name: "Web".into(), projects: Vec::new() }).await.expect("a team");
    let owner = owner.actor.enter("acme").await.expect("a member");
    let link = make(&owner, NewJoinLink { teams: vec![team.id.clone()], ..new(Role::Member) }).await;
    let ana = outsider(&kit, "ana@x.example", true).await;
    for answer in join_all((0..10).map(|_| joining::join_by_link(&ana, &link))).await {
        answer.expect("let through");
    }
    assert_eq!(count(&kit, "SELECT uses FROM join_links").await, 1);
    assert!(ana.enter("acme").await.expect("a member").in_team(&team.id));
    let preview = joining::preview_join_link(&kit.backend, &link, Some(&ana)).await.expect("a preview");
    assert_eq!((preview.member.as_deref(), preview.maker.as_str()), (Some("/acme"), "olga"));
});

on_both!(a_new_person_proves_the_address_first, async |kit: Kit| {
    let owner = acme(&kit).await;
    let link = make(&owner, NewJoinLink { max_uses: Some(1), ..new(Role::Manager) }).await;
    // The link counts for itself: asking may be off.
    sql(&kit, "UPDATE organizations SET join_requests = 0").await;
    let mut codes = Vec::new();
    for address in ["ana@x.example", "ben@x.example", "olga@acme.example"] {
        joining::ask_with_link(&kit.backend, &link, "Somebody", address, &from("a")).await.expect("the same answer");
        let text = mail(&kit, address).await.expect("a message");
        if text.contains("/confirm#") {
            codes.push(code(&text));
        }
    }
    assert_eq!(codes.len(), 2, "a member gets another message");
    assert_eq!(count(&kit, "SELECT uses FROM join_links").await, 0, "nothing is used before the address is proved");
    let confirmed = joining::confirm(&kit.backend, &codes[0], &from("a")).await.expect("confirmed");
    let AfterConfirming::Accept { code: token } = confirmed.next else { panic!("not taken in") };
    let account = invitations::NewAccount { name: "Ana".into(), password: "three plain teapots".into() };
    assert!(invitations::create_account(&kit.backend, &token, account, &from("a")).await.expect("an answer").is_ok());
    assert_eq!(state(&kit, "ana@x.example").await, ("accepted".into(), "manager".into()));
    joining::confirm(&kit.backend, &codes[1], &from("b")).await.expect_err("used up");
});

on_both!(a_link_ends, async |kit: Kit| {
    let owner = acme(&kit).await;
    let manager = kit.member("acme", Role::Manager, "max@acme.example").await;
    let ana = outsider(&kit, "ana@x.example", true).await;
    for (role, wrong) in [(Role::Owner, "role"), (Role::Member, "max_uses"), (Role::Admin, "days")] {
        let new = NewJoinLink { max_uses: (wrong == "max_uses").then_some(0), days: (wrong == "days").then_some(366), ..new(role) };
        let error = joining::create_join_link(&manager, new).await.expect_err("refused").into_api();
        assert!(matches!(&error, ApiError::Invalid { field, .. } if field == wrong), "{error:?}");
    }
    let lapsed = make(&owner, NewJoinLink { days: Some(1), ..new(Role::Member) }).await;
    let demoted = make(&manager, new(Role::Manager)).await;
    let revoked = joining::create_join_link(&owner, new(Role::Member)).await.expect("a link");
    joining::revoke_join_link(&owner, &revoked.id).await.expect("revoked");
    joining::revoke_join_link(&owner, &revoked.id).await.expect("twice is fine");
    joining::revoke_join_link(&owner, &model::id::JoinLinkId(new_id(&kit.backend.clock))).await.expect_err("not there");
    sql(&kit, "UPDATE memberships SET role = 'admin' WHERE role = 'manager'").await;
    kit.backend.clock.advance(DAY);
    for dead in [lapsed.as_str(), demoted.as_str(), revoked.link.as_str(), "nonsense", ""] {
        assert!(not_found(joining::join_by_link(&ana, dead).await.expect_err(dead)));
        assert!(not_found(joining::preview_join_link(&kit.backend, dead, None).await.expect_err(dead)));
        assert!(not_found(joining::ask_with_link(&kit.backend, dead, "Ana", "ana@x.example", &from("a")).await.expect_err(dead)));
    }
    let mut why: Vec<_> = joining::ways(&owner).await.expect("ways").links.into_iter().filter_map(|link| link.over).collect();
    why.sort();
    assert_eq!(why, ["Its maker can’t give this role any more", "Lapsed", "Revoked"]);
    assert_eq!(count(&kit, "SELECT CAST(COUNT(*) AS BIGINT) FROM join_asks").await, 0);
});

on_both!(a_request_that_waits_is_answered_by_a_link, async |kit: Kit| {
    let owner = acme(&kit).await;
    let ana = outsider(&kit, "ana@x.example", true).await;
    joining::ask(&kit.backend, "acme", &form(""), Some(&ana), &from("a")).await.expect("an answer");
    assert_eq!(state(&kit, "ana@x.example").await.0, "requested");
    let link = make(&owner, new(Role::Admin)).await;
    joining::join_by_link(&ana, &link).await.expect("joined");
    assert_eq!(state(&kit, "ana@x.example").await, ("accepted".into(), "admin".into()));
    // An invitation of their own stands, whatever the link would give.
    let ben = outsider(&kit, "ben@x.example", true).await;
    invitations::send(&owner, batch("ben@x.example")).await.expect("a send");
    joining::join_by_link(&ben, &link).await.expect("joined");
    assert_eq!(state(&kit, "ben@x.example").await, ("accepted".into(), "member".into()));
    assert_eq!(count(&kit, "SELECT uses FROM join_links").await, 1);
    let unproved = outsider(&kit, "cleo@x.example", false).await;
    joining::join_by_link(&unproved, &link).await.expect_err("prove it first");
});
