//! Every link in every message leads to a page, and opening it changes nothing: mail scanners open them all.

use super::world::World;
use backend::{
    access::{Access, Credential},
    accounts::{self, Client},
    db::query,
    invitations, outbox,
};
use model::{
    id::InvitationId,
    invitation::{Batch, Context, Group, Invitee, Outcome, Source},
    joining::JoinForm,
    request::Approval,
    role::Role,
    time::DAY,
};
use std::collections::BTreeSet;

async fn access(world: &World, role: Role) -> Access {
    let actor = world.kit.backend.actor(Credential::Session(world.member(role)), "").await.expect("signed in");
    actor.enter("acme").await.expect("a member")
}

async fn send(access: &Access, address: &str) -> InvitationId {
    let groups = vec![Group { invitees: vec![Invitee { address: address.into(), name: None }], role: Role::Member, teams: Vec::new() }];
    let batch = Batch { key: address.into(), context: Context::new(Source::MembersPage), groups, message: None };
    match invitations::send(access, batch).await.expect("a send").rows.remove(0).outcome {
        Outcome::Invited { invitation, .. } | Outcome::Requested { invitation } => invitation,
        other => panic!("{other:?}"),
    }
}

/// Brings about every message that there is, as far as it takes.
async fn write(world: &World) {
    let backend = &world.kit.backend;
    let (owner, member) = (access(world, Role::Owner).await, access(world, Role::Member).await);
    let client = Client { address: String::new(), user_agent: String::new() };
    send(&owner, "lapses@x.example").await;
    let (yes, no) = (send(&member, "yes@x.example").await, send(&member, "no@x.example").await);
    let form = JoinForm { name: "Zoe".into(), address: "zoe@x.example".into(), note: String::new(), wanted: None };
    backend::joining::ask(backend, "acme", &form, None, &client).await.expect("answers");
    accounts::request_reset(backend, owner.actor.email.address(), &client).await.expect("answers");
    deliver(world).await;
    let approval = Approval { request: yes, role: Role::Member, teams: Vec::new() };
    invitations::approve(&owner, vec![approval]).await.expect("answers");
    invitations::deny(&owner, vec![no], Some("No")).await.expect("answers");
    deliver(world).await;
    for days in [2, 28] {
        backend.clock.advance(days * DAY);
        invitations::remind(backend).await.expect("runs");
        invitations::expire(backend).await.expect("runs");
        deliver(world).await;
    }
}

async fn deliver(world: &World) {
    while outbox::run_once(&world.kit.backend).await.expect("runs") > 0 {}
}

/// Everything that is kept, row by row, but what is counted and how often somebody was seen.
async fn everything(world: &World) -> Vec<(String, i64)> {
    let mut counts = Vec::new();
    for table in ["invitations", "invitation_tokens", "memberships", "accounts", "sessions", "outbox", "audit_log", "account_codes", "join_codes"] {
        let (count,): (i64,) =
            backend::db::assembled(format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}")).one(&world.kit.backend.db).await.expect("counts");
        counts.push((table.to_owned(), count));
    }
    counts
}

#[tokio::test]
async fn opening_the_links_of_messages_changes_nothing() {
    let world = World::new().await;
    write(&world).await;
    let bodies: Vec<(String, String)> = query("SELECT text_body, html_body FROM mailbox").all(&world.kit.backend.db).await.expect("reads");
    let mut links = BTreeSet::new();
    for body in bodies.iter().flat_map(|(text, html)| [text, html]) {
        for rest in body.split("https://muster.example").skip(1) {
            links.insert(rest.split(|c: char| c.is_whitespace() || "\"<>".contains(c)).next().unwrap_or_default().to_owned());
        }
    }
    let pages: BTreeSet<String> = links.iter().map(|link| link.split('#').next().unwrap_or_default().to_owned()).collect();
    for page in ["/invitation", "/acme/requests", "/acme/members", "/reset"] {
        assert!(pages.contains(page), "no message leads to {page}: {pages:?}");
    }
    let before = (world.state().await, everything(&world).await);
    for page in &pages {
        for session in ["", world.member(Role::Owner), &world.outsider] {
            for method in ["GET", "HEAD"] {
                let (status, _) = world.send(method, page, "none", String::new(), session).await;
                assert!(!status.is_server_error() && status != 405, "{method} {page}: {status}");
            }
        }
        let (status, _) = world.send("GET", page, "none", String::new(), world.member(Role::Owner)).await;
        assert_eq!(status, 200, "{page}");
    }
    assert_eq!(before, (world.state().await, everything(&world).await));
}
