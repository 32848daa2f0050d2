use super::*;
use crate::{access::Access, on_both, organizations, testing::Kit};
use model::{error::ApiError, organization::SettingsForm, role::Role, team::NewTeam};

fn named(name: &str) -> NewTeam {
    NewTeam { name: name.into(), projects: Vec::new() }
}

async fn again(access: &Access) -> Access {
    access.actor.enter(&access.organization.slug).await.unwrap()
}

on_both!(a_team_is_made_with_its_maker_and_projects, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let project = kit.project("acme", "shop").await;
    let foreign = kit.project("globex", "other").await;
    let access = kit.member("acme", Role::Member, "a@acme.example").await;
    let team = create(&access, &NewTeam { name: "Back end".into(), projects: vec![project] }).await.unwrap();
    assert!(team.own && team.slug == "back-end");
    assert_eq!(create(&access, &named("Back end")).await.unwrap().slug, "back-end-2");
    assert!(matches!(create(&access, &NewTeam { name: "Thief".into(), projects: vec![foreign] }).await.unwrap_err().into_api(), ApiError::NotFound));
    let access = again(&access).await;
    let rows = list(&access).await.unwrap();
    assert_eq!(rows.iter().map(|row| (row.members, row.projects)).collect::<Vec<_>>(), [(1, 1), (1, 0)]);
    let detail = detail(&access, "back-end").await.unwrap();
    assert!(detail.may_add && !detail.may_manage && detail.members[0].me && detail.projects.len() == 1);
    for bad in ["", "\u{7}", "--"] {
        assert!(create(&access, &named(bad)).await.is_err(), "{bad:?}");
    }
});

on_both!(who_may_add_and_manage, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "o@acme.example").await;
    let admin = kit.member("acme", Role::Admin, "a@acme.example").await;
    let member = kit.member("acme", Role::Member, "m@acme.example").await;
    let team = create(&owner, &named("Core")).await.unwrap();
    let (admin, member, owner) = (again(&admin).await, again(&member).await, again(&owner).await);
    assert!(rename(&admin, &team.id, "X").await.is_err(), "not the admin’s own team");
    join(&member, &team.id).await.unwrap();
    leave(&member, &team.id).await.unwrap();
    let closed = SettingsForm { name: "Acme".into(), settings: model::organization::Settings { open_teams: false, ..owner.settings().clone() } };
    organizations::update_settings(&owner, closed).await.unwrap();
    let (admin, member, owner) = (again(&admin).await, again(&member).await, again(&owner).await);
    assert!(join(&member, &team.id).await.is_err());
    assert!(add_member(&admin, &team.id, &admin.membership).await.is_err());
    add_member(&owner, &team.id, &admin.membership).await.unwrap();
    add_member(&owner, &team.id, &admin.membership).await.unwrap();
    let admin = again(&admin).await;
    add_member(&admin, &team.id, &member.membership).await.unwrap();
    rename(&admin, &team.id, "Kernel").await.unwrap();
    let member = again(&member).await;
    assert!(remove_member(&member, &team.id, &admin.membership).await.is_err());
    remove_member(&admin, &team.id, &member.membership).await.unwrap();
    assert_eq!(detail(&again(&owner).await, "core").await.unwrap().members.len(), 2);
    delete(&admin, &team.id).await.unwrap();
    assert!(list(&again(&owner).await).await.unwrap().is_empty());
});

on_both!(other_organizations_teams_and_members_are_not_there, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let ana = kit.member("acme", Role::Owner, "a@acme.example").await;
    let bob = kit.member("globex", Role::Owner, "b@globex.example").await;
    let theirs = create(&bob, &named("Theirs")).await.unwrap();
    let mine = create(&ana, &named("Mine")).await.unwrap();
    let ana = again(&ana).await;
    for refused in [
        join(&ana, &theirs.id).await,
        delete(&ana, &theirs.id).await,
        rename(&ana, &theirs.id, "X").await,
        add_member(&ana, &mine.id, &bob.membership).await,
    ] {
        assert!(matches!(refused.unwrap_err().into_api(), ApiError::NotFound));
    }
});
