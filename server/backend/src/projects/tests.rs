use super::*;
use crate::{on_both, teams, testing::Kit};
use model::{error::ApiError, project::NewProject, role::Role, team::NewTeam};

fn shop() -> NewProject {
    NewProject { name: "Shop".into(), platform: "python".into(), teams: Vec::new() }
}

on_both!(a_project_is_made_with_a_key, async |kit: Kit| {
    kit.organization("acme").await;
    let access = kit.member("acme", Role::Member, "a@acme.example").await;
    let team = teams::create(&access, &NewTeam { name: "Core".into(), projects: Vec::new() }).await.unwrap();
    let access = access.actor.enter("acme").await.unwrap();
    let made = create(&access, &NewProject { teams: vec![team.id.clone()], ..shop() }).await.unwrap();
    assert_eq!(made.slug, "shop");
    let second = create(&access, &shop()).await.unwrap();
    assert_eq!(second.slug, "shop-2");
    assert!(second.id > made.id);
    let detail = detail(&access, "shop").await.unwrap();
    assert_eq!(detail.teams.len(), 1);
    assert!(!detail.may_manage && detail.keys.len() == 1);
    assert_eq!(detail.keys[0].dsn, format!("https://{}@muster.example/{}", detail.keys[0].public_key, made.id));
    assert_eq!(detail.keys[0].public_key.len(), 32);
    for (bad, field) in [(NewProject { name: "\n".into(), ..shop() }, "project"), (NewProject { platform: "cobol".into(), ..shop() }, "platform")] {
        assert!(matches!(create(&access, &bad).await.unwrap_err().into_api(), ApiError::Invalid { field: found, .. } if found == field));
    }
});

on_both!(keys_rotate_and_stop, async |kit: Kit| {
    kit.organization("acme").await;
    let admin = kit.member("acme", Role::Admin, "a@acme.example").await;
    let member = kit.member("acme", Role::Member, "m@acme.example").await;
    create(&admin, &shop()).await.unwrap();
    let first = detail(&admin, "shop").await.unwrap().keys.remove(0);
    assert!(create_key(&member, "shop", "More").await.is_err());
    assert!(rotate_key(&member, "shop", &first.public_key).await.is_err());
    let next = rotate_key(&admin, "shop", &first.public_key).await.unwrap();
    assert_ne!(next.public_key, first.public_key);
    assert_eq!(setup(&admin, "shop").await.unwrap().dsn, Some(next.dsn.clone()));
    disable_key(&admin, "shop", &next.public_key, false).await.unwrap();
    assert_eq!(setup(&admin, "shop").await.unwrap().dsn, None);
    disable_key(&admin, "shop", &next.public_key, true).await.unwrap();
    assert!(matches!(disable_key(&admin, "shop", "00", false).await.unwrap_err().into_api(), ApiError::NotFound));
    assert_eq!(detail(&admin, "shop").await.unwrap().keys.iter().filter(|key| key.disabled_at.is_some()).count(), 1);
});

on_both!(other_organizations_projects_are_not_there, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let owner = kit.member("acme", Role::Owner, "o@acme.example").await;
    kit.project("globex", "theirs").await;
    for refused in [
        detail(&owner, "theirs").await.map(|_| ()),
        setup(&owner, "theirs").await.map(|_| ()),
        update(&owner, "theirs", &shop()).await,
        delete(&owner, "theirs", "theirs").await,
        create_key(&owner, "theirs", "x").await.map(|_| ()),
    ] {
        assert!(matches!(refused.unwrap_err().into_api(), ApiError::NotFound));
    }
});

on_both!(a_project_changes_and_goes, async |kit: Kit| {
    kit.organization("acme").await;
    let admin = kit.member("acme", Role::Admin, "a@acme.example").await;
    let member = kit.member("acme", Role::Member, "m@acme.example").await;
    create(&admin, &shop()).await.unwrap();
    let to = NewProject { name: "Store".into(), platform: "node".into(), teams: Vec::new() };
    assert!(update(&member, "shop", &to).await.is_err());
    update(&admin, "shop", &to).await.unwrap();
    assert_eq!(detail(&admin, "shop").await.unwrap().project.name, "Store");
    assert!(matches!(delete(&admin, "shop", "Shop").await.unwrap_err().into_api(), ApiError::Invalid { .. }));
    delete(&admin, "shop", "Store").await.unwrap();
    assert!(links(&admin).await.unwrap().is_empty());
});
