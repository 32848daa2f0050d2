//! Invitations on both databases.

mod arriving;
mod deciding;
mod managing;
mod messages;
mod moving;
mod raced_decisions;
mod races;
mod random;
mod sending;

use super::send;
use crate::{
    access::{Access, Actor, Credential},
    accounts::Client,
    db::query,
    new_id,
    testing::Kit,
    token::Token,
};
use model::{
    id::{InvitationId, TeamId},
    invitation::{Batch, BatchResult, Context, Group, Invitee, Outcome, Source},
    role::Role,
};

pub(super) fn group(addresses: &[&str], role: Role, teams: &[&TeamId]) -> Group {
    let invitees = addresses.iter().map(|address| Invitee { address: (*address).to_owned(), name: None }).collect();
    Group { invitees, role, teams: teams.iter().map(|team| (*team).clone()).collect() }
}

pub(super) fn batch(key: &str, groups: Vec<Group>) -> Batch {
    Batch { key: key.to_owned(), context: Context::new(Source::MembersPage), groups, message: None }
}

/// Invites one address directly and answers the invitation with its token.
pub(super) async fn invite(access: &Access, address: &str, role: Role) -> (InvitationId, String) {
    let result = send(access, batch(&format!("key {address}"), vec![group(&[address], role, &[])])).await.expect("a send");
    invited(&result)
}

/// The first row's invitation and token.
pub(super) fn invited(result: &BatchResult) -> (InvitationId, String) {
    match &result.rows[0].outcome {
        Outcome::Invited { invitation, link: Some(link) } => {
            let (_, token) = link.split_once("https://muster.example/invitation#").expect("a link of this server");
            (invitation.clone(), token.to_owned())
        }
        other => panic!("not invited: {other:?}"),
    }
}

pub(super) async fn team(kit: &Kit, organization: &str, slug: &str) -> TeamId {
    let id = new_id(&kit.backend.clock);
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("INSERT INTO teams (id, organization_id, slug, name, created_at) SELECT $1, id, $2, $2, 0 FROM organizations WHERE slug = $3")
        .bind(&id)
        .bind(slug)
        .bind(organization)
        .execute(&mut tx)
        .await
        .expect("team");
    tx.commit().await.expect("commit");
    TeamId(id)
}

/// Runs one statement without parameters.
pub(super) async fn sql(kit: &Kit, statement: &'static str) {
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query(statement).execute(&mut tx).await.expect("statement");
    tx.commit().await.expect("commit");
}

/// What a counting statement answers.
pub(super) async fn count(kit: &Kit, statement: &'static str) -> i64 {
    let (count,): (i64,) = query(statement).one(&kit.backend.db).await.expect("count");
    count
}

/// Somebody who is signed in and no member of anything.
pub(super) async fn outsider(kit: &Kit, address: &str) -> Actor {
    let (account, now, token) = (new_id(&kit.backend.clock), kit.backend.clock.now(), Token::random());
    let mut tx = kit.backend.db.begin().await.expect("begin");
    query("INSERT INTO accounts (id, name, password_hash, created_at) VALUES ($1, 'Outsider', '', $2)")
        .bind(&account)
        .bind(now)
        .execute(&mut tx)
        .await
        .expect("account");
    query("INSERT INTO account_emails (email_key, account_id, address, verified_at, is_primary, mailed) VALUES ($1, $2, $1, $3, 1, 1)")
        .bind(address)
        .bind(&account)
        .bind(now)
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

/// A browser at this address.
pub(super) fn from(address: &str) -> Client {
    Client { address: address.into(), user_agent: "Test".into() }
}
