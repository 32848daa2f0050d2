//! Sessions: where an account is signed in. They last 30 days from their last use.

use super::store;
use crate::{
    Backend, Result,
    access::Actor,
    clock::Clock,
    db::{Tx, query},
    new_id,
    token::{self, Token},
};
use model::{
    account::SessionRow,
    id::{AccountId, SessionId},
    time::{DAY, HOUR, SECOND},
};

/// How long a session lasts without use, milliseconds.
pub const LASTS: i64 = 30 * DAY;

/// Where a request came from, for the sessions list, limits and the audit log.
#[derive(Clone, Debug, Default)]
pub struct Client {
    pub address: String,
    pub user_agent: String,
}

/// Signs an account in: a new session, whose secret is the cookie's value.
pub async fn start_session(tx: &mut Tx, clock: &Clock, account: &AccountId, client: &Client) -> Result<Token> {
    let token = Token::random();
    let now = clock.now();
    query(
        "INSERT INTO sessions (token_hash, id, account_id, created_at, seen_at, expires_at, user_agent, client_address, rights)
         SELECT $1, $2, id, $4, $5, $6, $7, $8, rights FROM accounts WHERE id = $3",
    )
    .bind(&token.hash)
    .bind(new_id(clock))
    .bind(account)
    .bind(now)
    .bind(now)
    .bind(now.plus(LASTS))
    .bind(client.user_agent.chars().filter(|c| !c.is_control()).take(300).collect::<String>())
    .bind(&client.address)
    .execute(&mut *tx)
    .await?;
    query("DELETE FROM sessions WHERE account_id = $1 AND expires_at < $2").bind(account).bind(now).execute(tx).await?;
    Ok(token)
}

/// Notes that a session or API token is in use and prolongs the session. At most once an hour, so that reading rarely writes.
pub async fn touch(backend: &Backend, secret: &str) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.begin().await?;
    query("UPDATE sessions SET seen_at = $1, expires_at = $2 WHERE token_hash = $3 AND seen_at < $4")
        .bind(now)
        .bind(now.plus(LASTS))
        .bind(token::hash(secret))
        .bind(now.plus(-HOUR))
        .execute(&mut tx)
        .await?;
    query("UPDATE api_tokens SET last_used_at = $1 WHERE token_hash = $2 AND (last_used_at IS NULL OR last_used_at < $3)")
        .bind(now)
        .bind(token::hash(secret))
        .bind(now.plus(-HOUR))
        .execute(&mut tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// What an account may do has changed: each of its sessions gets a new secret with the next request ([`renew_session`]).
pub(crate) async fn rights_changed(tx: &mut Tx, account: &AccountId) -> Result<()> {
    query("UPDATE accounts SET rights = rights + 1 WHERE id = $1").bind(account).execute(tx).await?;
    Ok(())
}

/// How long the secret before still works, milliseconds: requests that were sent together arrive within this.
const OVERLAP: i64 = 20 * SECOND;

/// Gives the session that asks a new secret, if what its account may do has changed since it got the one it has.
/// `None`: nothing has, another request was faster, or it is an API token; those stay.
pub async fn renew_session(actor: &Actor) -> Result<Option<Token>> {
    let Some(session) = &actor.session else { return Ok(None) };
    let fresh = Token::random();
    let mut tx = actor.backend.db.begin().await?;
    let renewed = query(
        "UPDATE sessions SET replaced_hash = token_hash, replaced_at = $4, token_hash = $1, rights = (SELECT rights FROM accounts WHERE id = $3)
         WHERE id = $2 AND account_id = $3 AND rights < (SELECT rights FROM accounts WHERE id = $3)",
    )
    .bind(&fresh.hash)
    .bind(session)
    .bind(&actor.account)
    .bind(actor.backend.clock.now())
    .execute(&mut tx)
    .await?;
    tx.commit().await?;
    Ok((renewed == 1).then_some(fresh))
}

/// The present hash of a session whose secret was replaced some seconds ago.
pub(crate) async fn replaced(backend: &Backend, hash: &[u8]) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = query("SELECT token_hash FROM sessions WHERE replaced_hash = $1 AND replaced_at > $2")
        .bind(hash)
        .bind(backend.clock.now().plus(-OVERLAP))
        .optional(&backend.db)
        .await?;
    Ok(row.map(|(hash,)| hash))
}

/// Ends the session that asks.
pub async fn sign_out(actor: &Actor) -> Result<()> {
    match &actor.session {
        Some(session) => end_session(actor, session).await,
        None => Ok(()),
    }
}

/// Where the account is signed in, the latest first.
pub async fn list_sessions(actor: &Actor) -> Result<Vec<SessionRow>> {
    store::sessions(actor).await
}

/// Ends one of the account's own sessions; one that has ended already is fine.
pub async fn end_session(actor: &Actor, session: &SessionId) -> Result<()> {
    let mut tx = actor.backend.db.begin().await?;
    query("DELETE FROM sessions WHERE id = $1 AND account_id = $2").bind(session).bind(&actor.account).execute(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends all sessions of the account but the one that asks.
pub async fn end_other_sessions(actor: &Actor) -> Result<()> {
    let mut tx = actor.backend.db.begin().await?;
    store::end_sessions(&mut tx, &actor.account, actor.session.as_ref()).await?;
    tx.commit().await?;
    Ok(())
}
