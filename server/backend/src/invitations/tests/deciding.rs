//! Requests: listed, approved, denied, withdrawn.

use super::{super::*, batch, count, group, invite, outsider, sql, team};
use crate::{Error, access::Access, on_both, testing::Kit};
use model::{
    error::ApiError,
    id::{InvitationId, TeamId},
    invitation::{Outcome, State},
    request::{Approval, Asker, DecisionOutcome, Verdict},
    role::Role,
    time::{DAY, MINUTE},
};

/// A member's request.
pub(super) async fn ask(member: &Access, address: &str, role: Role, teams: &[&TeamId]) -> InvitationId {
    let result = send(member, batch(&format!("ask {address}"), vec![group(&[address], role, teams)])).await.expect("a send");
    match &result.rows[0].outcome {
        Outcome::Requested { invitation } => invitation.clone(),
        other => panic!("not requested: {other:?}"),
    }
}

pub(super) fn yes(request: &InvitationId, role: Role, teams: &[&TeamId]) -> Vec<Approval> {
    vec![Approval { request: request.clone(), role, teams: teams.iter().map(|team| (*team).clone()).collect() }]
}

/// Approves one and answers its outcome.
pub(super) async fn approve_one(access: &Access, request: &InvitationId, role: Role) -> DecisionOutcome {
    approve(access, yes(request, role, &[])).await.expect("answers").remove(0).outcome
}

pub(super) fn refusal(outcome: DecisionOutcome) -> ApiError {
    match outcome {
        DecisionOutcome::Refused { error } => error,
        other => panic!("not refused: {other:?}"),
    }
}

on_both!(a_request_is_shown_approved_and_arrives, async |kit: Kit| {
    kit.organization("acme").await;
    let (shop, ops) = (team(&kit, "acme", "shop").await, team(&kit, "acme", "ops").await);
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let member = kit.member("acme", Role::Member, "mel@acme.example").await;
    let member = member.actor.enter("acme").await.expect("teams are known");
    let id = ask(&member, "ana@x.example", Role::Member, &[&shop]).await;
    let shown = requests(&owner).await.expect("reads").remove(0);
    assert_eq!((shown.state, shown.role, shown.refusal, shown.withdrawable, shown.returned), (State::Requested, Role::Member, None, false, false));
    assert_eq!(shown.teams, [(shop.clone(), "shop".to_owned())]);
    assert!(matches!(shown.asker, Asker::Member { name, .. } if name == "mel"));
    let own = requests(&member).await.expect("reads").remove(0);
    assert!(own.withdrawable && own.refusal.is_some());
    kit.backend.clock.advance(MINUTE);
    let outcome = approve(&owner, yes(&id, Role::Admin, &[&ops])).await.expect("answers").remove(0).outcome;
    let DecisionOutcome::Invited { link: Some(link) } = outcome else { panic!("{outcome:?}") };
    let decided = requests(&member).await.expect("reads").remove(0);
    let decision = decided.decision.expect("decided");
    assert_eq!((decision.verdict, decision.by.as_str(), decided.role, decided.withdrawable), (Verdict::Approved, "olga", Role::Admin, false));
    assert_eq!(decided.teams, [(ops, "ops".to_owned())]);
    let ana = outsider(&kit, "ana@x.example").await;
    join(&ana, link.rsplit_once('#').expect("a token").1).await.expect("answers").expect("works");
    let ana = ana.enter("acme").await.expect("a member");
    assert_eq!((ana.role, ana.teams.iter().filter(|team| team.own).count()), (Role::Admin, 1));
    for (what, expected) in [
        ("SELECT COUNT(*) FROM audit_log WHERE action = 'invite_request.approved'", 1),
        ("SELECT COUNT(*) FROM analytics_events WHERE name = 'invite_request.approved'", 1),
        ("SELECT COUNT(*) FROM outbox WHERE kind = 'invitation'", 1),
        ("SELECT COUNT(*) FROM memberships", 3),
    ] {
        assert_eq!(count(&kit, what).await, expected, "{what}");
    }
});

on_both!(a_refused_approval_changes_nothing, async |kit: Kit| {
    kit.organization("acme").await;
    let shop = team(&kit, "acme", "shop").await;
    let manager = kit.member("acme", Role::Manager, "mia@acme.example").await;
    let member = kit.member("acme", Role::Member, "mel@acme.example").await.actor.enter("acme").await.expect("teams are known");
    let (plain, grand) = (ask(&member, "ana@x.example", Role::Member, &[&shop]).await, ask(&member, "bob@x.example", Role::Owner, &[]).await);
    let gone = TeamId("gone".into());
    let before = requests(&manager).await.expect("reads");
    assert!(before.iter().any(|row| row.refusal.as_deref() == Some("Only owners decide requests for owners.")));
    let records = "SELECT COUNT(*) FROM audit_log";
    let recorded = count(&kit, records).await;
    for (what, request, role, teams) in [
        ("a manager gives owner", &plain, Role::Owner, vec![]),
        ("a manager decides an owner’s request", &grand, Role::Owner, vec![]),
        ("nor at a lower role", &grand, Role::Member, vec![]),
        ("a team that is gone", &plain, Role::Member, vec![&shop, &gone]),
        ("no request", &InvitationId("gone".into()), Role::Member, vec![]),
    ] {
        let outcome = approve(&manager, yes(request, role, &teams)).await.expect("answers").remove(0).outcome;
        assert!(matches!(outcome, DecisionOutcome::Refused { .. }), "{what}: {outcome:?}");
    }
    assert!(matches!(refusal(deny(&manager, vec![grand], None).await.expect("answers").remove(0).outcome), ApiError::Forbidden { .. }));
    sql(&kit, "UPDATE organizations SET allowed_domains = 'acme.example'").await;
    let strict = manager.actor.enter("acme").await.expect("a member");
    assert!(matches!(refusal(approve_one(&strict, &plain, Role::Member).await), ApiError::Invalid { field, .. } if field == "address"));
    kit.member("acme", Role::Member, "ana@x.example").await;
    assert!(matches!(refusal(approve_one(&manager, &plain, Role::Member).await), ApiError::Conflict { .. }));
    assert_eq!(requests(&manager).await.expect("reads"), before);
    assert_eq!((count(&kit, records).await, count(&kit, "SELECT COUNT(*) FROM outbox WHERE kind = 'invitation'").await), (recorded, 0));
    assert!(matches!(approve(&member, yes(&plain, Role::Member, &[])).await, Err(Error::Said(ApiError::Forbidden { .. }))));
});

on_both!(nobody_decides_a_request_of_their_own, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let member = kit.member("acme", Role::Member, "mel@acme.example").await;
    let id = ask(&member, "ana@x.example", Role::Member, &[]).await;
    sql(&kit, "UPDATE memberships SET role = 'owner'").await;
    let promoted = member.actor.enter("acme").await.expect("a member");
    assert!(matches!(refusal(approve_one(&promoted, &id, Role::Member).await), ApiError::Forbidden { .. }));
    assert!(matches!(refusal(deny(&promoted, vec![id.clone()], None).await.expect("answers").remove(0).outcome), ApiError::Forbidden { .. }));
    assert!(matches!(approve_one(&owner, &id, Role::Member).await, DecisionOutcome::Invited { .. }));
});

on_both!(whoever_comes_second_hears_who_was_first, async |kit: Kit| {
    kit.organization("acme").await;
    let (ana, otto) = (kit.member("acme", Role::Owner, "ana@acme.example").await, kit.member("acme", Role::Owner, "otto@acme.example").await);
    let member = kit.member("acme", Role::Member, "mel@acme.example").await;
    let (one, two, three) = (
        ask(&member, "a@x.example", Role::Member, &[]).await,
        ask(&member, "b@x.example", Role::Member, &[]).await,
        ask(&member, "c@x.example", Role::Member, &[]).await,
    );
    approve_one(&ana, &one, Role::Member).await;
    deny(&ana, vec![two.clone()], Some("We don’t know them.")).await.expect("answers");
    withdraw(&member, &three).await.expect("withdrawn");
    kit.backend.clock.advance(2 * MINUTE);
    let outcomes = deny(&otto, vec![one.clone(), two.clone(), three.clone()], None).await.expect("answers");
    let reasons: Vec<_> = outcomes
        .into_iter()
        .map(|row| match row.outcome {
            DecisionOutcome::AlreadyDecided { reason } => reason,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(reasons, ["ana approved this 2 minutes ago.", "ana denied this 2 minutes ago.", "mel withdrew this 2 minutes ago."]);
    let mine = approve(&ana, yes(&one, Role::Member, &[])).await.expect("answers").remove(0).outcome;
    assert_eq!(mine, DecisionOutcome::AlreadyDecided { reason: "You approved this 2 minutes ago.".into() });
    for id in [&one, &two, &three] {
        assert!(matches!(withdraw(&member, id).await, Err(Error::Said(ApiError::Conflict { .. }))));
        assert!(matches!(withdraw(&otto, id).await, Err(Error::Said(ApiError::NotFound))));
    }
    let denied = requests(&member).await.expect("reads").into_iter().find(|row| row.id == two).expect("in sight");
    assert_eq!(denied.decision.and_then(|decision| decision.reason).as_deref(), Some("We don’t know them."));
    kit.backend.clock.advance(31 * DAY);
    assert!(requests(&otto).await.expect("reads").is_empty());
});

on_both!(many_are_decided_at_once_and_each_has_an_outcome, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let member = kit.member("acme", Role::Member, "mel@acme.example").await;
    let mut ids = Vec::new();
    for n in 0..9 {
        ids.push(ask(&member, &format!("a{n}@x.example"), Role::Member, &[]).await);
    }
    let seven = ids[..7].iter().flat_map(|id| yes(id, Role::Member, &[])).chain(yes(&ids[0], Role::Member, &[])).collect();
    let outcomes = approve(&owner, seven).await.expect("answers");
    assert!(outcomes[..7].iter().all(|row| matches!(row.outcome, DecisionOutcome::Invited { .. })));
    assert!(matches!(outcomes[7].outcome, DecisionOutcome::AlreadyDecided { .. }), "the same twice");
    let denied = deny(&owner, ids[7..].to_vec(), Some("Too many for now.")).await.expect("answers");
    assert!(denied.iter().all(|row| row.outcome == DecisionOutcome::Denied));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM invitations WHERE state = 'requested'").await, 0);
    assert!(approve(&owner, Vec::new()).await.is_err());
    assert!(deny(&owner, ids, Some(&"x".repeat(501))).await.is_err());
});

on_both!(an_outsider_with_an_account_is_a_member_on_approval, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (proved, unknown) = (outsider(&kit, "ana@x.example").await, "bob@x.example");
    for (id, address) in [("1", "ana@x.example"), ("2", unknown)] {
        let mut tx = kit.backend.db.begin().await.expect("begin");
        crate::db::query(
            "INSERT INTO invitations (id, organization_id, email_key, address, name, state, role, source, message, created_at, expires_at)
             VALUES ($1, $2, $3, $3, 'Ana', 'requested', 'member', 'join_request', 'Hello', $4, $4)",
        )
        .bind(id)
        .bind(&owner.organization.id)
        .bind(address)
        .bind(kit.backend.clock.now())
        .execute(&mut tx)
        .await
        .expect("a request to join");
        tx.commit().await.expect("commit");
    }
    assert!(requests(&owner).await.expect("reads").iter().all(|row| row.asker == Asker::Outsider && row.message.as_deref() == Some("Hello")));
    assert_eq!(approve_one(&owner, &InvitationId("1".into()), Role::Admin).await, DecisionOutcome::Joined);
    assert_eq!(proved.enter("acme").await.expect("a member").role, Role::Admin);
    assert!(matches!(approve_one(&owner, &InvitationId("2".into()), Role::Member).await, DecisionOutcome::Invited { .. }));
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM audit_log WHERE action = 'join_request.approved'").await, 2);
    assert_eq!(count(&kit, "SELECT COUNT(*) FROM analytics_events WHERE name = 'invitation.accepted'").await, 1);
});

on_both!(role_and_teams_of_a_pending_invitation_change, async |kit: Kit| {
    kit.organization("acme").await;
    let shop = team(&kit, "acme", "shop").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let manager = kit.member("acme", Role::Manager, "mia@acme.example").await;
    let member = kit.member("acme", Role::Member, "mel@acme.example").await;
    let (id, token) = invite(&manager, "ana@x.example", Role::Member).await;
    assert!(matches!(change(&member, &id, Role::Member, &[]).await, Err(Error::Said(ApiError::NotFound))));
    assert!(matches!(change(&manager, &id, Role::Owner, &[]).await, Err(Error::Said(ApiError::Forbidden { .. }))));
    assert!(matches!(change(&manager, &id, Role::Admin, &[TeamId("gone".into())]).await, Err(Error::Said(ApiError::Invalid { .. }))));
    change(&owner, &id, Role::Owner, &[shop]).await.expect("changed");
    assert!(matches!(change(&manager, &id, Role::Member, &[]).await, Err(Error::Said(ApiError::Forbidden { .. }))));
    let ana = outsider(&kit, "ana@x.example").await;
    join(&ana, &token).await.expect("answers").expect("whoever changed it can give it");
    assert_eq!(ana.enter("acme").await.expect("a member").role, Role::Owner);
});

on_both!(many_are_resent_and_revoked_at_once, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let (one, _) = invite(&owner, "ana@x.example", Role::Member).await;
    let (two, _) = invite(&owner, "bob@x.example", Role::Member).await;
    revoke(&owner, &two).await.expect("revoked");
    let ids = vec![one, two, InvitationId("gone".into())];
    let outcome = |rows: Vec<model::request::Managed>| rows.into_iter().map(|row| row.error.map(|error| error.status())).collect::<Vec<_>>();
    assert_eq!(outcome(resend_many(&owner, ids.clone()).await.expect("answers")), [None, Some(409), Some(404)]);
    assert_eq!(outcome(revoke_many(&owner, ids).await.expect("answers")), [None, Some(409), Some(404)]);
    assert!(revoke_many(&owner, Vec::new()).await.is_err());
});
