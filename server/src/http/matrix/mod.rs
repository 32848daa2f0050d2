//! Every endpoint that people's browsers reach, with everybody who may come to it. The routes of `/api/0/` are walked by their own tests.

mod answers;
mod forged;
mod links;
mod table;
pub(super) mod world;

use model::role::Role;
use std::collections::BTreeSet;
use table::{Who, rows};
use world::World;

/// Forms by plain POST.
const FORMS: &[&str] = &["/login", "/acme/login", "/welcome", "/invitation", "/acme/join", "/confirm", "/join"];

fn registered() -> BTreeSet<String> {
    leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/rpc/").to_owned()).collect()
}

#[test]
fn every_server_function_has_one_row() {
    let names: Vec<String> = rows().into_iter().map(|(name, ..)| name.to_owned()).collect();
    let known: BTreeSet<String> = names.iter().cloned().collect();
    assert_eq!(known.len(), names.len(), "a row is there twice");
    let served = registered();
    assert!(!served.is_empty());
    assert_eq!(served.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "server functions without a row");
    assert_eq!(known.difference(&served).collect::<Vec<_>>(), Vec::<&String>::new(), "rows without a server function");
}

#[tokio::test]
async fn who_may_call_what() {
    let mut wrong = Vec::new();
    for (name, args, who) in rows() {
        match who {
            Who::Open(status) => open(name, &args, status, &mut wrong).await,
            Who::SignedIn => signed_in(name, &args, &mut wrong).await,
            Who::Closed => nobody(name, &args, (401, 403), &mut wrong).await,
            Who::Demo => nobody(name, &args, (404, 404), &mut wrong).await,
            Who::Theirs => nobody(name, &args, (401, 404), &mut wrong).await,
            Who::From(role) => members(name, &args, role, 403, &mut wrong).await,
            Who::Hidden(role) => members(name, &args, role, 404, &mut wrong).await,
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn open(name: &str, args: &str, expected: u16, wrong: &mut Vec<String>) {
    let world = World::new().await;
    for session in ["", world.member(Role::Member)] {
        let (status, body) = world.call(name, world.fill(args, "acme", true), session).await;
        if status != expected {
            wrong.push(format!("{name}: anybody gets {status}, not {expected}: {body}"));
        }
    }
}

async fn signed_in(name: &str, args: &str, wrong: &mut Vec<String>) {
    let world = World::new().await;
    refused(&world, name, args, ("", "anonymous"), 401, wrong).await;
    let before = world.state().await;
    let others = |lines: Vec<(String,)>| lines.into_iter().filter(|(line,)| !line.starts_with("session")).collect::<Vec<_>>();
    for session in [&world.outsider, &world.removed] {
        let (status, body) = world.call(name, world.fill(args, "acme", true), session).await;
        if [401, 403].contains(&status.as_u16()) || status.is_server_error() {
            wrong.push(format!("{name}: an account gets {status}: {body}"));
        }
    }
    let after = world.state().await;
    let theirs = world.fill("session {session}", "acme", true);
    if !after.iter().any(|(line,)| *line == theirs) || others(before) != others(after) {
        wrong.push(format!("{name}: an account changed what is not its own"));
    }
}

async fn nobody(name: &str, args: &str, (anonymous, account): (u16, u16), wrong: &mut Vec<String>) {
    let world = World::new().await;
    refused(&world, name, args, ("", "anonymous"), anonymous, wrong).await;
    for (session, actor) in [(&*world.outsider, "outsider"), (world.member(Role::Owner), "owner")] {
        refused(&world, name, args, (session, actor), account, wrong).await;
    }
}

async fn members(name: &str, args: &str, lowest: Role, below: u16, wrong: &mut Vec<String>) {
    let mut world = World::new().await;
    let before = world.state().await;
    refused(&world, name, args, ("", "anonymous"), 401, wrong).await;
    for (session, actor) in [(&world.outsider, "outsider"), (&world.removed, "removed")] {
        let answer = refused(&world, name, args, (session, actor), 404, wrong).await;
        if answer != world.call(name, world.fill(args, "nowhere", true), session).await.1 {
            wrong.push(format!("{name}: {actor} can tell acme from an organization that is not there"));
        }
    }
    for role in Role::ALL.into_iter().filter(|role| *role < lowest) {
        refused(&world, name, args, (world.member(role), &role.to_string()), below, wrong).await;
    }
    if world.takes_ids(args) {
        let foreign = world.call(name, world.fill(args, "globex", true), &world.outsider).await;
        let nobodys = world.call(name, world.fill(args, "globex", false), &world.outsider).await;
        // An answer may repeat the ids that it was asked with.
        if (foreign.0, world.without_ids(&foreign.1)) != (nobodys.0, world.without_ids(&nobodys.1)) {
            wrong.push(format!("{name}: ids of another organization {foreign:?}, of nobody {nobodys:?}"));
        }
    }
    if before != world.state().await {
        wrong.push(format!("{name}: somebody who may not changed something"));
    }
    for role in Role::ALL.into_iter().filter(|role| *role >= lowest) {
        let (status, body) = world.call(name, world.fill(args, "acme", true), world.member(role)).await;
        // 409: the rules of the thing itself, such as the last owner who may not leave.
        if !(status.is_success() || status == 409) {
            wrong.push(format!("{name}: {role} gets {status}: {body}"));
        }
        if before != world.state().await {
            world = World::new().await;
        }
    }
}

async fn refused(world: &World, name: &str, args: &str, (session, actor): (&str, &str), expected: u16, wrong: &mut Vec<String>) -> String {
    let (status, body) = world.call(name, world.fill(args, "acme", true), session).await;
    if status != expected {
        wrong.push(format!("{name}: {actor} gets {status}, not {expected}: {body}"));
    }
    body
}

#[tokio::test]
async fn other_sites_and_plain_links_change_nothing() {
    let world = World::new().await;
    let before = world.state().await;
    let owner = world.member(Role::Owner);
    for (name, args, _) in rows() {
        let (path, args) = (format!("/rpc/{name}"), world.fill(&args, "acme", true));
        for site in ["cross-site", "same-site"] {
            assert_eq!(world.send("POST", &path, site, args.clone(), owner).await.0, 403, "{name} from {site}");
        }
        for method in ["GET", "HEAD"] {
            let (status, _) = world.send(method, &path, "none", String::new(), owner).await;
            assert!([404, 405].contains(&status.as_u16()), "{method} {path}: {status}");
        }
    }
    for path in FORMS {
        assert_eq!(world.send("POST", path, "cross-site", String::new(), owner).await.0, 403, "{path}");
    }
    assert_eq!(before, world.state().await);
}

#[tokio::test]
async fn requests_to_join_are_answered_alike() {
    let world = World::new().await;
    let mut answers = BTreeSet::new();
    // Nobody, a member, somebody invited; and once more, over the limit.
    for address in ["new@x.example", "owner@acme.example", "ida@acme.example", "new@x.example"] {
        let args = format!(r#"{{"org":"acme","form":{{"name":"Eve","address":"{address}","note":"","wanted":null}}}}"#);
        let (status, body) = world.call("ask_to_join", args, "").await;
        answers.insert((status.as_u16(), body));
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let nowhere = r#"{"org":"nowhere","form":{"name":"Eve","address":"eve@x.example","note":"","wanted":null}}"#;
    let (status, body) = world.call("ask_to_join", nowhere.into(), "").await;
    assert_eq!((status.as_u16(), body.as_str()), (200, r#"{"asked":"sign_in"}"#));
    let door = |org: &str| format!(r#"{{"org":"{org}"}}"#);
    let open = world.call("load_door", door("acme"), "").await;
    world.close().await;
    assert_eq!(world.call("ask_to_join", nowhere.replace("nowhere", "acme"), "").await.1, body);
    let (closed, none) = (world.call("load_door", door("acme"), "").await, world.call("load_door", door("nowhere"), "").await);
    assert_eq!(closed, none);
    assert_ne!(open, none);
}

#[tokio::test]
async fn changes_are_told_to_members_only() {
    let world = World::new().await;
    for (session, expected) in [("", 401), ("wrong", 401), (&*world.outsider, 404), (&*world.removed, 404), (world.member(Role::Member), 200)] {
        let (status, body) = world.send("GET", "/live/acme", "same-origin", String::new(), session).await;
        assert_eq!(status, expected);
        if expected == 404 {
            assert_eq!((status, body), world.send("GET", "/live/nowhere", "same-origin", String::new(), session).await);
        }
    }
    for (session, expected) in
        [("", 401), (&*world.outsider, 404), (&*world.removed, 404), (world.member(Role::Admin), 403), (world.member(Role::Manager), 200)]
    {
        let (status, body) = world.send("GET", "/acme/settings/audit/export?format=csv", "none", String::new(), session).await;
        assert_eq!(status, expected, "{body}");
    }
    for path in ["/health/live", "/health/ready"] {
        assert_eq!(world.send("GET", path, "none", String::new(), "").await.0, 200, "{path}");
    }
}

#[tokio::test]
async fn attachments_are_downloads_for_members_only() {
    let world = World::new().await;
    let path = world.attachment().await;
    for (session, expected) in [("", 401), ("wrong", 401), (&*world.outsider, 404), (&*world.removed, 404), (world.member(Role::Member), 200)] {
        assert_eq!(world.send("GET", &format!("/acme{path}"), "same-origin", String::new(), session).await.0, expected);
    }
    // Of another organization's project, by a member of one's own; and numbers that are none.
    assert_eq!(world.send("GET", &format!("/globex{path}"), "same-origin", String::new(), &world.outsider).await.0, 404);
    assert_eq!(world.send("GET", "/acme/attachments/x/y/z", "same-origin", String::new(), world.member(Role::Owner)).await.0, 404);
}

#[tokio::test]
async fn rows_of_an_experiment_are_for_members_only() {
    let world = World::new().await;
    for (session, expected) in [("", 401), ("wrong", 401), (&*world.outsider, 404), (&*world.removed, 404), (world.member(Role::Member), 200)] {
        let (status, body) = world.send("GET", "/acme/experiments/button/rows", "none", String::new(), session).await;
        assert_eq!(status, expected, "{body}");
    }
    // Of another organization, one that is not there, and one that is not for its owner to see.
    for path in ["/globex/experiments/button/rows", "/globex/experiments/gone/rows"] {
        assert_eq!(world.send("GET", path, "none", String::new(), &world.outsider).await.0, 404, "{path}");
    }
    assert_eq!(world.send("GET", "/acme/experiments/improved_invites/rows", "none", String::new(), world.member(Role::Manager)).await.0, 404);
}

#[tokio::test]
async fn arguments_that_cannot_be_read_are_the_askers_fault() {
    let world = World::new().await;
    for args in ["{", "{\"organization\": 5}", "{}", "[]"] {
        let (status, body) = world.call("load_shell", args.to_owned(), world.member(Role::Owner)).await;
        assert_eq!(status, 422, "{args}: {body}");
    }
}

/// However the requests interleave: the browser takes over what it would have rendered itself, numbers of the data included.
/// With a frame inside `Suspense`, one in some hundred was different.
#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn a_page_is_the_same_every_time() {
    let world = std::sync::Arc::new(World::new().await);
    for page in ["teams/web", "issues"] {
        let mut renders = tokio::task::JoinSet::new();
        for _ in 0..600 {
            let world = world.clone();
            renders.spawn(async move { world.send("GET", &format!("/acme/{page}"), "none", String::new(), world.member(Role::Owner)).await.1 });
        }
        let seen: BTreeSet<String> = renders.join_all().await.iter().map(|html| without_nonces(html)).collect();
        assert!(seen.iter().all(|html| html.contains("<h1") && !html.contains("inside a request")), "{page}: {seen:?}");
        assert_eq!(seen.len(), 1, "{page} was rendered in {} ways", seen.len());
    }
}

fn without_nonces(html: &str) -> String {
    html.split("nonce=\"").map(|part| part.split_once('"').map_or(part, |(_, rest)| rest)).collect()
}
