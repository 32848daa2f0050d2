//! Ownership rules on both databases.

use super::{save, show};
use crate::{
    access::Access,
    events::{Body, Intake, Project, decode::Encoding, receive},
    invitations, issues, on_both, teams,
    testing::Kit,
};
use model::{
    error::ApiError,
    id::{IssueId, ProjectId},
    invitation::{Batch, Context, Group, Invitee, Source},
    issue::{ListRequest, Sort, What},
    role::Role,
    suspect_commit::Author,
};

async fn acme(kit: &Kit) -> (Access, ProjectId) {
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    kit.member("acme", Role::Member, "ben@acme.example").await;
    let shop = kit.project("acme", "shop").await;
    teams::create(&owner, &model::team::NewTeam { name: "Web".into(), projects: vec![shop] }).await.expect("team");
    (owner.actor.enter("acme").await.expect("a member"), shop)
}

async fn report(kit: &Kit, access: &Access, project: ProjectId, id: u32, file: &str) -> IssueId {
    let intake = Intake::start(kit.backend.clone());
    let event = serde_json::json!({ "event_id": format!("{id:032x}"), "platform": "python", "exception": { "values": [{ "type": format!("E{id}"), "value": "x",
        "stacktrace": { "frames": [{ "filename": file, "function": "f", "lineno": 7, "in_app": true }] } }] } });
    let body = Body { encoding: Encoding::Plain, wire: b"", received: kit.backend.clock.now(), client_address: None };
    let Ok(ready) = receive::event(event.to_string().as_bytes(), &body, None) else { panic!("reads") };
    let project = Project { id: project, organization: access.organization.id.clone() };
    intake.submit(&project, ready).await.expect("stored");
    intake.drain().await;
    let request = ListRequest { query: format!("E{id}"), project: None, sort: Sort::Newest, after: None };
    issues::list(access, &request).await.expect("list").issues.remove(0).id
}

async fn invite(access: &Access, address: &str) {
    let batch = Batch {
        key: address.into(),
        context: Context { source: Source::OwnershipRule, issue: None, intent: None, wanted_url: None },
        groups: vec![Group { invitees: vec![Invitee { address: address.into(), name: None }], role: Role::Member, teams: vec![] }],
        message: None,
    };
    invitations::send(access, batch).await.expect("sent");
}

on_both!(rules_are_kept_and_say_who_is_missing, async |kit: Kit| {
    let (owner, _) = acme(&kit).await;
    let ben = kit.member("acme", Role::Member, "bob@acme.example").await;
    invite(&owner, "ida@x.example").await;
    let text = "# Who knows what\npath:shop/* ben@acme.example #web\nmodule:till.* zoe@x.example ida@x.example";
    let kept = save(&owner, "shop", text, true).await.expect("saved");
    assert_eq!((kept.text.as_str(), kept.auto_assign), (text, true));
    let who: Vec<_> = kept.people.iter().map(|person| (person.address.key(), &person.who)).collect();
    assert!(matches!(
        who[..],
        [("ben@acme.example", Author::Member { .. }), ("zoe@x.example", Author::Nobody), ("ida@x.example", Author::Invited { .. })]
    ));
    assert_eq!(show(&ben, "shop").await.expect("members see them"), kept);
    for bad in ["path:a", "file:a ben@acme.example", "path:a #nobody", "path:a zoe"] {
        assert!(matches!(save(&owner, "shop", bad, true).await, Err(crate::Error::Said(ApiError::Invalid { .. }))), "{bad}");
    }
    assert!(matches!(save(&ben, "shop", "", false).await, Err(crate::Error::Said(ApiError::Forbidden { .. }))));
    assert_eq!(show(&owner, "shop").await.expect("kept").text, text);
    kit.organization("globex").await;
    let hank = kit.member("globex", Role::Owner, "hank@globex.example").await;
    assert!(show(&hank, "shop").await.is_err() && save(&hank, "shop", "", false).await.is_err(), "another organization’s");
});

on_both!(new_issues_go_to_the_owner_of_the_last_rule_that_fits, async |kit: Kit| {
    let (owner, shop) = acme(&kit).await;
    invite(&owner, "ida@x.example").await;
    let rules = "path:shop/* ben@acme.example\npath:shop/cart/* #web\npath:till/* zoe@x.example ida@x.example";
    save(&owner, "shop", rules, true).await.expect("saved");
    let who = async |issue: &IssueId| issues::detail(&owner, issue).await.expect("detail").summary.assignee.map(|assignee| assignee.label());
    let cart = report(&kit, &owner, shop, 1, "shop/cart/total.py").await;
    let price = report(&kit, &owner, shop, 2, "app/shop/price.py").await;
    let till = report(&kit, &owner, shop, 3, "till/drawer.py").await;
    let other = report(&kit, &owner, shop, 4, "other.py").await;
    assert_eq!(who(&cart).await.as_deref(), Some("#Web"));
    assert_eq!(who(&price).await.as_deref(), Some("ben"));
    assert_eq!(who(&till).await.as_deref(), Some("ida@x.example (invited)"), "the first who can be given it");
    assert_eq!(who(&other).await, None);
    let activity = issues::detail(&owner, &cart).await.expect("detail").activity;
    let entry = activity.last().expect("an entry");
    assert!(entry.who.is_none() && matches!(&entry.what, What::AssignedByRule { rule, .. } if rule == "path:shop/cart/*"), "{entry:?}");
    let menu = issues::assignee_choices(&owner, Some(&cart), "").await.expect("menu");
    let reasons: Vec<_> = menu.choices.iter().filter_map(|choice| choice.reason.as_deref()).collect();
    assert_eq!(reasons, ["owns path:shop/cart/*", "owns path:shop/*"]);
    save(&owner, "shop", rules, false).await.expect("saved");
    let later = report(&kit, &owner, shop, 5, "shop/cart/later.py").await;
    assert_eq!(who(&later).await, None, "switched off");
});

on_both!(everything_that_is_wrong_is_said_at_once, async |kit: Kit| {
    let (access, _) = acme(&kit).await;
    let text = "path:shop/* nobody\nfile:x ana@x.example\npath:api/* #nowhere ana@x.example";
    let refused = save(&access, "shop", text, false).await.expect_err("refused").into_api();
    let ApiError::Invalid { reason, .. } = refused else { panic!("{refused:?}") };
    assert!(reason.starts_with("Line 1: ") && reason.contains("\nLine 2: ") && reason.ends_with("\nThere is no team #nowhere here."), "{reason}");
});
