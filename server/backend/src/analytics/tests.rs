//! The funnel, on both databases.

use super::{dialog, funnel, track};
use crate::{on_both, testing::Kit};
use model::{
    audit::{DialogMoment, FunnelRow},
    error::ApiError,
    invitation::Source,
    invite_mode::InviteMode,
    product_event::ProductEvent,
    role::Role,
    time::DAY,
};
use serde_json::json;

on_both!(each_doorway_has_its_funnel, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let quick = kit.member("acme", Role::Member, "quick@acme.example").await;
    let slow = kit.member("acme", Role::Member, "slow@acme.example").await;
    for _ in 0..3 {
        dialog(&owner, DialogMoment::Opened, Source::SuspectCommit, InviteMode::Direct).await.expect("noted");
    }
    dialog(&owner, DialogMoment::Closed, Source::SuspectCommit, InviteMode::Direct).await.expect("noted");
    let note = async |event: ProductEvent, account: Option<&crate::access::Access>, properties: serde_json::Value| {
        let mut tx = kit.backend.db.begin().await.expect("begin");
        let account = account.map(|access| &access.actor.account);
        track(&mut tx, &kit.backend.clock, &owner.organization.id, account, event, properties).await.expect("tracked");
        tx.commit().await.expect("commit");
    };
    for id in ["a", "a", "b"] {
        note(ProductEvent::InviteDialogSent, Some(&owner), json!({ "source": "suspect_commit", "invitation": id })).await;
    }
    note(ProductEvent::JoinRequestConfirmed, None, json!({ "source": "join_request", "invitation": "c" })).await;
    // Asked for: counts as sent once somebody has approved, and only then.
    for id in ["d", "e"] {
        note(ProductEvent::InviteDialogRequested, Some(&quick), json!({ "source": "suspect_commit", "invitation": id })).await;
    }
    note(ProductEvent::InviteRequestApproved, Some(&owner), json!({ "source": "suspect_commit", "invitation": "e" })).await;
    // Sent before this time, and so in none of its steps.
    note(ProductEvent::InvitationAccepted, Some(&quick), json!({ "source": "team_members", "invitation": "older" })).await;
    note(ProductEvent::InvitationAccepted, Some(&quick), json!({ "source": "suspect_commit", "invitation": "a" })).await;
    note(ProductEvent::InvitationAccepted, Some(&slow), json!({ "source": "suspect_commit", "invitation": "b" })).await;
    kit.backend.clock.advance(DAY);
    note(ProductEvent::MemberActive, Some(&quick), json!({ "action": "comment" })).await;
    kit.backend.clock.advance(30 * DAY);
    note(ProductEvent::MemberActive, Some(&slow), json!({ "action": "comment" })).await;
    let rows = funnel(&owner, 90).await.expect("a funnel");
    let row = |source, opened, asked, sent, accepted, active| FunnelRow { source, opened, asked, sent, accepted, active };
    assert_eq!(rows, [row(Source::SuspectCommit, 3, 4, 3, 2, 1), row(Source::JoinRequest, 0, 1, 0, 0, 0)]);
    assert!(funnel(&owner, 7).await.expect("a funnel").is_empty());
    funnel(&owner, 0).await.expect_err("no days");
    assert!(matches!(funnel(&quick, 90).await.expect_err("refused").into_api(), ApiError::Forbidden { .. }));
});
