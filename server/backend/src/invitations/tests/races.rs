//! Many at once: the database decides, once.

use super::{super::*, batch, count, from, group, invite, invited, outsider};
use crate::{on_both, testing::Kit};
use futures::future::join_all;
use model::{
    invitation::{DeadLink, Outcome},
    role::Role,
};

on_both!(fifty_accepts_make_one_member, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (_, token) = invite(&owner, "ana@x.example", Role::Member).await;
    let ana = outsider(&kit, "ana@x.example").await;
    let answers = join_all((0..50).map(|_| join(&ana, &token))).await;
    assert!(answers.into_iter().all(|answer| answer.expect("answers").is_ok()), "each is let through");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM memberships").await, 2);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM audit_log WHERE action = 'invitation.accepted'").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation_accepted'").await, 1);
});

on_both!(ten_new_accounts_make_one, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (_, token) = invite(&owner, "ana@x.example", Role::Member).await;
    let client = from("");
    let new = || NewAccount { name: "Ana".into(), password: "correct horse battery".into() };
    let answers = join_all((0..10).map(|_| create_account(&kit.backend, &token, new(), &client))).await;
    let (joined, late): (Vec<_>, Vec<_>) = answers.into_iter().map(|answer| answer.expect("answers").map(|_| ())).partition(Result::is_ok);
    assert_eq!((joined.len(), late.len()), (1, 9));
    assert!(late.into_iter().all(|answer| answer == Err(DeadLink::Used)));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM accounts").await, 2);
});

on_both!(a_hundred_sends_of_one_address_make_one_invitation, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let address = "ana.banana@x.example";
    let variant =
        |n: usize| address.chars().enumerate().map(|(at, c)| if n >> (at % 7) & 1 == 1 { c.to_ascii_uppercase() } else { c }).collect::<String>();
    let sends = (0..100).map(|n| {
        let owner = &owner;
        async move { send(owner, batch(&format!("k{n}"), vec![group(&[&variant(n)], Role::Member, &[])])).await.expect("a send") }
    });
    let results = join_all(sends).await;
    let invited = results.iter().filter(|result| matches!(result.rows[0].outcome, Outcome::Invited { .. })).count();
    let already = results.iter().filter(|result| matches!(result.rows[0].outcome, Outcome::AlreadyInvited { .. })).count();
    assert_eq!((invited, already), (1, 99));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations").await, 1);
});

on_both!(one_key_raced_makes_one_of_each, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let sends = (0..20).map(|_| send(&owner, batch("k", vec![group(&["ana@x.example", "bob@x.example"], Role::Member, &[])])));
    let results = join_all(sends).await;
    let ids: std::collections::BTreeSet<_> = results.into_iter().map(|result| invited(&result.expect("a send")).0).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations").await, 2);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox").await, 2);
});

on_both!(limits_hold_when_raced, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let sends = (0..12).map(|n| {
        let owner = &owner;
        async move {
            let addresses: Vec<String> = (0..10).map(|m| format!("a{n}-{m}@x.example")).collect();
            let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
            send(owner, batch(&format!("k{n}"), vec![group(&addresses, Role::Member, &[])])).await.expect("a send")
        }
    });
    let done: usize = join_all(sends).await.iter().map(|result| result.rows.iter().filter(|row| row.outcome.is_done()).count()).sum();
    assert_eq!(done, 100);
});

on_both!(revoke_and_accept_never_both_win, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    for n in 0..10 {
        let address = format!("a{n}@x.example");
        let (id, token) = invite(&owner, &address, Role::Member).await;
        let person = outsider(&kit, &address).await;
        let (revoked, joined) = futures::join!(revoke(&owner, &id), join(&person, &token));
        let joined = joined.expect("answers");
        assert_ne!(revoked.is_ok(), joined.is_ok(), "{revoked:?} {joined:?}");
        assert_eq!(person.enter("acme").await.is_ok(), joined.is_ok());
    }
});

on_both!(resend_and_accept_leave_one_truth, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    for n in 0..10 {
        let address = format!("a{n}@x.example");
        let (id, token) = invite(&owner, &address, Role::Member).await;
        let person = outsider(&kit, &address).await;
        let (resent, joined) = futures::join!(resend(&owner, &id), join(&person, &token));
        match joined.expect("answers") {
            Ok(_) => assert!(resent.is_err(), "what was accepted is not sent again"),
            Err(dead) => assert_eq!((dead, resent.is_ok()), (DeadLink::Replaced, true)),
        }
        assert_eq!(
            count(&kit, "SELECT COUNT(*) FROM invitations i JOIN memberships m ON m.account_id = i.accepted_by WHERE i.state <> 'accepted'").await,
            0
        );
    }
});
