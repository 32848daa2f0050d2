//! What has been acknowledged stays; what can't work says so in one line.

mod program;

use backend::db::{Db, query};
use program::{Dsn, Server, fails, request, works};
use std::{
    collections::BTreeSet,
    io::Write,
    net::TcpStream,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

async fn open(data: &Path) -> Db {
    Db::open(&format!("sqlite://{}", data.join("muster.db").display())).await.expect("opens")
}

async fn column(db: &Db, sql: &'static str) -> BTreeSet<String> {
    query(sql).all::<(String,)>(db).await.expect("reads").into_iter().map(|(value,)| value).collect()
}

/// Sends until told to stop; answers what was acknowledged.
fn keep_sending(stop: &Arc<AtomicBool>, mut send: impl FnMut(u32) -> Option<String> + Send + 'static) -> thread::JoinHandle<Vec<String>> {
    let stop = stop.clone();
    thread::spawn(move || (0..).take_while(|_| !stop.load(Ordering::Relaxed)).filter_map(&mut send).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_kill_9() {
    let dir = tempfile::tempdir().expect("a folder");
    let dsn = Arc::new(Dsn::furnish(dir.path()));
    let token = works(dir.path(), &["admin", "create-token", "--email", "ada@acme.example"]);
    let (mut events, mut invited) = (BTreeSet::new(), BTreeSet::new());
    for (round, pause) in [(0, 300), (1, 700), (2, 450)] {
        let server = Server::start(dir.path());
        let stop = Arc::new(AtomicBool::new(false));
        let reporters: Vec<_> = (0..6)
            .map(|sender| {
                let (dsn, address) = (dsn.clone(), server.address.clone());
                keep_sending(&stop, move |number| {
                    let id = format!("{round:08x}{sender:08x}{number:016x}");
                    (dsn.report(&address, &id) == Some(200)).then_some(id)
                })
            })
            .collect();
        let (address, token) = (server.address.clone(), token.clone());
        let inviter = keep_sending(&stop, move |number| {
            thread::sleep(Duration::from_millis(20));
            let email = format!("p{round}x{number}@acme.example");
            let head =
                format!("POST /api/0/organizations/acme/members/ HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n");
            let (status, _) = request(&address, &head, &format!(r#"{{"email":"{email}","orgRole":"member"}}"#))?;
            (status == 201).then_some(email)
        });
        thread::sleep(Duration::from_millis(pause));
        server.kill();
        stop.store(true, Ordering::Relaxed);
        events.extend(reporters.into_iter().flat_map(|thread| thread.join().expect("a sender")));
        invited.extend(inviter.join().expect("the inviter"));
    }
    assert!(events.len() > 30 && invited.len() > 5, "{} events, {} invitations", events.len(), invited.len());
    let db = open(dir.path()).await;
    assert!(db.problems().await.expect("checked").is_empty());
    let kept = column(&db, "SELECT id FROM events").await;
    assert_eq!(events.difference(&kept).collect::<Vec<_>>(), Vec::<&String>::new(), "of {} acknowledged events", events.len());
    let addresses = column(&db, "SELECT address FROM invitations").await;
    assert_eq!(invited.difference(&addresses).collect::<Vec<_>>(), Vec::<&String>::new(), "of {} acknowledged invitations", invited.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn exposures_and_events_that_were_acknowledged_survive_kill_9() {
    let dir = tempfile::tempdir().expect("a folder");
    Dsn::furnish(dir.path());
    let token = works(dir.path(), &["admin", "create-token", "--email", "ada@acme.example"]);
    let ask = move |address: &str, method: &str, path: &str, body: &str| {
        let head =
            format!("{method} /api/0/organizations/acme/{path} HTTP/1.1\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n");
        request(address, &head, body)
    };
    let server = Server::start(dir.path());
    let source = r#"{"unit":"userid","source":"color = uniformChoice(choices=['red', 'blue'], unit=userid);"}"#;
    assert_eq!(ask(&server.address, "PUT", "experiments/button/", source).map(|(status, _)| status), Some(200));
    assert_eq!(ask(&server.address, "PUT", "experiments/button/status/", r#"{"status":"running"}"#).map(|(status, _)| status), Some(200));
    server.kill();
    let (mut met, mut did) = (BTreeSet::new(), BTreeSet::new());
    for (round, pause) in [(0, 350), (1, 600)] {
        let server = Server::start(dir.path());
        let stop = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..4)
            .map(|sender| {
                let (address, ask) = (server.address.clone(), ask.clone());
                keep_sending(&stop, move |number| {
                    let unit = format!("u{round}x{sender}x{number}");
                    let exposure = format!(r#"{{"exposures":[{{"experiment":"button","context":{{"targetingKey":"{unit}"}}}}]}}"#);
                    let event = format!(r#"{{"events":[{{"id":"{unit}","unit":"{unit}","name":"bought"}}]}}"#);
                    let (path, body) = if sender % 2 == 0 { ("exposures/", exposure) } else { ("experiment-events/", event) };
                    let (status, answer) = ask(&address, "POST", path, &body)?;
                    (status == 200 && answer.contains("\"recorded\":1")).then_some(unit)
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(pause));
        server.kill();
        stop.store(true, Ordering::Relaxed);
        for (sender, thread) in senders.into_iter().enumerate() {
            if sender % 2 == 0 { &mut met } else { &mut did }.extend(thread.join().expect("a sender"));
        }
    }
    assert!(!met.is_empty() && !did.is_empty(), "{} exposures, {} events", met.len(), did.len());
    let db = open(dir.path()).await;
    let kept = column(&db, "SELECT unit FROM experiment_exposures").await;
    assert_eq!(met.difference(&kept).collect::<Vec<_>>(), Vec::<&String>::new(), "of {} acknowledged exposures", met.len());
    let kept = column(&db, "SELECT id FROM experiment_events").await;
    assert_eq!(did.difference(&kept).collect::<Vec<_>>(), Vec::<&String>::new(), "of {} acknowledged events", did.len());
}

#[test]
fn sigterm_lets_requests_finish_and_exits_0() {
    let dir = tempfile::tempdir().expect("a folder");
    let dsn = Dsn::furnish(dir.path());
    let server = Server::start(dir.path());
    assert_eq!(dsn.report(&server.address, &"a".repeat(32)), Some(200));
    assert_eq!(server.terminate(), Some(0));
}

#[test]
fn a_second_server_on_the_same_file_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let server = Server::start(dir.path());
    let line = fails(dir.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(line.contains("in use by another Muster server"), "{line}");
    server.kill();
    // A killed server leaves no lock behind.
    assert_eq!(Server::start(dir.path()).terminate(), Some(0));
}

#[tokio::test]
async fn an_older_program_refuses_a_newer_schema() {
    let dir = tempfile::tempdir().expect("a folder");
    works(dir.path(), &["migrate"]);
    let db = open(dir.path()).await;
    let mut tx = db.begin().await.expect("begin");
    query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, $1, 0)")
        .bind(vec![0_u8])
        .execute(&mut tx)
        .await
        .expect("a later migration");
    tx.commit().await.expect("commit");
    db.close().await;
    let line = fails(dir.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(line.contains("schema 9999, newer than this program"), "{line}");
}

#[test]
fn slow_clients_take_nothing_from_others() {
    let dir = tempfile::tempdir().expect("a folder");
    let server = Server::start(dir.path());
    let said: [&[u8]; 5] = [
        b"",
        b"PRI",
        b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-le",
        b"POST /login HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 99\r\n\r\nemail=",
        b"POST /api/1/envelope/ HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
    ];
    let slow: Vec<TcpStream> = (0..2_000)
        .map_while(|number: usize| {
            let mut stream = TcpStream::connect(&server.address).ok()?;
            stream.write_all(said[number % said.len()]).ok()?;
            Some(stream)
        })
        .collect();
    assert!(slow.len() > 400, "only {} connections", slow.len());
    let mut times: Vec<Duration> = (0..100)
        .map(|_| {
            let begin = Instant::now();
            let (status, _) = request(&server.address, "GET /health/ready HTTP/1.1\r\n", "").expect("an answer");
            assert_eq!(status, 200);
            begin.elapsed()
        })
        .collect();
    times.sort();
    assert!(times[98] < Duration::from_millis(500), "{times:?}");
    let begin = Instant::now();
    assert_eq!(server.terminate(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(15), "the slow ones don't hold the server: {:?}", begin.elapsed());
}

#[test]
fn a_backup_restores_and_an_export_moves() {
    let dir = tempfile::tempdir().expect("a folder");
    let (data, other) = (dir.path().join("data"), dir.path().join("other"));
    let file = |name: &str| dir.path().join(name).to_str().expect("text").to_owned();
    Dsn::furnish(&data);
    let server = Server::start(&data);
    works(&data, &["backup", &file("before.db")]);
    works(&data, &["admin", "create-project", "--organization", "acme", "--name", "Later"]);
    works(&data, &["export", &file("all.gz")]);
    assert!(fails(&data, &["backup", &file("before.db")]).contains("exists already"));
    assert!(fails(&data, &["restore", &file("before.db")]).contains("in use by another Muster server"));
    assert_eq!(server.terminate(), Some(0));

    works(&data, &["restore", &file("before.db")]);
    assert!(
        fails(&data, &["admin", "rotate-key", "--organization", "acme", "--project", "later"]).contains("no project later"),
        "it came after the backup"
    );
    works(&other, &["import", &file("all.gz")]);
    let dsn = works(&other, &["admin", "rotate-key", "--organization", "acme", "--project", "later"]);
    let server = Server::start(&other);
    assert_eq!(Dsn::parse(&dsn).report(&server.address, &"b".repeat(32)), Some(200));
    drop(server);
    assert!(works(&other, &["doctor"]).contains("the database is whole"));

    std::fs::write(dir.path().join("torn.db"), &std::fs::read(file("before.db")).expect("read")[..20_000]).expect("written");
    assert!(fails(&other, &["restore", &file("torn.db")]).contains("can’t be restored"));
    assert!(works(&other, &["doctor"]).contains("the database is whole"), "what was there is untouched");
}
