//! The kit itself: a member enters their own organization and no other.

use crate::{on_both, testing::Kit};
use model::role::Role;

on_both!(a_member_enters_only_their_own_organization, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let access = kit.member("acme", Role::Admin, "ana@acme.example").await;
    assert_eq!(access.role, Role::Admin);
    assert!(access.actor.enter("globex").await.is_err());
    assert!(access.actor.enter("nowhere").await.is_err());
});
