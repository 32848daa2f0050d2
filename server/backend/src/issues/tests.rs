//! Issues on both databases: search, pages, triage, whom they are held for, and that other organizations' issues are not there.

use super::{assign, assignee_choices, comment, detail, event, events, find, list, set_status, summaries};
use crate::{
    access::Access,
    db::query,
    error::Error,
    new_id, on_both,
    testing::{Kit, START},
};
use crate::{members, releases, teams};
use model::{
    error::ApiError,
    event::Event,
    id::{EventId, InvitationId, IssueId, ProjectId},
    invitation::Intent,
    issue::{Assignee, ListRequest, PAGE, Sort, Status, Target, Unassigned, What, Which},
    role::Role,
    time::{DAY, HOUR, MINUTE},
};

/// An organization `acme` with a project `shop` and two members.
struct Acme {
    kit: Kit,
    ana: Access,
    ben: Access,
    shop: ProjectId,
}

impl Acme {
    async fn new(kit: Kit) -> Self {
        kit.organization("acme").await;
        let ana = kit.member("acme", Role::Manager, "ana@acme.example").await;
        let ben = kit.member("acme", Role::Member, "ben@acme.example").await;
        let shop = kit.project("acme", "shop").await;
        Self { kit, ana, ben, shop }
    }

    async fn run(&self, query: crate::db::Query) {
        let mut tx = self.kit.backend.db.begin().await.expect("begin");
        query.execute(&mut tx).await.expect("statement");
        tx.commit().await.expect("commit");
    }

    /// An issue whose counts are its number; seen `number` minutes after the start.
    async fn issue(&self, number: i64, title: &str, status: Status) -> IssueId {
        let id = IssueId(new_id(&self.kit.backend.clock));
        let seen = START.plus(number * MINUTE);
        self.run(
            query(
                "INSERT INTO issues (id, organization_id, project_id, number, title, culprit, level, platform, status, first_seen, last_seen, first_release, last_release, times_seen, people_seen)
                 VALUES ($1, $2, $3, $4, $5, 'shop.cart in total', 'error', 'python', $6, $7, $7, 'shop@1', 'shop@2', $4, $4)",
            )
            .bind(&id)
            .bind(&self.ana.organization.id)
            .bind(self.shop.0)
            .bind(number)
            .bind(title)
            .bind(status.as_str())
            .bind(seen),
        )
        .await;
        id
    }

    async fn tag(&self, issue: &IssueId, key: &str, value: &str, seen: i64) {
        let sql = "INSERT INTO issue_tags (issue_id, key, value, times_seen) VALUES ($1, $2, $3, $4)";
        self.run(query(sql).bind(issue).bind(key).bind(value).bind(seen)).await;
    }

    async fn hour(&self, issue: &IssueId, hour: i64, seen: i64) {
        let sql = "INSERT INTO issue_hours (issue_id, hour, times_seen) VALUES ($1, $2, $3)";
        self.run(query(sql).bind(issue).bind(START.0 / HOUR + hour).bind(seen)).await;
    }

    async fn invitation(&self, address: &str) -> InvitationId {
        let id = InvitationId(new_id(&self.kit.backend.clock));
        self.run(
            query(
                "INSERT INTO invitations (id, organization_id, email_key, address, state, role, source, created_at, expires_at)
                 VALUES ($1, $2, $3, $3, 'pending', 'member', 'assignee_menu', $4, $5)",
            )
            .bind(&id)
            .bind(&self.ana.organization.id)
            .bind(address)
            .bind(START)
            .bind(START.plus(30 * DAY)),
        )
        .await;
        id
    }

    async fn commit_by(&self, name: &str, address: &str) {
        self.run(
            query(
                "INSERT INTO commits (organization_id, repository, id, author_name, author_email, author_key, message, committed_at)
                 VALUES ($1, 'shop', $2, $3, $4, $4, 'Change the cart', $5)",
            )
            .bind(&self.ana.organization.id)
            .bind(new_id(&self.kit.backend.clock))
            .bind(name)
            .bind(address)
            .bind(START),
        )
        .await;
    }

    async fn event(&self, issue: &IssueId, number: i64) -> EventId {
        let id = EventId(format!("{number:032x}"));
        let event = Event { id: id.clone(), title: format!("Event {number}"), ..Event::default() };
        let json = serde_json::to_vec(&event).expect("JSON");
        self.run(
            query("INSERT INTO events (project_id, id, issue_id, occurred_at, received_at, sequence, payload) VALUES ($1, $2, $3, $4, $4, $5, $6)")
                .bind(self.shop.0)
                .bind(&id)
                .bind(issue)
                .bind(START.plus(number))
                .bind(format!("{number:09}"))
                .bind(zstd::encode_all(json.as_slice(), 1).expect("compressed")),
        )
        .await;
        id
    }

    async fn titles(&self, text: &str) -> Vec<String> {
        self.page(text, Sort::Newest, None).await.0
    }

    async fn page(&self, text: &str, sort: Sort, after: Option<String>) -> (Vec<String>, Option<String>) {
        let request = ListRequest { query: text.to_owned(), project: None, sort, after };
        let page = list(&self.ana, &request).await.expect("a page");
        (page.issues.into_iter().map(|issue| issue.title).collect(), page.next)
    }

    async fn assignee(&self, issue: &IssueId) -> Option<String> {
        detail(&self.ana, issue).await.expect("detail").summary.assignee.map(|assignee| assignee.label())
    }

    async fn activity(&self, issue: &IssueId) -> Vec<What> {
        detail(&self.ana, issue).await.expect("detail").activity.into_iter().map(|entry| entry.what).collect()
    }

    async fn assign(&self, issue: &IssueId, target: Target) {
        self.kit.backend.clock.advance(1_000);
        assign(&self.ana, std::slice::from_ref(issue), &target).await.expect("assigned");
    }
}

on_both!(searches, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let one = acme.issue(1, "ZeroDivisionError: 50% off_er", Status::Unresolved).await;
    let two = acme.issue(2, "TypeError: cart is undefined", Status::Resolved).await;
    acme.issue(143, "Timeout", Status::Ignored).await;
    acme.tag(&one, "release", "shop@1", 3).await;
    acme.tag(&one, "browser", "Fire Fox", 1).await;
    acme.tag(&two, "environment", "production", 1).await;
    let invitation = acme.invitation("cleo@x.org").await;
    acme.assign(&one, Target::Account { id: acme.ben.actor.account.clone() }).await;
    acme.assign(&two, Target::Invited { invitation }).await;
    let (zero, typo, timeout) = ("ZeroDivisionError: 50% off_er", "TypeError: cart is undefined", "Timeout");
    for (text, expected) in [
        ("", vec![timeout, typo, zero]),
        ("is:unresolved", vec![zero]),
        ("is:resolved", vec![typo]),
        ("is:ignored", vec![timeout]),
        ("is:unassigned", vec![timeout]),
        ("assigned:me", vec![]),
        ("assigned:ben@acme.example", vec![zero]),
        ("assigned:ben", vec![zero]),
        ("assigned:CLEO@x.org", vec![typo]),
        ("assigned:#nobody", vec![]),
        ("level:error level:fatal", vec![timeout, typo, zero]),
        ("level:fatal", vec![]),
        ("release:shop@1", vec![zero]),
        ("browser:\"Fire Fox\"", vec![zero]),
        ("has:environment", vec![typo]),
        ("CART undefined", vec![typo]),
        ("50% off_", vec![zero]),
        ("5_%", vec![]),
        ("SHOP-4f", vec![timeout]),
        ("shop.cart", vec![timeout, typo, zero]),
        ("'; DROP TABLE issues; --", vec![]),
        ("\\", vec![]),
    ] {
        assert_eq!(acme.titles(text).await, expected, "{text:?}");
    }
});

on_both!(pages_follow_each_other_in_every_order, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let total = i64::try_from(PAGE).expect("small") + 7;
    for number in 1..=total {
        let status = if number % 2 == 0 { Status::Resolved } else { Status::Unresolved };
        // Pairs share their place in every order: the id breaks the tie.
        acme.issue(number, &format!("{number:03}"), status).await;
    }
    acme.run(query("UPDATE issues SET last_seen = last_seen / 120000, times_seen = times_seen / 2, people_seen = people_seen / 2, first_seen = first_seen / 120000")).await;
    for sort in Sort::ALL {
        let (first, next) = acme.page("", *sort, None).await;
        let (second, end) = acme.page("", *sort, Some(next.expect("a second page"))).await;
        assert_eq!((first.len(), second.len(), end), (PAGE, 7, None), "{sort}");
        let mut all: Vec<String> = first.into_iter().chain(second).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), PAGE + 7, "{sort}: every issue once");
    }
    let request = ListRequest { query: String::new(), project: None, sort: Sort::Newest, after: Some("nonsense".into()) };
    assert!(matches!(list(&acme.ana, &request).await, Err(Error::Said(ApiError::Invalid { .. }))));
    let request = ListRequest { query: String::new(), project: Some("other".into()), sort: Sort::Newest, after: None };
    assert!(list(&acme.ana, &request).await.expect("a page").issues.is_empty());
});

on_both!(detail_counts_hours_days_and_shares, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let issue = acme.issue(1, "Zero", Status::Unresolved).await;
    acme.kit.backend.clock.advance(25 * HOUR);
    for (hour, seen) in [(25, 4), (24, 2), (2, 1), (0, 8), (-24 * 40, 99)] {
        acme.hour(&issue, hour, seen).await;
    }
    for (value, seen) in [("Firefox", 6), ("Chrome", 3), ("Safari", 1), ("a", 1), ("b", 1), ("c", 1)] {
        acme.tag(&issue, "browser", value, seen).await;
    }
    let detail = detail(&acme.ana, &issue).await.expect("detail");
    assert_eq!(detail.summary.short_id, "SHOP-1");
    assert_eq!((detail.summary.hours.len(), detail.summary.hours[23], detail.summary.hours[22], detail.summary.hours[0]), (24, 4, 2, 1));
    assert_eq!((detail.days.len(), detail.days[29], detail.days[28], detail.days[0]), (30, 6, 9, 0));
    let browser = &detail.tags[0];
    assert_eq!((browser.total, browser.values.len(), browser.more, browser.values[0].share(browser.total)), (13, 5, 1, 46));
    assert_eq!(detail.last_release.as_deref(), Some("shop@2"));
    assert_eq!(find(&acme.ana, "shop-1").await.expect("found"), issue);
    assert_eq!(find(&acme.ana, issue.as_str()).await.expect("found"), issue);
    assert!(find(&acme.ana, "shop-2").await.is_err());
    assert!(events(&acme.ana, &issue, 10).await.expect("events").1.is_empty());
});

on_both!(walks_through_the_events, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let (issue, other) = (acme.issue(1, "One", Status::Unresolved).await, acme.issue(2, "Two", Status::Unresolved).await);
    assert!(event(&acme.ana, &issue, &Which::Newest).await.expect("an answer").is_none());
    let ids = [acme.event(&issue, 1).await, acme.event(&issue, 2).await, acme.event(&issue, 3).await];
    let elsewhere = acme.event(&other, 4).await;
    let id = |at: usize| Some(ids[at].clone());
    for (which, title, [first, previous, next, newest]) in [
        (Which::Newest, "Event 3", [id(0), id(1), None, None]),
        (Which::First, "Event 1", [None, None, id(1), id(2)]),
        (Which::Id { event: ids[1].clone() }, "Event 2", [id(0), id(0), id(2), id(2)]),
    ] {
        let found = event(&acme.ana, &issue, &which).await.expect("an answer").expect("an event");
        assert_eq!(found.event.title, title);
        let around = found.around;
        assert_eq!([around.first, around.previous, around.next, around.newest], [first, previous, next, newest], "{title}");
    }
    assert!(event(&acme.ana, &issue, &Which::Id { event: elsewhere }).await.expect("an answer").is_none(), "of another issue");
    let lines = events(&acme.ana, &issue, 2).await.expect("events").1;
    assert_eq!(lines.iter().map(|(id, ..)| id).collect::<Vec<_>>(), [&ids[2], &ids[1]]);
    acme.kit.organization("globex").await;
    let eve = acme.kit.member("globex", Role::Owner, "eve@globex.example").await;
    for which in [Which::Newest, Which::First, Which::Id { event: ids[1].clone() }] {
        assert!(event(&eve, &issue, &which).await.expect("an answer").is_none());
    }
});

on_both!(triage_is_written_down, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let issues = [acme.issue(1, "One", Status::Unresolved).await, acme.issue(2, "Two", Status::Resolved).await];
    for status in [Status::Resolved, Status::Unresolved, Status::Ignored] {
        acme.kit.backend.clock.advance(1_000);
        set_status(&acme.ana, &issues, status).await.expect("changed");
        set_status(&acme.ben, &issues, status).await.expect("nothing to do");
    }
    assert_eq!(acme.activity(&issues[0]).await, [What::Resolved, What::Reopened, What::Ignored]);
    assert_eq!(acme.activity(&issues[1]).await, [What::Reopened, What::Ignored], "it was resolved already");
    acme.kit.backend.clock.advance(1_000);
    let said = comment(&acme.ben, &issues[0], " **Mine** <script> ").await.expect("said");
    let entries = detail(&acme.ana, &issues[0]).await.expect("detail").activity;
    assert_eq!(entries.last(), Some(&said));
    assert!(
        matches!(&said.what, What::Comment { text, html } if text == "**Mine** <script>" && html.contains("<strong>Mine</strong> &lt;script&gt;"))
    );
    for wrong in ["", "  \0 ", &"x".repeat(20_001)] {
        assert!(matches!(comment(&acme.ana, &issues[0], wrong).await, Err(Error::Said(ApiError::Invalid { .. }))));
    }
    assert!(set_status(&acme.ana, &[], Status::Resolved).await.is_err(), "nothing chosen");
});

on_both!(assigns_to_whoever_is_here, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let issue = acme.issue(1, "One", Status::Unresolved).await;
    let invitation = acme.invitation("cleo@x.org").await;
    let team = model::id::TeamId("t1".into());
    let sql = "INSERT INTO teams (id, organization_id, slug, name, created_at) VALUES ($1, $2, 'checkout', 'Checkout', 0)";
    acme.run(query(sql).bind(&team).bind(&acme.ana.organization.id)).await;
    for (target, label) in [
        (Target::Account { id: acme.ben.actor.account.clone() }, Some("ben")),
        (Target::Team { id: team.clone() }, Some("#Checkout")),
        (Target::Invited { invitation: invitation.clone() }, Some("cleo@x.org (invited)")),
        (Target::Nobody, None),
    ] {
        acme.assign(&issue, target).await;
        assert_eq!(acme.assignee(&issue).await.as_deref(), label);
    }
    let told = acme.activity(&issue).await;
    assert_eq!(told.len(), 4);
    assert_eq!(told[3], What::Unassigned { was: "cleo@x.org (invited)".into(), why: Unassigned::ByHand });
    acme.run(query("UPDATE invitations SET state = 'revoked'")).await;
    let gone = Target::Invited { invitation };
    assert!(matches!(assign(&acme.ana, &[issue], &gone).await, Err(Error::Said(ApiError::Invalid { .. }))));
});

on_both!(held_for_an_invited_person_until_they_arrive, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let (held, wanted, taken) =
        (acme.issue(1, "a", Status::Unresolved).await, acme.issue(2, "b", Status::Unresolved).await, acme.issue(3, "c", Status::Unresolved).await);
    let (backend, organization) = (&acme.kit.backend, &acme.ana.organization.id);
    let invitation = acme.invitation("cleo@x.org").await;
    let given = acme.issue(4, "d", Status::Unresolved).await;
    for issue in [&taken, &given] {
        acme.assign(issue, Target::Account { id: acme.ben.actor.account.clone() }).await;
    }
    let mut tx = backend.db.begin().await.expect("begin");
    let by = Some(&acme.ana.actor.account);
    assert!(assign::on_invited(&mut tx, &backend.clock, organization, &invitation, by, &held, false).await.expect("held"));
    assert!(!assign::on_invited(&mut tx, &backend.clock, organization, &invitation, by, &given, false).await.expect("not held"));
    assert!(
        assign::on_invited(&mut tx, &backend.clock, organization, &invitation, by, &given, true).await.expect("held"),
        "taken from whoever had it"
    );
    tx.commit().await.expect("commit");
    assert_eq!(acme.assignee(&held).await.as_deref(), Some("cleo@x.org (invited)"));
    assert_eq!(acme.assignee(&given).await.as_deref(), Some("cleo@x.org (invited)"));

    let cleo = acme.kit.member("acme", Role::Member, "cleo@x.org").await;
    backend.clock.advance(1_000);
    for (issue, expected) in [(&wanted, vec![held.clone(), given.clone(), wanted.clone()]), (&taken, vec![])] {
        let mut tx = backend.db.begin().await.expect("begin");
        let mut changed = assign::on_accepted(&mut tx, &backend.clock, organization, &invitation, &cleo.actor.account, Some((issue, Intent::Assign)))
            .await
            .expect("accepted");
        tx.commit().await.expect("commit");
        changed.sort();
        let mut expected = expected;
        expected.sort();
        assert_eq!(changed, expected);
    }
    assert_eq!(acme.assignee(&held).await.as_deref(), Some("cleo"));
    assert_eq!(acme.assignee(&taken).await.as_deref(), Some("ben"));
    assert!(matches!(acme.activity(&wanted).await.as_slice(), [What::Joined { address, name }] if address == "cleo@x.org" && name == "cleo"));
});

on_both!(returns_to_nobody_when_its_assignee_is_gone, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let issue = acme.issue(1, "a", Status::Unresolved).await;
    let (backend, organization) = (&acme.kit.backend, &acme.ana.organization.id);
    let invitation = acme.invitation("cleo@x.org").await;
    acme.assign(&issue, Target::Invited { invitation: invitation.clone() }).await;
    backend.clock.advance(1_000);
    let mut tx = backend.db.begin().await.expect("begin");
    let changed = assign::on_ended(&mut tx, &backend.clock, organization, &invitation, None, Unassigned::Lapsed).await.expect("ended");
    tx.commit().await.expect("commit");
    assert_eq!((changed, acme.assignee(&issue).await), (vec![issue.clone()], None));
    assert_eq!(acme.activity(&issue).await[1], What::Unassigned { was: "cleo@x.org".into(), why: Unassigned::Lapsed });

    acme.assign(&issue, Target::Account { id: acme.ben.actor.account.clone() }).await;
    let mut tx = backend.db.begin().await.expect("begin");
    let changed = assign::on_member_left(&mut tx, &backend.clock, organization, &acme.ben.actor.account, "ben", None).await.expect("left");
    tx.commit().await.expect("commit");
    assert_eq!((changed.len(), acme.assignee(&issue).await), (1, None));
});

on_both!(the_menu_offers_whom_one_looks_for, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    acme.invitation("cleo@x.org").await;
    acme.commit_by("Dana Diaz", "dana@x.org").await;
    acme.commit_by("Ben", "ben@acme.example").await;
    for (typed, labels, offered) in [
        ("", vec!["ana", "ben", "cleo@x.org (invited)"], ("", None)),
        ("BEN", vec!["ben"], ("BEN", None)),
        ("cleo", vec!["cleo@x.org (invited)"], ("cleo", None)),
        ("new@x.org", vec![], ("new@x.org", None)),
        ("diaz", vec![], ("dana@x.org", Some("Dana Diaz"))),
        ("zoe", vec![], ("zoe", None)),
        ("%", vec![], ("%", None)),
        ("#none", vec![], ("#none", None)),
    ] {
        let menu = assignee_choices(&acme.ana, None, typed).await.expect("menu");
        assert_eq!(menu.choices.iter().map(|choice| choice.assignee.label()).collect::<Vec<_>>(), labels, "{typed}");
        assert_eq!((menu.invite.address.as_str(), menu.invite.name.as_deref()), offered, "{typed}");
    }
    assert!(assignee_choices(&acme.ana, None, "").await.expect("menu").choices[0].me);
});

on_both!(other_organizations_are_not_there, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    acme.kit.organization("globex").await;
    let eve = acme.kit.member("globex", Role::Owner, "eve@globex.example").await;
    let issue = acme.issue(1, "Secret", Status::Unresolved).await;
    let invitation = acme.invitation("cleo@x.org").await;
    let all = [issue.clone()];
    let me = Target::Account { id: eve.actor.account.clone() };
    let not_found = |error: Error| matches!(error, Error::Said(ApiError::NotFound));
    assert!(detail(&eve, &issue).await.is_err_and(not_found));
    assert!(find(&eve, issue.as_str()).await.is_err_and(not_found));
    assert!(find(&eve, "SHOP-1").await.is_err_and(not_found));
    assert!(events(&eve, &issue, 5).await.is_err_and(not_found));
    assert!(set_status(&eve, &all, Status::Resolved).await.is_err_and(not_found));
    assert!(assign(&eve, &all, &me).await.is_err_and(not_found));
    assert!(assign(&eve, &all, &Target::Nobody).await.is_err_and(not_found));
    assert_eq!(summaries(&eve, &all).await.expect("none").len(), 0);
    assert_eq!(summaries(&acme.ana, &all).await.expect("one").len(), 1);
    assert!(comment(&eve, &issue, "hello").await.is_err_and(not_found));
    let request = ListRequest { query: String::new(), project: Some("shop".into()), sort: Sort::Newest, after: None };
    assert!(list(&eve, &request).await.expect("a page").issues.is_empty());
    assert!(assignee_choices(&eve, None, "ben").await.expect("menu").choices.is_empty());
    assert!(assignee_choices(&eve, None, "cleo").await.expect("menu").choices.is_empty());
    // Nor can Acme's issue be given to somebody elsewhere.
    assert!(matches!(assign(&acme.ana, &all, &me).await, Err(Error::Said(ApiError::Invalid { .. }))));
    let mut tx = acme.kit.backend.db.begin().await.expect("begin");
    assert!(!assign::on_invited(&mut tx, &acme.kit.backend.clock, &eve.organization.id, &invitation, None, &issue, true).await.expect("no"));
    let none = assign::on_ended(&mut tx, &acme.kit.backend.clock, &eve.organization.id, &invitation, None, Unassigned::Revoked).await.expect("none");
    assert!(none.is_empty());
    tx.commit().await.expect("commit");
    assert_eq!(acme.activity(&issue).await, []);
    assert!(!matches!(detail(&acme.ana, &issue).await.expect("detail").summary.assignee, Some(Assignee::Account { .. })));
});

fn commit(id: &str, message: &str) -> releases::NewCommit {
    releases::NewCommit {
        id: id.into(),
        repository: "origin".into(),
        author_name: "Ben".into(),
        author_email: "Ben@acme.example".into(),
        message: message.into(),
        ..releases::NewCommit::default()
    }
}

async fn tell(acme: &Acme, version: &str, commits: Vec<releases::NewCommit>) {
    let change = releases::Change { commits: Some(commits), ..releases::Change::default() };
    releases::create(&acme.ana, version, change).await.expect("release");
}

on_both!(a_commit_resolves_what_it_says_it_fixes_once, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let one = acme.issue(1, "One", Status::Unresolved).await;
    let two = acme.issue(2, "Two", Status::Ignored).await;
    let mut live = acme.kit.backend.live.listen();
    tell(&acme, "shop@3", vec![commit("b2", "Fixes SHOP-1, shop-2 and SHOP-9, GLOBEX-1"), commit("a1", "See SHOP-3")]).await;
    for issue in [&one, &two] {
        let detail = detail(&acme.ana, issue).await.expect("detail");
        assert_eq!(detail.summary.status, Status::Resolved);
        let entry = detail.activity.last().expect("an entry");
        assert_eq!(entry.who.as_ref().map(|who| who.id.clone()), Some(acme.ben.actor.account.clone()), "the author is a member");
        assert_eq!(entry.what, What::ResolvedByCommit { commit: "b2".into(), author: "Ben".into(), version: "shop@3".into() });
    }
    let mut told = Vec::new();
    while let Ok((_, change)) = live.try_recv() {
        told.push(change);
    }
    assert_eq!(told.last(), Some(&model::live::Change::Releases));
    assert_eq!(told.len(), 3);
    set_status(&acme.ana, std::slice::from_ref(&one), Status::Unresolved).await.expect("reopened");
    tell(&acme, "shop@4", vec![commit("b2", "Fixes SHOP-1")]).await;
    assert_eq!(detail(&acme.ana, &one).await.expect("detail").summary.status, Status::Unresolved, "the same commit again says nothing new");
    tell(&acme, "shop@4", vec![commit("c3", "fix: SHOP-1")]).await;
    assert_eq!(detail(&acme.ana, &one).await.expect("detail").summary.status, Status::Resolved);
});

on_both!(issues_are_found_by_number_and_by_project, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let one = acme.issue(1, "One", Status::Unresolved).await;
    let number = detail(&acme.ana, &one).await.expect("detail").summary.numeric_id();
    assert_eq!(find(&acme.ana, &number.to_string()).await.expect("found"), one);
    assert!(find(&acme.ana, &(number + 1).to_string()).await.is_err());
    acme.kit.organization("globex").await;
    let hank = acme.kit.member("globex", Role::Owner, "hank@globex.example").await;
    assert!(find(&hank, &number.to_string()).await.is_err(), "another organization's");
    assert_eq!(acme.titles("project:shop").await, ["One"]);
    assert_eq!(acme.titles("project:till").await, Vec::<String>::new());
});

on_both!(what_a_removed_member_and_a_deleted_team_had_says_so, async |kit: Kit| {
    let acme = Acme::new(kit).await;
    let team = teams::create(&acme.ana, &model::team::NewTeam { name: "Data".into(), projects: vec![] }).await.expect("team");
    let ana = acme.ana.actor.enter("acme").await.expect("a member");
    let (one, two) = (acme.issue(1, "One", Status::Unresolved).await, acme.issue(2, "Two", Status::Unresolved).await);
    acme.assign(&one, Target::Account { id: acme.ben.actor.account.clone() }).await;
    acme.assign(&two, Target::Team { id: team.id.clone() }).await;
    acme.kit.backend.clock.advance(1_000);
    members::remove(&ana, &acme.ben.membership).await.expect("removed");
    teams::delete(&ana, &team.id).await.expect("deleted");
    assert_eq!((acme.assignee(&one).await, acme.assignee(&two).await), (None, None));
    assert_eq!(acme.activity(&one).await.last(), Some(&What::Unassigned { was: "ben".into(), why: Unassigned::Left }));
    assert_eq!(acme.activity(&two).await.last(), Some(&What::Unassigned { was: "#Data".into(), why: Unassigned::TeamDeleted }));
});
