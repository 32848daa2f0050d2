//! The pending list and what can be done on it.

use super::{super::*, batch, count, group, invite};
use crate::{on_both, outbox, testing::Kit};
use model::{
    error::ApiError,
    invitation::{Delivery, Outcome, State},
    request::Approval,
    role::Role,
    time::DAY,
};

on_both!(members_see_their_own_and_approvers_all, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let member = kit.member("acme", Role::Member, "mel@acme.example").await;
    invite(&owner, "ana@x.example", Role::Admin).await;
    kit.backend.clock.advance(1);
    send(&member, batch("k", vec![group(&["bob@x.example"], Role::Member, &[])])).await.expect("a send");
    let all = pending(&owner).await.expect("reads");
    assert_eq!(
        all.iter().map(|row| (row.address.address(), row.state)).collect::<Vec<_>>(),
        [("bob@x.example", State::Requested), ("ana@x.example", State::Pending)]
    );
    assert_eq!((all[0].delivery, all[1].delivery), (Delivery::None, Delivery::Queued));
    assert_eq!((all[0].manageable, all[1].manageable), (false, true));
    assert_eq!(all[1].expires_at, crate::testing::START.plus(30 * DAY));
    let own = pending(&member).await.expect("reads");
    assert_eq!(own.iter().map(|row| row.address.address()).collect::<Vec<_>>(), ["bob@x.example"]);
});

on_both!(others_invitations_are_not_there_for_members_and_other_organizations, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let strangers = [kit.member("acme", Role::Admin, "adam@acme.example").await, kit.member("globex", Role::Owner, "gus@globex.example").await];
    let (id, token) = invite(&owner, "ana@x.example", Role::Member).await;
    for stranger in &strangers {
        for refused in [resend(stranger, &id).await.map(|_| ()), copy_link(stranger, &id).await.map(|_| ()), revoke(stranger, &id).await] {
            assert!(matches!(refused, Err(crate::Error::Said(ApiError::NotFound))), "{refused:?}");
        }
        assert!(pending(stranger).await.expect("reads").is_empty());
    }
    assert!(preview(&kit.backend, &token, None).await.expect("reads").is_ok());
});

on_both!(a_copied_link_leaves_the_others_working, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (id, token) = invite(&owner, "ana@x.example", Role::Member).await;
    let link = copy_link(&owner, &id).await.expect("copied");
    let copied = link.rsplit_once('#').expect("a link").1;
    assert_ne!(copied, token);
    for token in [copied, &token] {
        assert!(preview(&kit.backend, token, None).await.expect("reads").is_ok());
    }
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM audit_log WHERE action = 'invitation.link_copied'").await, 1);
});

on_both!(resending_renews_and_takes_back_what_has_not_left, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (id, _) = invite(&owner, "ana@x.example", Role::Member).await;
    kit.backend.clock.advance(DAY);
    resend(&owner, &id).await.expect("resent");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE state = 'cancelled'").await, 1);
    assert_eq!(outbox::run_once(&kit.backend).await.expect("runs"), 1);
    let row = pending(&owner).await.expect("reads").remove(0);
    assert_eq!((row.delivery, row.expires_at), (Delivery::Sent, crate::testing::START.plus(31 * DAY)));
});

on_both!(what_is_over_stays_over, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (id, _) = invite(&owner, "ana@x.example", Role::Member).await;
    revoke(&owner, &id).await.expect("revoked");
    assert!(pending(&owner).await.expect("reads").is_empty());
    assert_eq!(outbox::run_once(&kit.backend).await.expect("runs"), 0, "the message stays here");
    for refused in [resend(&owner, &id).await.map(|_| ()), copy_link(&owner, &id).await.map(|_| ()), revoke(&owner, &id).await] {
        assert!(matches!(refused, Err(crate::Error::Said(ApiError::Conflict { .. }))), "{refused:?}");
    }
    assert!(matches!(revoke(&owner, &model::id::InvitationId("no".into())).await, Err(crate::Error::Said(ApiError::NotFound))));
});

on_both!(lapsing_ends_the_link_and_the_message, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    invite(&owner, "ana@x.example", Role::Member).await;
    kit.backend.clock.advance(30 * DAY - 1);
    assert_eq!(expire(&kit.backend).await.expect("runs"), 0);
    kit.backend.clock.advance(1);
    assert_eq!(expire(&kit.backend).await.expect("runs"), 1);
    assert_eq!(expire(&kit.backend).await.expect("runs"), 0);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM outbox WHERE state = 'cancelled'").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM audit_log WHERE action = 'invitation.expired' AND actor_id IS NULL").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitation_sends").await, 0, "what no longer counts is forgotten");
});

on_both!(what_lapsed_stays_in_sight_and_can_be_renewed, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (id, token) = invite(&owner, "ana@x.example", Role::Member).await;
    kit.backend.clock.advance(30 * DAY);
    expire(&kit.backend).await.expect("runs");
    let row = pending(&owner).await.expect("reads").remove(0);
    assert_eq!((row.state, row.manageable), (State::Expired, true));
    resend(&owner, &id).await.expect("renewed");
    let row = pending(&owner).await.expect("reads").remove(0);
    assert_eq!((row.state, row.expires_at), (State::Pending, crate::testing::START.plus(60 * DAY)));
    assert_eq!(preview(&kit.backend, &token, None).await.expect("reads"), Err(model::invitation::DeadLink::Replaced));
    kit.backend.clock.advance(30 * DAY);
    expire(&kit.backend).await.expect("runs");
    send(&owner, batch("newer", vec![group(&["ana@x.example"], Role::Member, &[])])).await.expect("a send");
    assert_eq!(pending(&owner).await.expect("reads").len(), 1, "the newer one has taken its place");
    assert!(matches!(resend(&owner, &id).await, Err(crate::Error::Said(ApiError::Conflict { .. }))));
});

on_both!(asking_for_a_new_one_tells_the_inviter_once_a_day, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (id, token) = invite(&owner, "ana@x.example", Role::Member).await;
    let wanted = "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation_wanted' AND recipient = 'olga@acme.example'";
    assert!(!ask_again(&kit.backend, &token, "").await.expect("answers"), "it still works");
    assert!(!ask_again(&kit.backend, "unknown", "").await.expect("answers"));
    kit.backend.clock.advance(30 * DAY);
    for _ in 0..3 {
        assert!(ask_again(&kit.backend, &token, "192.0.2.1").await.expect("answers"));
    }
    assert_eq!(count(&kit, wanted).await, 1);
    outbox::run_once(&kit.backend).await.expect("runs");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM mailbox WHERE recipient = 'olga@acme.example' AND subject LIKE '%asks for a new%'").await, 1);
    kit.backend.clock.advance(DAY);
    assert!(ask_again(&kit.backend, &token, "").await.expect("answers"));
    assert_eq!(count(&kit, wanted).await, 2);
    resend(&owner, &id).await.expect("renewed");
    outbox::run_once(&kit.backend).await.expect("runs");
    assert_eq!(
        count(&kit, "SELECT COUNT(*) FROM mailbox WHERE recipient = 'olga@acme.example' AND subject LIKE '%asks for a new%'").await,
        1,
        "it no longer applies"
    );
});

// A link is the role that it gives to whoever opens it first.
on_both!(nobody_gets_a_link_above_their_own_role, async |kit: Kit| {
    let mut kit = kit;
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let mel = kit.member("acme", Role::Member, "mel@acme.example").await;
    let mona = kit.member("acme", Role::Manager, "mona@acme.example").await;
    // Mel asked for all of them, and the owner approved: they are Mel's own.
    let mut asked = Vec::new();
    for role in Role::ALL {
        let result = send(&mel, batch(&role.to_string(), vec![group(&[&format!("{role}@x.example")], role, &[])])).await.expect("a send");
        let Outcome::Requested { invitation } = &result.rows[0].outcome else { panic!("{result:?}") };
        approve(&owner, vec![Approval { request: invitation.clone(), role, teams: Vec::new() }]).await.expect("approved");
        asked.push((role, invitation.clone()));
    }
    // With mail a resend shows nobody a link; without, it does.
    kit.backend.settings = std::sync::Arc::new(crate::Settings { mail: crate::Mail::None, ..(*kit.backend.settings).clone() });
    for (who, mine) in [(&mel, Role::Member), (&mona, Role::Manager), (&owner, Role::Owner)] {
        for (role, id) in &asked {
            let may = *role <= mine;
            assert_eq!(copy_link(who, id).await.is_ok(), may, "{mine} copies the link of {role}");
            let mut by_hand = who.clone();
            by_hand.actor.backend = kit.backend.clone();
            assert_eq!(resend(&by_hand, id).await.is_ok(), may, "{mine} gets a new link of {role}");
            assert!(resend(who, id).await.expect("a message").is_none(), "{mine} resends to {role}");
        }
    }
});

on_both!(whoever_holds_a_revoked_link_may_ask_once_a_day, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (id, token) = invite(&owner, "ana@x.example", Role::Member).await;
    revoke(&owner, &id).await.expect("revoked");
    assert!(ask_again(&kit.backend, &token, "192.0.2.1").await.expect("answers"));
    assert!(ask_again(&kit.backend, &token, "192.0.2.1").await.expect("answers"));
    outbox::run_once(&kit.backend).await.expect("runs");
    let told = "SELECT COUNT(*) FROM mailbox WHERE recipient = 'olga@acme.example' AND text_body LIKE '%was revoked%'";
    assert_eq!(count(&kit, told).await, 1);
    // Invited again meanwhile: there is nothing to ask for.
    kit.backend.clock.advance(DAY);
    assert!(ask_again(&kit.backend, &token, "").await.expect("answers"));
    send(&owner, batch("again", vec![group(&["ana@x.example"], Role::Member, &[])])).await.expect("a send");
    outbox::run_once(&kit.backend).await.expect("runs");
    assert_eq!(count(&kit, told).await, 1);
});

on_both!(the_list_says_when_a_reminder_left_and_when_the_next_one_will, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    invite(&owner, "ana@x.example", Role::Member).await;
    outbox::run_once(&kit.backend).await.expect("runs");
    let sent = kit.backend.clock.now();
    let seen = async || {
        let row = pending(&owner).await.expect("reads").remove(0);
        (row.reminded_at, row.next_reminder)
    };
    assert_eq!(seen().await, (None, Some(sent.plus(2 * DAY))));
    kit.backend.clock.advance(2 * DAY);
    remind(&kit.backend).await.expect("runs");
    outbox::run_once(&kit.backend).await.expect("runs");
    assert_eq!(seen().await, (Some(sent.plus(2 * DAY)), Some(sent.plus(5 * DAY))));
    kit.backend.clock.advance(27 * DAY);
    remind(&kit.backend).await.expect("runs");
    outbox::run_once(&kit.backend).await.expect("runs");
    assert_eq!(seen().await, (Some(sent.plus(29 * DAY)), None));
});

on_both!(a_newer_invitation_that_has_lapsed_unnoticed_is_not_in_the_way_of_a_renewal, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (old, _) = invite(&owner, "ana@x.example", Role::Member).await;
    kit.backend.clock.advance(30 * DAY);
    expire(&kit.backend).await.expect("runs");
    send(&owner, batch("newer", vec![group(&["ana@x.example"], Role::Member, &[])])).await.expect("a send");
    kit.backend.clock.advance(30 * DAY);
    resend(&owner, &old).await.expect("renewed");
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations WHERE state = 'pending'").await, 1);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations WHERE state = 'expired'").await, 1);
});
