//! An invitation that is asked to be moved to another address.

use super::{
    super::*,
    count,
    deciding::{approve_one, refusal},
    invite, outsider, sql, team,
};
use crate::{Error, access::Actor, on_both, testing::Kit};
use model::{
    error::ApiError,
    id::InvitationId,
    invitation::{DeadLink, State, Viewer},
    request::{Asker, DecisionOutcome},
    role::Role,
    time::DAY,
};

fn conflict(answer: crate::Result<std::result::Result<(), DeadLink>>) -> String {
    match answer {
        Err(Error::Said(ApiError::Conflict { reason })) => reason,
        other => panic!("{other:?}"),
    }
}

async fn moved(owner: &crate::access::Access) -> InvitationId {
    requests(owner).await.expect("reads").into_iter().find(|row| row.state == State::Requested).expect("a request").id
}

async fn start(kit: &Kit) -> (crate::access::Access, InvitationId, String, Actor) {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (id, token) = invite(&owner, "ana@work.example", Role::Admin).await;
    let ana = outsider(kit, "ana@home.example").await;
    (owner, id, token, ana)
}

on_both!(a_moved_invitation_takes_its_asker_in_and_ends_the_old_one, async |kit: Kit| {
    let (owner, id, token, ana) = start(&kit).await;
    let shop = team(&kit, "acme", "shop").await;
    let owner = owner.actor.enter("acme").await.expect("teams are known");
    change(&owner, &id, Role::Admin, &[shop]).await.expect("changed");
    for _ in 0..2 {
        ask_to_move(&ana, &token).await.expect("answers").expect("works");
    }
    let shown = requests(&owner).await.expect("reads");
    assert_eq!(shown.len(), 1, "asking twice is asking once");
    assert!(matches!(&shown[0].asker, Asker::Moving { from } if from.address() == "ana@work.example"));
    assert_eq!((shown[0].role, shown[0].teams.len(), shown[0].refusal.as_deref()), (Role::Admin, 1, None));
    assert!(preview(&kit.backend, &token, None).await.expect("reads").is_ok(), "the link goes on working");
    let seen = preview(&kit.backend, &token, Some(&ana)).await.expect("reads").expect("works");
    assert!(matches!(seen.viewer, Viewer::Mismatch { asked: true, .. }));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM analytics_events WHERE name = 'invitation.opened'").await, 1);
    assert_eq!(approve_one(&owner, &shown[0].id, Role::Admin).await, DecisionOutcome::Joined);
    assert_eq!(ana.enter("acme").await.expect("a member").role, Role::Admin);
    assert_eq!(preview(&kit.backend, &token, None).await.expect("reads"), Err(DeadLink::Revoked));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM audit_log WHERE action IN ('invitation.moved', 'invitation.move_requested')").await, 2);
});

on_both!(a_denied_move_uses_nothing_up, async |kit: Kit| {
    let (owner, _, token, ana) = start(&kit).await;
    ask_to_move(&ana, &token).await.expect("answers").expect("works");
    deny(&owner, vec![moved(&owner).await], Some("Use your work address.")).await.expect("answers");
    assert!(conflict(ask_to_move(&ana, &token).await).contains("lately"));
    let work = outsider(&kit, "ana@work.example").await;
    join(&work, &token).await.expect("answers").expect("it still works");
    assert!(ana.enter("acme").await.is_err());
});

on_both!(moves_end_with_their_invitation, async |kit: Kit| {
    let (owner, id, token, ana) = start(&kit).await;
    ask_to_move(&ana, &token).await.expect("answers").expect("works");
    let request = moved(&owner).await;
    let work = outsider(&kit, "ana@work.example").await;
    join(&work, &token).await.expect("answers").expect("works");
    assert!(matches!(approve_one(&owner, &request, Role::Admin).await, DecisionOutcome::AlreadyDecided { .. }));
    assert_eq!(ask_to_move(&ana, &token).await.expect("answers"), Err(DeadLink::Used));
    let (_, token) = invite(&owner, "bob@work.example", Role::Member).await;
    ask_to_move(&ana, &token).await.expect("answers").expect("works");
    let request = moved(&owner).await;
    // However it came about: an approval looks at the invitation that it moves again.
    sql(&kit, "UPDATE invitations SET state = 'revoked' WHERE address = 'bob@work.example'").await;
    assert!(matches!(refusal(approve_one(&owner, &request, Role::Member).await), ApiError::Conflict { .. }));
    drop(id);
});

on_both!(who_may_not_have_it_moved, async |kit: Kit| {
    let (owner, _, token, ana) = start(&kit).await;
    assert!(conflict(ask_to_move(&owner.actor, &token).await).contains("member already"));
    let work = outsider(&kit, "ana@work.example").await;
    assert!(conflict(ask_to_move(&work, &token).await).contains("yours"));
    assert_eq!(ask_to_move(&ana, "nonsense").await.expect("answers"), Err(DeadLink::Unknown));
    sql(&kit, "UPDATE organizations SET allowed_domains = 'work.example'").await;
    assert!(conflict(ask_to_move(&ana, &token).await).contains("work.example"));
    sql(&kit, "UPDATE organizations SET allowed_domains = NULL").await;
    sql(&kit, "UPDATE account_emails SET verified_at = NULL WHERE email_key = 'ana@home.example'").await;
    assert!(conflict(ask_to_move(&ana, &token).await).contains("Confirm"));
    sql(&kit, "UPDATE account_emails SET verified_at = 1 WHERE email_key = 'ana@home.example'").await;
    invite(&owner, "ana@home.example", Role::Member).await;
    assert!(conflict(ask_to_move(&ana, &token).await).contains("mailbox"));
    kit.backend.clock.advance(30 * DAY);
    assert_eq!(ask_to_move(&ana, &token).await.expect("answers"), Err(DeadLink::Lapsed));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations WHERE moved_from IS NOT NULL").await, 0);
});
