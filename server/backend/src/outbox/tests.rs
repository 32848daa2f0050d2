//! Delivery, over a real conversation with a small mail server.

use super::*;
use crate::{Mail, Settings, access::Access, db::query, invitations, mail::Postman, on_both, testing::Kit};
use model::{
    id::InvitationId,
    invitation::{Batch, Context, Delivery, Group, Invitee, Outcome, PendingInvitation, Source},
    role::Role,
    time::{DAY, SECOND},
};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What the mail server got, and how it answers the next recipients (empty: it accepts).
#[derive(Default)]
struct Sink {
    messages: Mutex<Vec<String>>,
    answers: Mutex<Vec<&'static str>>,
}

impl Sink {
    /// Listens on a port of this machine until the test ends; answers the URL.
    async fn start(answers: &[&'static str]) -> (Arc<Self>, String) {
        let sink = Arc::new(Self { answers: Mutex::new(answers.to_vec()), ..Self::default() });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("bound"));
        let shared = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sink = shared.clone();
                tokio::spawn(async move { sink.converse(stream).await });
            }
        });
        (sink, url)
    }

    async fn converse(&self, stream: TcpStream) -> Option<()> {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 sink\r\n").await.ok()?;
        let mut message: Option<String> = None;
        while let Some(line) = lines.next_line().await.ok()? {
            let answer = match &mut message {
                Some(text) if line == "." => {
                    self.messages.lock().expect("lock").push(std::mem::take(text));
                    message = None;
                    "250 2.0.0 kept".to_owned()
                }
                Some(text) => {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                None if line == "DATA" => {
                    message = Some(String::new());
                    "354 go on".to_owned()
                }
                None if line.starts_with("RCPT") => self.recipient(),
                None if line == "QUIT" => "221 bye".to_owned(),
                None => "250 fine".to_owned(),
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        }
        Some(())
    }

    fn recipient(&self) -> String {
        let mut answers = self.answers.lock().expect("lock");
        if answers.is_empty() { "250 fine".into() } else { answers.remove(0).to_owned() }
    }

    fn messages(&self) -> Vec<String> {
        self.messages.lock().expect("lock").clone()
    }
}

/// A backend that mails through `url`, and an owner.
async fn with_mail(mut kit: Kit, url: &str) -> (Kit, Access) {
    let mail = Mail::Smtp { url: url.to_owned(), from: "Muster <muster@acme.example>".into() };
    kit.backend.settings = Arc::new(Settings { mail, ..(*kit.backend.settings).clone() });
    kit.organization("acme").await;
    let owner = kit.member("acme", Role::Owner, "olga@acme.example").await;
    (kit, owner)
}

async fn invite(owner: &Access, address: &str) -> InvitationId {
    let invitees = vec![Invitee { address: address.into(), name: None }];
    let groups = vec![Group { invitees, role: Role::Member, teams: Vec::new() }];
    let batch = Batch { key: address.into(), context: Context::new(Source::MembersPage), groups, message: None };
    match invitations::send(owner, batch).await.expect("a send").rows.remove(0).outcome {
        Outcome::Invited { invitation, .. } => invitation,
        other => panic!("{other:?}"),
    }
}

async fn row(owner: &Access) -> PendingInvitation {
    invitations::pending(owner).await.expect("reads").remove(0)
}

fn header<'a>(message: &'a str, name: &str) -> &'a str {
    message.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
}

/// The token in a message, quoted-printable line breaks taken out.
fn token(message: &str) -> String {
    let text = message.replace("=\n", "");
    let (_, rest) = text.split_once("/invitation#").expect("a link");
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

on_both!(what_was_refused_for_now_is_tried_again, async |kit: Kit| {
    let (sink, url) = Sink::start(&["451 4.3.0 busy", "421 4.3.0 still busy"]).await;
    let (kit, owner) = with_mail(kit, &url).await;
    invite(&owner, "ana@x.example").await;
    assert_eq!(run_once(&kit.backend).await.expect("runs"), 1);
    let waiting = row(&owner).await;
    assert_eq!(waiting.delivery, Delivery::Queued);
    assert!(waiting.delivery_error.as_deref().is_some_and(|why| why.contains("451") && why.contains("busy")), "{waiting:?}");
    assert_eq!(run_once(&kit.backend).await.expect("runs"), 0, "not before its time");
    for pause in [5, 30] {
        kit.backend.clock.advance(pause * SECOND);
        assert_eq!(run_once(&kit.backend).await.expect("runs"), 1);
    }
    assert_eq!((row(&owner).await.delivery, row(&owner).await.delivery_error), (Delivery::Sent, None));
    let messages = sink.messages();
    assert_eq!(messages.len(), 1);
    assert_eq!((header(&messages[0], "To"), header(&messages[0], "From")), ("ana@x.example", "Muster <muster@acme.example>"));
    let preview = invitations::preview(&kit.backend, &token(&messages[0]), None).await.expect("reads");
    assert!(preview.is_ok(), "the link in the message works");
});

on_both!(what_is_refused_for_good_shows_to_the_inviter, async |kit: Kit| {
    let (_, url) = Sink::start(&["550 5.1.1 no such person"]).await;
    let (kit, owner) = with_mail(kit, &url).await;
    let mut live = kit.backend.live.listen();
    invite(&owner, "ana@x.example").await;
    assert_eq!(live.recv().await.expect("told").1, model::live::Change::Invitations);
    run_once(&kit.backend).await.expect("runs");
    let failed = row(&owner).await;
    assert_eq!(failed.delivery, Delivery::Failed);
    assert!(failed.delivery_error.as_deref().is_some_and(|why| why.contains("550") && why.contains("no such person")), "{failed:?}");
    assert_eq!(live.recv().await.expect("told").1, model::live::Change::Invitations);
    kit.backend.clock.advance(DAY);
    assert_eq!(run_once(&kit.backend).await.expect("runs"), 0);
});

on_both!(a_mail_server_that_is_away_is_tried_for_two_days, async |kit: Kit| {
    let (kit, owner) = with_mail(kit, "smtp://127.0.0.1:9").await;
    invite(&owner, "ana@x.example").await;
    let mut tries = 0;
    while row(&owner).await.delivery == Delivery::Queued {
        tries += run_once(&kit.backend).await.expect("runs");
        kit.backend.clock.advance(DAY);
    }
    assert_eq!((tries, row(&owner).await.delivery), (MAX_ATTEMPTS, Delivery::Failed));
    assert!(row(&owner).await.delivery_error.is_some_and(|why| why.contains("could not be reached")));
});

on_both!(each_message_leaves_once_however_many_workers, async |kit: Kit| {
    let (sink, url) = Sink::start(&[]).await;
    let (kit, owner) = with_mail(kit, &url).await;
    for n in 0..20 {
        invite(&owner, &format!("a{n}@x.example")).await;
    }
    let postman = Postman::new(&kit.backend.settings.mail).expect("a mail server");
    while futures::future::join_all((0..4).map(|_| run_once_with(&kit.backend, &postman))).await.into_iter().any(|sent| sent.expect("runs") > 0) {}
    let mut to: Vec<_> = sink.messages().iter().map(|message| header(message, "To").to_owned()).collect();
    to.sort();
    to.dedup();
    assert_eq!((to.len(), sink.messages().len()), (20, 20));
});

on_both!(every_try_has_the_same_message_id, async |kit: Kit| {
    let (sink, url) = Sink::start(&[]).await;
    let (kit, owner) = with_mail(kit, &url).await;
    invite(&owner, "ana@x.example").await;
    run_once(&kit.backend).await.expect("runs");
    // The worker died between the mail server's answer and its note.
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("UPDATE outbox SET state = 'queued', sent_at = NULL").execute(&mut tx).await.expect("undone");
    tx.commit().await.expect("commit");
    run_once(&kit.backend).await.expect("runs");
    let messages = sink.messages();
    assert_eq!(messages.len(), 2);
    assert_eq!(header(&messages[0], "Message-ID"), header(&messages[1], "Message-ID"));
    assert!(header(&messages[0], "Message-ID").ends_with("@muster.example>"));
});

on_both!(what_no_longer_applies_does_not_leave, async |kit: Kit| {
    let (sink, url) = Sink::start(&[]).await;
    let (kit, owner) = with_mail(kit, &url).await;
    invite(&owner, "ana@x.example").await;
    let mut tx = kit.backend.db.begin().await.expect("begin");
    // Revoked behind the outbox's back: the message is asked again when its turn comes.
    query("UPDATE invitations SET state = 'revoked'").execute(&mut tx).await.expect("revoked");
    tx.commit().await.expect("commit");
    assert_eq!(run_once(&kit.backend).await.expect("runs"), 1);
    let (state,): (String,) = query("SELECT state FROM outbox").one(&kit.backend.db).await.expect("a row");
    assert_eq!((state.as_str(), sink.messages().len()), ("cancelled", 0));
});

on_both!(a_lease_that_was_left_behind_ends, async |kit: Kit| {
    let (sink, url) = Sink::start(&[]).await;
    let (kit, owner) = with_mail(kit, &url).await;
    invite(&owner, "ana@x.example").await;
    let mut tx = kit.backend.db.begin().await.expect("begin");
    assert_eq!(store::lease(&mut tx, 8, kit.backend.clock.now()).await.expect("leased").len(), 1);
    tx.commit().await.expect("commit");
    assert_eq!(run_once(&kit.backend).await.expect("runs"), 0);
    kit.backend.clock.advance(120 * SECOND);
    assert_eq!(run_once(&kit.backend).await.expect("runs"), 1);
    assert_eq!(sink.messages().len(), 1);
});
