use super::*;
use crate::{on_both, testing::Kit};
use model::{error::ApiError, role::Role};

on_both!(roles_have_a_ceiling, async |kit: Kit| {
    kit.organization("acme").await;
    kit.member("acme", Role::Owner, "keeper@acme.example").await;
    let (mut n, mut allowed) = (0, Vec::new());
    for mine in Role::ALL {
        let me = kit.member("acme", mine, &format!("me-{mine}@acme.example")).await;
        for from in Role::ALL {
            for to in Role::ALL {
                n += 1;
                let other = kit.member("acme", from, &format!("other{n}@acme.example")).await;
                if change_role(&me, &other.membership, to).await.is_ok() {
                    assert!(mine >= Role::Manager && from <= mine && to <= mine, "{mine}: {from} to {to}");
                    allowed.push((mine, from, to));
                }
                let removed = remove(&me, &other.membership).await.is_ok();
                let now = if allowed.last() == Some(&(mine, from, to)) { to } else { from };
                assert_eq!(removed, mine >= Role::Manager && now <= mine, "{mine} removes {now}");
            }
        }
    }
    assert_eq!(allowed.len(), 9 + 16);
});

on_both!(the_last_owner_stays, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "o@acme.example").await;
    assert!(matches!(change_role(&owner, &owner.membership, Role::Member).await.unwrap_err().into_api(), ApiError::Conflict { .. }));
    assert!(matches!(leave(&owner).await.unwrap_err().into_api(), ApiError::Conflict { .. }));
    let rows = list(&owner).await.unwrap();
    assert!(rows[0].me && rows[0].roles.is_empty() && !rows[0].removable);
    let second = kit.member("acme", Role::Owner, "p@acme.example").await;
    leave(&second).await.unwrap();
    assert!(second.actor.enter("acme").await.is_err(), "the session stays, the organization is closed");
});

on_both!(two_owners_cannot_demote_each_other_at_once, async |kit: Kit| {
    for round in 0..5 {
        let slug = format!("acme{round}");
        kit.organization(&slug).await;
        let one = kit.member(&slug, Role::Owner, &format!("one{round}@acme.example")).await;
        let two = kit.member(&slug, Role::Owner, &format!("two{round}@acme.example")).await;
        let (a, b) = (one.clone(), two.clone());
        let first = tokio::spawn(async move { change_role(&a, &b.membership, Role::Member).await });
        let (a, b) = (one.clone(), two.clone());
        let second = tokio::spawn(async move { remove(&b, &a.membership).await });
        let third = tokio::spawn(async move { leave(&two).await });
        let _ = (first.await.unwrap(), second.await.unwrap(), third.await.unwrap());
        let (owners,): (i64,) = crate::db::query(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM memberships m JOIN organizations o ON o.id = m.organization_id WHERE o.slug = $1 AND m.role = 'owner'",
        )
        .bind(&slug)
        .one(&kit.backend.db)
        .await
        .unwrap();
        assert!(owners >= 1, "an owner is left");
    }
});

on_both!(a_removed_member_holds_no_issues, async |kit: Kit| {
    let organization = kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "o@acme.example").await;
    let gone = kit.member("acme", Role::Member, "g@acme.example").await;
    let project = kit.project("acme", "shop").await;
    let mut tx = kit.backend.db.begin().await.unwrap();
    crate::db::query(
        "INSERT INTO issues (id, organization_id, project_id, number, title, culprit, level, platform, status, first_seen, last_seen, times_seen,
           people_seen, assignee_kind, assignee_id) VALUES ('i', $1, $2, 1, 't', 'c', 'error', 'python', 'unresolved', 1, 1, 1, 0, 'account', $3)",
    )
    .bind(&organization)
    .bind(project)
    .bind(&gone.actor.account)
    .execute(&mut tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    remove(&owner, &gone.membership).await.unwrap();
    let (kind,): (Option<String>,) = crate::db::query("SELECT assignee_kind FROM issues").one(&kit.backend.db).await.unwrap();
    assert_eq!(kind, None);
    let (said,): (String,) = crate::db::query("SELECT data FROM issue_activity WHERE issue_id = 'i'").one(&kit.backend.db).await.unwrap();
    assert!(said.contains("left"), "the issue says why: {said}");
    assert!(matches!(remove(&owner, &gone.membership).await.unwrap_err().into_api(), ApiError::NotFound));
});

on_both!(another_organizations_members_are_not_there, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let owner = kit.member("acme", Role::Owner, "o@acme.example").await;
    let other = kit.member("globex", Role::Member, "x@globex.example").await;
    assert!(matches!(change_role(&owner, &other.membership, Role::Admin).await.unwrap_err().into_api(), ApiError::NotFound));
    assert!(matches!(remove(&owner, &other.membership).await.unwrap_err().into_api(), ApiError::NotFound));
    assert_eq!(list(&owner).await.unwrap().len(), 1);
});
