//! A real folder, and a real server on the loopback.

use super::{Beside, EventSink, Files, Http, losses};
use crate::{access::Access, analytics, db::query, on_both, testing::Kit};
use model::{product_event::ProductEvent, role::Role};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

async fn owner(kit: &Kit) -> Access {
    kit.organization("acme").await;
    kit.member("acme", Role::Owner, "ana@acme.example").await
}

fn beside(kit: &mut Kit, sinks: Vec<(&'static str, Box<dyn EventSink>)>, room: usize) -> Beside {
    let beside = Beside::with_room(&kit.backend.db, &kit.backend.clock, sinks, room);
    kit.backend.db = kit.backend.db.clone().with_beside(beside.clone());
    beside
}

async fn track(kit: &Kit, access: &Access, event: ProductEvent, commit: bool) {
    let mut tx = kit.backend.db.begin().await.expect("begins");
    analytics::track(&mut tx, &kit.backend.clock, &access.organization.id, Some(&access.actor.account), event, json!({ "n": 1 }))
        .await
        .expect("tracked");
    if commit {
        tx.commit().await.expect("commits");
    }
}

/// Answers every request with this status; what it was sent, head and body.
async fn server(status: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = format!("http://{}/load?table=muster", listener.local_addr().expect("an address"));
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = heard.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut text = Vec::new();
            let mut piece = [0; 4096];
            loop {
                let read = stream.read(&mut piece).await.unwrap_or(0);
                text.extend_from_slice(&piece[..read]);
                let all = String::from_utf8_lossy(&text).into_owned();
                let Some((head, body)) = all.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok()).unwrap_or(0);
                if read == 0 || body.len() >= length {
                    kept.lock().expect("unpoisoned").push(all);
                    break;
                }
            }
            let _ = stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok").as_bytes()).await;
        }
    });
    (address, heard)
}

on_both!(what_is_committed_reaches_file_and_address_and_what_is_not_does_not, async |mut kit: Kit| {
    let access = owner(&kit).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (address, heard) = server("204 No Content").await;
    let http = Http::new(&address, Some("geheim".into())).expect("an address");
    let files = Files::new(folder.path().join("new"), kit.backend.clock.clone());
    let beside = beside(&mut kit, vec![("file", Box::new(files)), ("http", Box::new(http))], 100);
    track(&kit, &access, ProductEvent::MemberActive, true).await;
    track(&kit, &access, ProductEvent::TeamCreated, false).await;
    track(&kit, &access, ProductEvent::ProjectCreated, true).await;
    beside.drain().await;
    let file = folder.path().join("new").join("muster-2026-01-01.ndjson");
    let lines: Vec<Value> = std::fs::read_to_string(file).expect("a file").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let names: Vec<&str> = lines.iter().filter_map(|line| line["name"].as_str()).collect();
    assert_eq!(names, ["member.active", "project.created"]);
    assert_eq!((lines[0]["kind"].as_str(), lines[0]["account"].as_str()), (Some("event"), Some(access.actor.account.as_str())));
    let requests = heard.lock().expect("unpoisoned").join("\n");
    assert!(requests.starts_with("POST /load?table=muster HTTP/1.1\r\n") && requests.contains("authorization: Bearer geheim"), "{requests}");
    assert!(requests.contains("\"member.active\"") && requests.contains("\"project.created\"") && !requests.contains("team.created"));
    assert!(losses(&kit.backend.db, &kit.backend.clock).await.expect("losses").is_empty());
});

on_both!(what_can_t_be_handed_over_is_counted, async |mut kit: Kit| {
    let access = owner(&kit).await;
    let (address, heard) = server("503 Service Unavailable").await;
    let http = Http::new(&address, None).expect("an address");
    let nowhere = Files::new("/proc/muster-cannot-write-here", kit.backend.clock.clone());
    let beside = beside(&mut kit, vec![("http", Box::new(http)), ("file", Box::new(nowhere))], 2);
    for _ in 0..20 {
        track(&kit, &access, ProductEvent::MemberActive, true).await;
    }
    beside.drain().await;
    let lost = losses(&kit.backend.db, &kit.backend.clock).await.expect("losses");
    assert_eq!(lost, [("file".to_owned(), 20), ("http".to_owned(), 20)]);
    assert!(heard.lock().expect("unpoisoned").len() >= 3, "it was tried again");
    assert!(Http::new("ftp://x.example", None).is_err() && Http::new("nonsense", None).is_err());
});

/// Takes every request and never answers; how many are held.
async fn silent() -> (String, Arc<Mutex<Vec<TcpStream>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    let held = Arc::new(Mutex::new(Vec::new()));
    let kept = held.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            kept.lock().expect("unpoisoned").push(stream);
        }
    });
    (address, held)
}

on_both!(nobody_waits_for_an_address_that_never_answers, async |mut kit: Kit| {
    let access = owner(&kit).await;
    let (address, held) = silent().await;
    beside(&mut kit, vec![("http", Box::new(Http::new(&address, None).expect("an address")))], 2);
    // One hand-over is given up after ten seconds only: were it waited for, not even the first of these would be through in five.
    let commits = async {
        track(&kit, &access, ProductEvent::MemberActive, true).await;
        while held.lock().expect("unpoisoned").is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for _ in 0..20 {
            track(&kit, &access, ProductEvent::MemberActive, true).await;
        }
    };
    timeout(Duration::from_secs(5), commits).await.expect("commits return while the hand-over hangs");
    assert_eq!(held.lock().expect("unpoisoned").len(), 1, "the first one still hangs");
    let (kept,): (i64,) =
        query("SELECT CAST(COUNT(*) AS BIGINT) FROM analytics_events WHERE name = 'member.active'").one(&kit.backend.db).await.expect("counts");
    assert_eq!(kept, 21, "what is lost beside is kept in the database");
});
