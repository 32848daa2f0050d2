//! What a send answers for each address.

use super::{super::*, batch, count, group, invite, invited, outsider, sql, team};
use crate::{on_both, testing::Kit};
use model::{
    invitation::{Outcome, Source, Standing},
    role::Role,
    time::{DAY, HOUR},
};

/// The outcomes' names.
fn words(result: &model::invitation::BatchResult) -> Vec<String> {
    result.rows.iter().map(|row| serde_json::to_value(&row.outcome).expect("json")["outcome"].as_str().expect("a word").to_owned()).collect()
}

on_both!(every_address_gets_its_own_answer, async |kit: Kit| {
    kit.organization("acme").await;
    let (shop, ops) = (team(&kit, "acme", "shop").await, team(&kit, "acme", "ops").await);
    let manager = kit.member("acme", Role::Manager, "mia@acme.example").await;
    let manager = manager.actor.enter("acme").await.expect("teams are known");
    invite(&manager, "old@x.example", Role::Member).await;
    let groups = vec![
        group(&["ana@x.example", "no address", "MIA@acme.example", "Old@X.example", "Ana@x.example"], Role::Admin, &[&shop, &ops]),
        group(&["bob@x.example"], Role::Member, &[]),
        group(&["eve@x.example"], Role::Owner, &[]),
        group(&["tom@x.example"], Role::Member, &[&model::id::TeamId("nowhere".into())]),
    ];
    let result = send(&manager, batch("k", groups)).await.expect("a send");
    let expected =
        ["invited", "invalid_address", "already_member", "already_invited", "already_invited", "invited", "role_not_allowed", "team_not_allowed"];
    assert_eq!(words(&result), expected);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitation_teams").await, 2);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations WHERE state = 'pending'").await, 3);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation'").await, 3);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM audit_log WHERE action = 'invitation.sent'").await, 3);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM analytics_events WHERE name = 'invite_dialog.sent'").await, 3);
});

on_both!(the_permission_table_decides_between_sending_and_asking, async |kit: Kit| {
    kit.organization("acme").await;
    let shop = team(&kit, "acme", "shop").await;
    for (settings, role, wanted, teams, expected) in [
        ("NULL", Role::Member, Role::Member, false, "requested"),
        ("NULL", Role::Admin, Role::Owner, false, "requested"),
        ("NULL", Role::Manager, Role::Manager, true, "invited"),
        ("NULL", Role::Manager, Role::Owner, false, "role_not_allowed"),
        ("NULL", Role::Owner, Role::Owner, true, "invited"),
        ("members_invite", Role::Member, Role::Member, false, "invited"),
        ("members_invite", Role::Member, Role::Member, true, "requested"),
        ("members_invite", Role::Member, Role::Admin, false, "requested"),
        ("members_invite only", Role::Member, Role::Member, false, "invited"),
        ("members_invite only", Role::Member, Role::Member, true, "team_not_allowed"),
        ("members_invite only", Role::Admin, Role::Admin, false, "role_not_allowed"),
        ("neither", Role::Admin, Role::Member, false, "role_not_allowed"),
    ] {
        sql(
            &kit,
            match settings {
                "members_invite" => "UPDATE organizations SET members_invite = 1, members_request = NULL",
                "members_invite only" => "UPDATE organizations SET members_invite = 1, members_request = 0",
                "neither" => "UPDATE organizations SET members_invite = 0, members_request = 0",
                _ => "UPDATE organizations SET members_invite = NULL, members_request = NULL",
            },
        )
        .await;
        let who = kit.member("acme", role, &format!("{}@acme.example", crate::new_id(&kit.backend.clock))).await;
        let address = format!("{}@x.example", crate::new_id(&kit.backend.clock));
        let teams: Vec<_> = teams.then_some(&shop).into_iter().collect();
        let result = send(&who, batch("k", vec![group(&[&address], wanted, &teams)])).await.expect("a send");
        assert_eq!(words(&result), [expected], "{settings}: {role} wants {wanted}");
    }
});

on_both!(requests_are_kept_and_send_the_invitee_nothing, async |kit: Kit| {
    kit.organization("acme").await;
    let member = kit.member("acme", Role::Member, "mel@acme.example").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let result = send(&member, batch("k", vec![group(&["ana@x.example"], Role::Admin, &[])])).await.expect("a send");
    assert!(matches!(result.rows[0].outcome, Outcome::Requested { .. }));
    assert_eq!(
        count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation'").await + count(&kit, "SELECT COUNT(*) FROM invitation_tokens").await,
        0
    );
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM analytics_events WHERE name = 'invite_dialog.requested'").await, 1);
    assert!(matches!(standing(&owner, "ANA@x.example").await, Ok(Standing::Requested { by, .. }) if by == "mel"));
    let again = send(&owner, batch("k", vec![group(&["ana@x.example"], Role::Member, &[])])).await.expect("a send");
    assert!(matches!(&again.rows[0].outcome, Outcome::AlreadyRequested { by, .. } if by == "mel"));
    sql(&kit, "UPDATE invitations SET state = 'denied', decided_at = 1767225600000").await;
    kit.backend.clock.advance(HOUR);
    let asked = send(&member, batch("k2", vec![group(&["ana@x.example"], Role::Member, &[])])).await.expect("a send");
    assert_eq!(asked.rows[0].outcome, Outcome::CoolingDown { until: crate::testing::START.plus(7 * DAY) });
    let direct = send(&owner, batch("k3", vec![group(&["ana@x.example"], Role::Member, &[])])).await.expect("a send");
    assert_eq!(words(&direct), ["invited"], "approvers may still invite");
});

on_both!(domains_that_are_not_allowed, async |kit: Kit| {
    kit.organization("acme").await;
    sql(&kit, "UPDATE organizations SET allowed_domains = 'acme.example xn--bcher-kva.example'").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let addresses = ["a@ACME.example", "b@bücher.example", "c@evil.example", "d@sub.acme.example"];
    let result = send(&owner, batch("k", vec![group(&addresses, Role::Member, &[])])).await.expect("a send");
    assert_eq!(words(&result), ["invited", "invited", "domain_not_allowed", "domain_not_allowed"]);
    assert!(matches!(standing(&owner, "c@evil.example").await, Ok(Standing::DomainNotAllowed { allowed }) if allowed.len() == 2));
});

on_both!(the_same_key_does_nothing_twice, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let other = kit.member("acme", Role::Owner, "otto@acme.example").await;
    let groups = || vec![group(&["ana@x.example", "wrong"], Role::Member, &[])];
    let first = send(&owner, batch("k", groups())).await.expect("a send");
    let second = send(&owner, batch("k", groups())).await.expect("a send");
    assert_eq!(words(&first), words(&second));
    let ((id, token), (same, new)) = (invited(&first), invited(&second));
    assert_eq!(id, same);
    for token in [token, new] {
        assert!(preview(&kit.backend, &token, None).await.expect("reads").is_ok(), "both links work");
    }
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitation_sends").await, 1);
    let elsewhere = send(&other, batch("k", groups())).await.expect("a send");
    assert_eq!(words(&elsewhere), ["already_invited", "invalid_address"], "keys are each person’s own");
});

on_both!(batches_that_cannot_be_read_are_refused_whole, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let fine = || batch("k", vec![group(&["ana@x.example"], Role::Member, &[])]);
    let many: Vec<String> = (0..501).map(|n| format!("a{n}@x.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (what, bad) in [
        ("no key", model::invitation::Batch { key: String::new(), ..fine() }),
        ("nobody", batch("k", vec![])),
        ("too many", batch("k", vec![group(&many, Role::Member, &[])])),
        ("long message", model::invitation::Batch { message: Some("x".repeat(501)), ..fine() }),
        ("elsewhere", with_context(fine(), |context| context.wanted_url = Some("//evil.example".into()))),
        ("elsewhere", with_context(fine(), |context| context.wanted_url = Some("https://evil.example".into()))),
        ("foreign issue", with_context(fine(), |context| context.issue = Some(model::id::IssueId("other".into())))),
    ] {
        assert!(send(&owner, bad).await.is_err(), "{what}");
    }
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations").await, 0);
    assert!(send(&owner, fine()).await.is_ok(), "the key is still free");
});

fn with_context(mut batch: model::invitation::Batch, change: impl FnOnce(&mut model::invitation::Context)) -> model::invitation::Batch {
    change(&mut batch.context);
    batch
}

on_both!(a_person_may_send_a_hundred_a_day, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let addresses: Vec<String> = (0..101).map(|n| format!("a{n}@x.example")).collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let result = send(&owner, batch("k", vec![group(&addresses, Role::Member, &[])])).await.expect("a send");
    assert!(result.rows[..100].iter().all(|row| row.outcome.is_done()));
    assert_eq!(result.rows[100].outcome, Outcome::RateLimited { retry_at: crate::testing::START.plus(DAY) });
    kit.backend.clock.advance(DAY - 1);
    let one = || vec![group(&["late@x.example"], Role::Member, &[])];
    assert_eq!(words(&send(&owner, batch("k1", one())).await.expect("a send")), ["rate_limited"]);
    kit.backend.clock.advance(1);
    assert_eq!(words(&send(&owner, batch("k2", one())).await.expect("a send")), ["invited"]);
});

// The server may be set to let more go; what is wrong stays with its reason whatever the limit is.
on_both!(of_five_hundred_pasted_addresses_all_go_that_are_addresses, async |kit: Kit| {
    let mut kit = kit;
    kit.backend.settings = std::sync::Arc::new(crate::Settings { invitations_per_day: 500, ..(*kit.backend.settings).clone() });
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let wrong = ["plain", "@x.example", "a@", "a b@x.example", "a@@x.example", "a@x..example", "a@-x.example", "\u{202e}a@x.example"];
    let typed: Vec<String> = (0..500).map(|n| if n < 37 { wrong[n % wrong.len()].to_owned() } else { format!("a{n}@x.example") }).collect();
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    let result = send(&owner, batch("k", vec![group(&typed, Role::Member, &[])])).await.expect("a send");
    let (stay, go): (Vec<_>, Vec<_>) = result.rows.iter().partition(|row| matches!(row.outcome, Outcome::InvalidAddress { .. }));
    assert_eq!((go.len(), stay.len()), (463, 37));
    assert!(go.iter().all(|row| row.outcome.is_done()));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation'").await, 463);
    let room = look_up(&owner, &[]).await.expect("reads");
    assert_eq!((room.left_today, room.more_at), (37, None));
});

on_both!(the_dialog_hears_how_many_may_go_today, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    assert_eq!(look_up(&owner, &[]).await.expect("reads").left_today, 100);
    let many: Vec<String> = (0..100).map(|n| format!("a{n}@x.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    send(&owner, batch("k", vec![group(&many, Role::Member, &[])])).await.expect("a send");
    let room = look_up(&owner, &["new@x.example".into(), "nonsense".into()]).await.expect("reads");
    assert_eq!((room.left_today, room.more_at), (0, Some(crate::testing::START.plus(DAY))));
    assert_eq!(room.standings, [Some(Standing::Free), None]);
});

on_both!(an_organization_may_send_two_hundred_a_day, async |kit: Kit| {
    kit.organization("acme").await;
    let addresses = |from: usize, to: usize| (from..to).map(|n| format!("a{n}@x.example")).collect::<Vec<_>>();
    for (who, from, to) in [("o1", 0, 100), ("o2", 100, 199)] {
        let owner = kit.member("acme", Role::Owner, &format!("{who}@acme.example")).await;
        let many = addresses(from, to);
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let result = send(&owner, batch("k", vec![group(&many, Role::Member, &[])])).await.expect("a send");
        assert!(result.rows.iter().all(|row| row.outcome.is_done()));
    }
    let third = kit.member("acme", Role::Owner, "o3@acme.example").await;
    let result = send(&third, batch("k", vec![group(&["b@x.example", "c@x.example"], Role::Member, &[])])).await.expect("a send");
    assert_eq!(words(&result), ["invited", "rate_limited"]);
});

on_both!(an_address_gets_ten_a_day_and_resends_count, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (id, _) = invite(&owner, "ana@x.example", Role::Member).await;
    for _ in 0..9 {
        assert_eq!(resend(&owner, &id).await.expect("resent"), None, "the message carries the link");
    }
    assert!(matches!(resend(&owner, &id).await, Err(crate::Error::Said(model::error::ApiError::Limited { .. }))));
    revoke(&owner, &id).await.expect("revoked");
    let result = send(&owner, batch("other", vec![group(&["ANA@x.example"], Role::Member, &[])])).await.expect("a send");
    assert_eq!(words(&result), ["rate_limited"]);
});

on_both!(a_lapsed_invitation_is_not_in_the_way, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    invite(&owner, "ana@x.example", Role::Member).await;
    kit.backend.clock.advance(30 * DAY);
    assert_eq!(standing(&owner, "ana@x.example").await.expect("reads"), Standing::Free);
    let result = send(&owner, batch("again", vec![group(&["ana@x.example"], Role::Member, &[])])).await.expect("a send");
    assert_eq!(words(&result), ["invited"]);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations WHERE state = 'expired'").await, 1);
});

on_both!(commit_authors_are_suggested, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    outsider(&kit, "elsewhere@x.example").await;
    invite(&owner, "asked@x.example", Role::Member).await;
    for (id, key) in [
        ("1", "ana@x.example"),
        ("2", "ana@x.example"),
        ("3", "olga@acme.example"),
        ("4", "1+a@users.noreply.host.example"),
        ("5", "asked@x.example"),
    ] {
        let mut tx = kit.backend.db.begin().await.expect("begin");
        crate::db::query(
            "INSERT INTO commits (organization_id, repository, id, author_name, author_email, author_key, message, committed_at)
             VALUES ($1, 'shop', $2, 'Ana', $3, $3, '', $4)",
        )
        .bind(&owner.organization.id)
        .bind(id)
        .bind(key)
        .bind(kit.backend.clock.now())
        .execute(&mut tx)
        .await
        .expect("commit");
        tx.commit().await.expect("commit");
    }
    let proposed = suggestions(&owner).await.expect("reads");
    assert_eq!(proposed.iter().map(|person| (person.address.address(), person.commits)).collect::<Vec<_>>(), [("ana@x.example", 2)]);
    kit.backend.clock.advance(91 * DAY);
    assert!(suggestions(&owner).await.expect("reads").is_empty());
});

#[test]
fn every_source_has_a_word() {
    for source in Source::ALL {
        assert_eq!(source.as_str().parse(), Ok(*source));
    }
}

on_both!(a_batch_is_listed_in_the_order_in_which_it_was_typed, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let member = kit.member("acme", Role::Member, "tom@acme.example").await;
    let typed: Vec<String> = (0..12).map(|n| format!("{}@x.example", (b'a' + (n * 7) % 12) as char)).collect();
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    send(&member, batch("asked", vec![group(&typed, Role::Member, &[])])).await.expect("a send");
    let asked = requests(&owner).await.expect("requests");
    assert_eq!(asked.iter().map(|row| row.address.to_string()).collect::<Vec<_>>(), typed);
    let waiting = pending(&member).await.expect("a list");
    assert_eq!(waiting.iter().map(|row| row.address.to_string()).collect::<Vec<_>>(), typed);
});
