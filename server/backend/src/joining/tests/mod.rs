//! Coming in from outside, on both databases.

mod asking;
mod confirming;
mod domains;
mod links;

use super::ask;
use crate::{
    access::{Access, Actor, Credential},
    accounts::Client,
    db::query,
    new_id, outbox,
    testing::Kit,
    token::Token,
};
use model::{
    invitation::{Batch, Context, Group, Invitee, Source},
    joining::{Asked, JoinForm},
    role::Role,
};

/// An organization with an owner.
pub(super) async fn acme(kit: &Kit) -> Access {
    kit.organization("acme").await;
    kit.member("acme", Role::Owner, "olga@acme.example").await
}

pub(super) fn form(address: &str) -> JoinForm {
    JoinForm { name: "Ana Souza".into(), address: address.into(), note: "I write the till.".into(), wanted: None }
}

/// A browser at this address.
pub(super) fn from(address: &str) -> Client {
    Client { address: address.into(), user_agent: "Test".into() }
}

/// Asks from a browser of its own, so that no limit of a client is met.
pub(super) async fn asks(kit: &Kit, address: &str) -> Asked {
    ask(&kit.backend, "acme", &form(address), None, &from(&format!("client of {address} {}", new_id(&kit.backend.clock)))).await.expect("an answer")
}

/// Everything that waits leaves; answers the newest message to this address.
pub(super) async fn mail(kit: &Kit, to: &str) -> Option<String> {
    while outbox::run_once(&kit.backend).await.expect("a round") > 0 {}
    let row: Option<(String,)> = query("SELECT text_body FROM mailbox WHERE recipient = $1 ORDER BY created_at DESC, id DESC LIMIT 1")
        .bind(to)
        .optional(&kit.backend.db)
        .await
        .expect("mailbox");
    row.map(|(text,)| text)
}

/// The code in a message's link.
pub(super) fn code(text: &str) -> String {
    text.split_once("https://muster.example/confirm#").expect("a link to confirm").1.chars().take(64).collect()
}

/// Asks and reads the code from the message.
pub(super) async fn asked(kit: &Kit, address: &str) -> String {
    assert_eq!(asks(kit, address).await, Asked::Sent);
    code(&mail(kit, address).await.expect("a message"))
}

/// Runs one statement without parameters.
pub(super) async fn sql(kit: &Kit, statement: &'static str) {
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query(statement).execute(&mut tx).await.expect("statement");
    tx.commit().await.expect("commit");
}

pub(super) async fn count(kit: &Kit, statement: &'static str) -> i64 {
    let (count,): (i64,) = query(statement).one(&kit.backend.db).await.expect("count");
    count
}

/// State and role of the newest row of an address.
pub(super) async fn state(kit: &Kit, address: &str) -> (String, String) {
    query("SELECT state, role FROM invitations WHERE address = $1 ORDER BY created_at DESC, id DESC LIMIT 1")
        .bind(address)
        .one(&kit.backend.db)
        .await
        .expect("a row")
}

pub(super) fn batch(address: &str) -> Batch {
    let invitees = vec![Invitee { address: address.into(), name: None }];
    let groups = vec![Group { invitees, role: Role::Member, teams: Vec::new() }];
    Batch { key: address.into(), context: Context::new(Source::MembersPage), groups, message: None }
}

/// Somebody who is signed in and no member of anything. `proved`: whether the address is.
pub(super) async fn outsider(kit: &Kit, address: &str, proved: bool) -> Actor {
    let (account, now, token) = (new_id(&kit.backend.clock), kit.backend.clock.now(), Token::random());
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("INSERT INTO accounts (id, name, password_hash, created_at) VALUES ($1, 'Ana Souza', '', $2)")
        .bind(&account)
        .bind(now)
        .execute(&mut tx)
        .await
        .expect("account");
    query("INSERT INTO account_emails (email_key, account_id, address, verified_at, is_primary, mailed) VALUES ($1, $2, $1, $3, 1, $4)")
        .bind(address)
        .bind(&account)
        .bind(proved.then_some(now))
        .bind(proved)
        .execute(&mut tx)
        .await
        .expect("address");
    query("INSERT INTO sessions (token_hash, id, account_id, created_at, seen_at, expires_at, user_agent, client_address) VALUES ($1, $2, $3, $4, $4, $5, '', '')")
        .bind(&token.hash)
        .bind(new_id(&kit.backend.clock))
        .bind(&account)
        .bind(now)
        .bind(i64::MAX)
        .execute(&mut tx)
        .await
        .expect("session");
    tx.commit().await.expect("commit");
    kit.backend.actor(Credential::Session(&token.secret), "192.0.2.1").await.expect("signed in")
}
