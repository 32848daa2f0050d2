//! All SQL of accounts that more than one use case needs.

use super::PasswordHash;
use crate::{
    Result,
    access::Actor,
    db::{Db, On, Tx, query},
};
use model::{
    account::{ApiTokenRow, SessionRow},
    email::Email,
    id::{AccountId, SessionId, TokenId},
    time::Timestamp,
};

pub async fn no_accounts(on: impl Into<On<'_>>) -> Result<bool> {
    let found: Option<(String,)> = query("SELECT id FROM accounts LIMIT 1").optional(on).await?;
    Ok(found.is_none())
}

/// Whether this transaction is the one that does the first run.
pub async fn claim_first_run(tx: &mut Tx) -> Result<bool> {
    let claimed: Option<(i64,)> =
        query("INSERT INTO counters (name, value) VALUES ('first_run', 1) ON CONFLICT (name) DO NOTHING RETURNING value").optional(tx).await?;
    Ok(claimed.is_some())
}

pub async fn insert_account(tx: &mut Tx, id: &AccountId, name: &str, password: &PasswordHash, now: Timestamp) -> Result<()> {
    query("INSERT INTO accounts (id, name, password_hash, created_at) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(name)
        .bind(&password.0)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// False when the address belongs to an account already.
pub async fn insert_email(tx: &mut Tx, id: &AccountId, email: &Email, now: Timestamp) -> Result<bool> {
    let inserted: Option<(String,)> = query(
        "INSERT INTO account_emails (email_key, account_id, address, verified_at, is_primary) VALUES ($1, $2, $3, $4, 1)
         ON CONFLICT (email_key) DO NOTHING RETURNING email_key",
    )
    .bind(email.key())
    .bind(id)
    .bind(email.address())
    .bind(now)
    .optional(tx)
    .await?;
    Ok(inserted.is_some())
}

/// Account and stored password behind a verified address.
pub async fn by_email(db: &Db, email: &Email) -> Result<Option<(AccountId, String)>> {
    let row: Option<(String, String)> = query(
        "SELECT a.id, a.password_hash FROM account_emails e JOIN accounts a ON a.id = e.account_id WHERE e.email_key = $1 AND e.verified_at IS NOT NULL",
    )
    .bind(email.key())
    .optional(db)
    .await?;
    Ok(row.map(|(id, hash)| (AccountId(id), hash)))
}

pub async fn by_email_tx(tx: &mut Tx, email: &Email) -> Result<Option<AccountId>> {
    let row: Option<(String,)> =
        query("SELECT account_id FROM account_emails WHERE email_key = $1 AND verified_at IS NOT NULL").bind(email.key()).optional(tx).await?;
    Ok(row.map(|(id,)| AccountId(id)))
}

pub async fn password_of(db: &Db, account: &AccountId) -> Result<Option<String>> {
    let row: Option<(String,)> = query("SELECT password_hash FROM accounts WHERE id = $1").bind(account).optional(db).await?;
    Ok(row.map(|(hash,)| hash))
}

pub async fn set_password(tx: &mut Tx, account: &AccountId, password: &PasswordHash) -> Result<()> {
    query("UPDATE accounts SET password_hash = $1 WHERE id = $2").bind(&password.0).bind(account).execute(tx).await?;
    Ok(())
}

pub async fn rename(tx: &mut Tx, account: &AccountId, name: &str) -> Result<()> {
    query("UPDATE accounts SET name = $1 WHERE id = $2").bind(name).bind(account).execute(tx).await?;
    Ok(())
}

/// Ends every session of the account, or every one but `keep`.
pub async fn end_sessions(tx: &mut Tx, account: &AccountId, keep: Option<&SessionId>) -> Result<()> {
    let keep = keep.map_or("", SessionId::as_str);
    query("DELETE FROM sessions WHERE account_id = $1 AND id <> $2").bind(account).bind(keep).execute(tx).await?;
    Ok(())
}

pub async fn sessions(actor: &Actor) -> Result<Vec<SessionRow>> {
    let rows: Vec<(String, i64, i64, String, String)> = query(
        "SELECT id, created_at, seen_at, user_agent, client_address FROM sessions WHERE account_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, id DESC",
    )
    .bind(&actor.account)
    .bind(actor.backend.clock.now())
    .all(&actor.backend.db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, created, seen, user_agent, client_address)| SessionRow {
            current: actor.session.as_ref().is_some_and(|own| own.0 == id),
            id: SessionId(id),
            created_at: Timestamp(created),
            seen_at: Timestamp(seen),
            user_agent,
            client_address,
        })
        .collect())
}

pub async fn api_tokens(actor: &Actor) -> Result<Vec<ApiTokenRow>> {
    let rows: Vec<(String, String, i64, Option<i64>)> =
        query("SELECT id, name, created_at, last_used_at FROM api_tokens WHERE account_id = $1 ORDER BY created_at DESC, id DESC")
            .bind(&actor.account)
            .all(&actor.backend.db)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, created, used)| ApiTokenRow { id: TokenId(id), name, created_at: Timestamp(created), last_used_at: used.map(Timestamp) })
        .collect())
}
