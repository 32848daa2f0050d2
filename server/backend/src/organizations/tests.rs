//! The kit itself: a member enters their own organization and no other.

use crate::{members, on_both, organizations, testing::Kit};
use model::{organization::SettingsForm, role::Role};

on_both!(a_member_enters_only_their_own_organization, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    let access = kit.member("acme", Role::Admin, "ana@acme.example").await;
    assert_eq!(access.role, Role::Admin);
    assert!(access.actor.enter("globex").await.is_err());
    assert!(access.actor.enter("nowhere").await.is_err());
});

on_both!(settings_by_permission, async |kit: Kit| {
    use model::organization::SettingsForm;
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "o@acme.example").await;
    let manager = kit.member("acme", Role::Manager, "m@acme.example").await;
    let admin = kit.member("acme", Role::Admin, "a@acme.example").await;
    let form = |change: &dyn Fn(&mut model::organization::Settings)| {
        let mut settings = owner.settings().clone();
        change(&mut settings);
        SettingsForm { name: "Acme".into(), settings }
    };
    assert!(organizations::update_settings(&admin, form(&|s| s.members_invite = true)).await.is_err());
    assert!(organizations::update_settings(&manager, form(&|s| s.default_role = Role::Admin)).await.is_err());
    assert!(organizations::update_settings(&owner, form(&|s| s.invitation_days = 8)).await.is_err());
    assert!(organizations::update_settings(&owner, form(&|s| s.allowed_domains = vec!["no domain".into()])).await.is_err());
    let saved = organizations::update_settings(
        &manager,
        form(&|s| {
            s.members_invite = true;
            s.allowed_domains = vec!["@Acme.example, b.example".into(), "b.example".into()];
        }),
    )
    .await
    .unwrap();
    assert_eq!(saved.settings.allowed_domains, ["acme.example", "b.example"]);
    let now = owner.actor.enter("acme").await.unwrap();
    assert_eq!(now.organization, saved);
    let (request, days): (Option<i64>, Option<i64>) =
        crate::db::query("SELECT members_request, invitation_days FROM organizations").one(&kit.backend.db).await.unwrap();
    assert_eq!((request, days), (None, None), "what nobody chose stays open");
});

on_both!(the_shell_knows_organizations_projects_and_waiting_requests, async |kit: Kit| {
    kit.organization("acme").await;
    kit.organization("globex").await;
    kit.project("acme", "shop").await;
    kit.project("globex", "other").await;
    let owner = kit.member("acme", Role::Owner, "o@acme.example").await;
    let shell = organizations::shell(&owner).await.unwrap();
    assert_eq!(shell.projects.iter().map(|project| project.slug.as_str()).collect::<Vec<_>>(), ["shop"]);
    assert_eq!(shell.me.organizations.len(), 1);
    assert_eq!(shell.requests_waiting, 0);
    assert!(organizations::create(&owner.actor, "Second").await.is_err(), "sign-up is closed");
});

on_both!(a_stale_form_writes_only_what_was_changed_in_it, async |kit: Kit| {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    let max = kit.member("acme", Role::Manager, "max@acme.example").await;
    let shown = SettingsForm { name: owner.organization.name.clone(), settings: owner.settings().clone() };
    let mut hers = shown.clone();
    hers.settings.members_invite = true;
    hers.settings.default_role = Role::Admin;
    organizations::save_settings(&owner, hers, Some(shown.clone())).await.unwrap();
    // The manager's page still shows what was before.
    let mut his = shown.clone();
    his.settings.invitation_days = 7;
    let saved = organizations::save_settings(&max, his.clone(), Some(shown.clone())).await.unwrap().settings;
    assert!(saved.members_invite && saved.default_role == Role::Admin && saved.invitation_days == 7, "{saved:?}");
    members::change_role(&owner, &max.membership, Role::Member).await.unwrap();
    assert!(organizations::save_settings(&max, his, Some(shown)).await.is_err(), "the role that he has now counts");
});
