//! A forgotten password: a code by mail, good for one hour and one use.

use super::{Client, Limit, PasswordHash, hash_password, limits, proved_by_mail, start_session, store};
use crate::{
    Backend, Error, Result,
    clock::Clock,
    db::{Tx, query},
    new_id,
    outbox::{self, Message},
    token::{self, Token},
};
use model::{
    email::Email,
    id::AccountId,
    time::{DAY, HOUR, MINUTE},
};

const PER_ADDRESS: Limit = Limit { kind: "reset.address", most: 3, window: HOUR };
const PER_CLIENT: Limit = Limit { kind: "reset.client", most: 20, window: HOUR };
const TRIES: Limit = Limit { kind: "reset.try", most: 20, window: 15 * MINUTE };

/// How long a code works, milliseconds.
const LASTS: i64 = HOUR;
/// How long it is kept that somebody asked, milliseconds: as long as its message may still leave.
const ASKS_KEPT: i64 = 3 * DAY;

/// Asks for a code. The answer is the same, with the same work, whether the address has an account or not, and whether a limit was met.
///
/// # Errors
/// Invalid `email` when it is no address at all.
pub async fn request_reset(backend: &Backend, address: &str, client: &Client) -> Result<()> {
    let email = Email::parse(address).map_err(|why| Error::invalid("email", why.to_string()))?;
    let mut tx = backend.db.begin().await?;
    let counted = match limits::count(&mut tx, &backend.clock, PER_CLIENT, &client.address).await {
        Ok(()) => limits::count(&mut tx, &backend.clock, PER_ADDRESS, email.key()).await,
        refused => refused,
    };
    if counted.is_ok() && backend.settings.mail_configured() {
        let (id, now) = (new_id(&backend.clock), backend.clock.now());
        query("INSERT INTO reset_asks (id, email_key, created_at) VALUES ($1, $2, $3)")
            .bind(&id)
            .bind(email.key())
            .bind(now)
            .execute(&mut tx)
            .await?;
        outbox::enqueue(&mut tx, &backend.clock, Message::PasswordReset { ask: &id, to: &email }).await?;
    }
    tx.commit().await?;
    outbox::ring();
    match counted {
        Ok(()) | Err(Error::Said(_)) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// What a request for a code leads to, looked up when its message is written: the account's own address, as it is stored, and a code for it.
/// `None`: nobody has the address.
pub(crate) async fn answer_reset(tx: &mut Tx, clock: &Clock, ask: &str) -> Result<Option<(Email, Token)>> {
    let row: Option<(String, String)> = query(
        "SELECT e.account_id, e.address FROM reset_asks r JOIN account_emails e ON e.email_key = r.email_key AND e.verified_at IS NOT NULL WHERE r.id = $1",
    )
    .bind(ask)
    .optional(&mut *tx)
    .await?;
    let Some((account, address)) = row else { return Ok(None) };
    let email = Email::parse(&address).map_err(|why| Error::Fault(format!("account {account} has an unreadable address: {why}")))?;
    let code = insert_code(tx, clock, &AccountId(account), Some(email.key())).await?;
    Ok(Some((email, code)))
}

/// Forgets requests and codes that are over.
pub async fn sweep(backend: &Backend) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.begin().await?;
    query("DELETE FROM reset_asks WHERE created_at <= $1").bind(now.plus(-ASKS_KEPT)).execute(&mut tx).await?;
    query("DELETE FROM account_codes WHERE expires_at <= $1").bind(now.plus(-ASKS_KEPT)).execute(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn insert_code(tx: &mut Tx, clock: &Clock, account: &AccountId, email_key: Option<&str>) -> Result<Token> {
    let (code, now) = (Token::random(), clock.now());
    query("INSERT INTO account_codes (token_hash, account_id, purpose, email_key, created_at, expires_at) VALUES ($1, $2, 'reset', $3, $4, $5)")
        .bind(&code.hash)
        .bind(account)
        .bind(email_key)
        .bind(now)
        .bind(now.plus(LASTS))
        .execute(tx)
        .await?;
    Ok(code)
}

/// Makes a code's link, `…/reset#CODE`, for `muster admin reset-password`.
pub async fn reset_link(tx: &mut Tx, backend: &Backend, account: &AccountId) -> Result<String> {
    let code = insert_code(tx, &backend.clock, account, None).await?;
    Ok(format!("{}/reset#{}", backend.settings.base_url, code.secret))
}

/// Sets a new password with a code, ends every session of the account and starts a new one. `code`: the code, or the whole link as pasted.
///
/// # Errors
/// Invalid `code` (unknown, used or lapsed) or `password`; limited after too many tries.
pub async fn reset_password(backend: &Backend, code: &str, password: &str, client: &Client) -> Result<Token> {
    let mut tx = backend.db.begin().await?;
    let counted = limits::count(&mut tx, &backend.clock, TRIES, &client.address).await;
    tx.commit().await?;
    counted?;
    let code = token::hash(code.trim().rsplit('#').next().unwrap_or_default());
    let lapsed = || Error::invalid("code", "This code doesn’t work any more: it was used, or is older than an hour. Ask for a new one.");
    let now = backend.clock.now();
    // Hashing a password costs more than trying a code: not for nothing.
    let works: Option<(String,)> =
        query("SELECT account_id FROM account_codes WHERE token_hash = $1 AND purpose = 'reset' AND used_at IS NULL AND expires_at > $2")
            .bind(&code)
            .bind(now)
            .optional(&backend.db)
            .await?;
    works.ok_or_else(lapsed)?;
    let hash = hash_password(password, &[]).await?;
    let mut tx = backend.db.begin().await?;
    let (account, email_key): (String, Option<String>) = query(
        "UPDATE account_codes SET used_at = $1 WHERE token_hash = $2 AND purpose = 'reset' AND used_at IS NULL AND expires_at > $1
         RETURNING account_id, email_key",
    )
    .bind(now)
    .bind(&code)
    .optional(&mut tx)
    .await?
    .ok_or_else(lapsed)?;
    let account = AccountId(account);
    if let Some(email_key) = email_key {
        proved_by_mail(&mut tx, &account, &email_key, now).await?;
    }
    replace(&mut tx, &account, &hash).await?;
    let token = start_session(&mut tx, &backend.clock, &account, client).await?;
    tx.commit().await?;
    Ok(token)
}

async fn replace(tx: &mut Tx, account: &AccountId, hash: &PasswordHash) -> Result<()> {
    store::set_password(tx, account, hash).await?;
    store::end_sessions(tx, account, None).await?;
    query("DELETE FROM account_codes WHERE account_id = $1 AND purpose = 'reset' AND used_at IS NULL").bind(account).execute(tx).await?;
    Ok(())
}

/// Sets the password of an address from the command line, and ends every session of the account.
///
/// # Errors
/// Not found when the address has no account; invalid `password`.
pub async fn set_password(backend: &Backend, address: &str, password: &str) -> Result<()> {
    let email = Email::parse(address).map_err(|why| Error::invalid("email", why.to_string()))?;
    let hash = hash_password(password, &[email.address(), email.local_part()]).await?;
    let mut tx = backend.db.begin().await?;
    let account = store::by_email_tx(&mut tx, &email).await?.ok_or_else(Error::not_found)?;
    replace(&mut tx, &account, &hash).await?;
    tx.commit().await?;
    Ok(())
}
