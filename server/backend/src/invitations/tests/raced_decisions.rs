//! Two decide at once, or decide while something else happens: one outcome, one message.

use super::{
    super::*,
    batch, count,
    deciding::{ask, yes},
    group, invite, outsider,
};
use crate::{access::Access, on_both, testing::Kit};
use futures::future::join_all;
use model::{
    id::InvitationId,
    invitation::Outcome,
    request::{Decided, DecisionOutcome},
    role::Role,
};

async fn acme(kit: &Kit) -> (Access, Access, Access) {
    kit.organization("acme").await;
    let (one, two) = (kit.member("acme", Role::Owner, "one@acme.example").await, kit.member("acme", Role::Owner, "two@acme.example").await);
    (one, two, kit.member("acme", Role::Member, "mel@acme.example").await)
}

fn done(answer: crate::Result<Vec<Decided>>) -> bool {
    let outcome = answer.expect("answers").remove(0).outcome;
    assert!(outcome.is_done() || matches!(outcome, DecisionOutcome::AlreadyDecided { .. }), "{outcome:?}");
    outcome.is_done()
}

/// Sends, and sends the same again when the database had no connection to spare: that is what a browser does, too.
async fn press(access: &Access, key: &str, addresses: &[&str]) -> model::invitation::BatchResult {
    loop {
        match send(access, batch(key, vec![group(addresses, Role::Member, &[])])).await {
            Err(crate::Error::Db(sqlx::Error::PoolTimedOut)) => {}
            answer => return answer.expect("a send"),
        }
    }
}

on_both!(approve_and_deny_never_both_win, async |kit: Kit| {
    let (one, two, mel) = acme(&kit).await;
    for n in 0..10 {
        let id = ask(&mel, &format!("a{n}@x.example"), Role::Member, &[]).await;
        let (approved, denied) = futures::join!(approve(&one, yes(&id, Role::Member, &[])), deny(&two, vec![id.clone()], None));
        assert_ne!(done(approved), done(denied));
    }
    let approved = count(&kit, "SELECT COUNT(*) FROM invitations WHERE state = 'pending'").await;
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation'").await, approved);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM audit_log WHERE action IN ('invite_request.approved', 'invite_request.denied')").await, 10);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'requests_decided'").await, 1, "gathered");
});

on_both!(of_twenty_approvals_one_counts, async |kit: Kit| {
    let (one, two, mel) = acme(&kit).await;
    let id = ask(&mel, "ana@x.example", Role::Member, &[]).await;
    let answers = join_all((0..20).map(|n| {
        let (role, who) = if n % 2 == 0 { (Role::Member, &one) } else { (Role::Admin, &two) };
        approve(who, yes(&id, role, &[]))
    }))
    .await;
    assert_eq!(answers.into_iter().map(done).filter(|done| *done).count(), 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation'").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitation_tokens").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM analytics_events WHERE name = 'invite_request.approved'").await, 1);
});

on_both!(approve_and_withdraw_never_both_win, async |kit: Kit| {
    let (one, _, mel) = acme(&kit).await;
    for n in 0..10 {
        let id = ask(&mel, &format!("a{n}@x.example"), Role::Member, &[]).await;
        let (approved, withdrawn) = futures::join!(approve(&one, yes(&id, Role::Member, &[])), withdraw(&mel, &id));
        assert_ne!(done(approved), withdrawn.is_ok());
    }
});

on_both!(approving_a_move_and_accepting_take_in_one, async |kit: Kit| {
    let (one, ..) = acme(&kit).await;
    for n in 0..10 {
        let (_, token) = invite(&one, &format!("w{n}@work.example"), Role::Member).await;
        let (work, home) = (outsider(&kit, &format!("w{n}@work.example")).await, outsider(&kit, &format!("h{n}@home.example")).await);
        ask_to_move(&home, &token).await.expect("answers").expect("works");
        let (request,): (String,) =
            crate::db::query("SELECT id FROM invitations WHERE state = 'requested'").one(&kit.backend.db).await.expect("a request");
        let (approved, joined) = futures::join!(approve(&one, yes(&InvitationId(request), Role::Member, &[])), join(&work, &token));
        assert_ne!(done(approved), joined.expect("answers").is_ok());
        assert_ne!(work.enter("acme").await.is_ok(), home.enter("acme").await.is_ok());
    }
});

on_both!(two_hundred_at_once_and_limits_are_exact, async |kit: Kit| {
    let (one, two, mel) = acme(&kit).await;
    let sends = (0..200).map(|n| {
        let one = &one;
        async move { press(one, &format!("k{n}"), &[&format!("a{n}@x.example")]).await }
    });
    let done = join_all(sends).await.iter().filter(|result| result.rows[0].outcome.is_done()).count();
    assert_eq!(done, 100, "a person’s");
    let sends = (0..200).map(|n| {
        let who = if n % 2 == 0 { &two } else { &mel };
        async move { press(who, &format!("k{n}"), &[&format!("b{n}@x.example")]).await }
    });
    let results = join_all(sends).await;
    assert_eq!(results.iter().filter(|result| result.rows[0].outcome.is_done()).count(), 100, "an organization’s");
    assert!(results.iter().all(|result| result.rows[0].outcome.is_done() || matches!(result.rows[0].outcome, Outcome::RateLimited { .. })));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitation_sends").await, 200);
});

on_both!(an_address_gets_ten_a_day_from_all_organizations_together, async |kit: Kit| {
    let mut owners = Vec::new();
    for n in 0..20 {
        kit.organization(&format!("org{n}")).await;
        owners.push(kit.member(&format!("org{n}"), Role::Owner, &format!("o{n}@acme.example")).await);
    }
    let sends = (0..200).map(|n| {
        let owner = &owners[n % 20];
        async move {
            let addresses = if n % 2 == 0 { ["ana@x.example", "bob@x.example"] } else { ["BOB@x.example", "Ana@x.example"] };
            press(owner, &format!("k{n}"), &addresses).await
        }
    });
    let done = join_all(sends).await.iter().flat_map(|result| &result.rows).filter(|row| row.outcome.is_done()).count();
    assert_eq!(done, 20);
});
