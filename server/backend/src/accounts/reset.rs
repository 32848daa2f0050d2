//! A forgotten password: a code by mail, good for one hour and one use.

use super::{Client, Limit, PasswordHash, hash_password, limits, start_session, store};
use crate::{
    Backend, Error, Result,
    db::{Tx, query},
    outbox::{self, Message},
    token::{self, Token},
};
use model::{
    email::Email,
    id::AccountId,
    time::{HOUR, MINUTE},
};

const PER_ADDRESS: Limit = Limit { kind: "reset.address", most: 3, window: HOUR };
const PER_CLIENT: Limit = Limit { kind: "reset.client", most: 20, window: HOUR };
const TRIES: Limit = Limit { kind: "reset.try", most: 20, window: 15 * MINUTE };

/// How long a code works, milliseconds.
const LASTS: i64 = HOUR;

/// Asks for a code. The answer is the same whether the address has an account or not, and whether a limit was met.
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
    let account = store::by_email_tx(&mut tx, &email).await?;
    if let (Ok(()), Some(account)) = (&counted, account)
        && backend.settings.mail_configured()
    {
        outbox::enqueue(&mut tx, &backend.clock, Message::PasswordReset { account: &account, to: &email }).await?;
    }
    tx.commit().await?;
    outbox::ring();
    match counted {
        Ok(()) | Err(Error::Said(_)) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// Makes a code's link, `…/reset#CODE`, for `muster admin reset-password`.
pub async fn reset_link(tx: &mut Tx, backend: &Backend, account: &AccountId) -> Result<String> {
    let code = Token::random();
    let now = backend.clock.now();
    query("INSERT INTO account_codes (token_hash, account_id, purpose, created_at, expires_at) VALUES ($1, $2, 'reset', $3, $4)")
        .bind(&code.hash)
        .bind(account)
        .bind(now)
        .bind(now.plus(LASTS))
        .execute(tx)
        .await?;
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
    let hash = hash_password(password, &[]).await?;
    let code = code.trim().rsplit('#').next().unwrap_or_default();
    let mut tx = backend.db.begin().await?;
    let now = backend.clock.now();
    let found: Option<(String,)> = query(
        "UPDATE account_codes SET used_at = $1 WHERE token_hash = $2 AND purpose = 'reset' AND used_at IS NULL AND expires_at > $3 RETURNING account_id",
    )
    .bind(now)
    .bind(token::hash(code))
    .bind(now)
    .optional(&mut tx)
    .await?;
    let Some((account,)) = found else {
        return Err(Error::invalid("code", "This code doesn’t work any more: it was used, or is older than an hour. Ask for a new one."));
    };
    let account = AccountId(account);
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
