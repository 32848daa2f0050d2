//! The account that an invited person creates: checked, hashed, stored.

use crate::{
    Error, Result,
    clock::Clock,
    db::{Tx, query},
    new_id,
};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use model::{email::Email, id::AccountId};

/// A name and a hashed password, ready to be stored.
pub(super) struct Prepared {
    name: String,
    password_hash: String,
}

/// Checks what was typed and hashes the password; slow by design, so it happens before any transaction.
pub(super) async fn prepare(name: &str, password: &str) -> Result<Prepared> {
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(Error::invalid("name", "Type your name, up to 100 characters."));
    }
    if !(8..=1024).contains(&password.chars().count()) {
        return Err(Error::invalid("password", "Use at least 8 characters."));
    }
    let password = password.to_owned();
    let hash = tokio::task::spawn_blocking(move || hash(&password)).await.map_err(|error| Error::Fault(error.to_string()))??;
    Ok(Prepared { name, password_hash: hash })
}

fn hash(password: &str) -> Result<String> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| Error::Fault(error.to_string()))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon.hash_password(password.as_bytes()).map_err(|error| Error::Fault(error.to_string()))?.to_string())
}

/// Stores the account with its proved address; `None` when there is an account with it already.
pub(super) async fn insert(tx: &mut Tx, clock: &Clock, prepared: &Prepared, email: &Email) -> Result<Option<AccountId>> {
    let (id, now) = (AccountId(new_id(clock)), clock.now());
    query("INSERT INTO accounts (id, name, password_hash, created_at) VALUES ($1, $2, $3, $4)")
        .bind(&id)
        .bind(&prepared.name)
        .bind(&prepared.password_hash)
        .bind(now)
        .execute(&mut *tx)
        .await?;
    let row: Option<(String,)> = query(
        "INSERT INTO account_emails (email_key, account_id, address, verified_at, is_primary) VALUES ($1, $2, $3, $4, 1)
         ON CONFLICT (email_key) DO NOTHING RETURNING email_key",
    )
    .bind(email.key())
    .bind(&id)
    .bind(email.address())
    .bind(now)
    .optional(tx)
    .await?;
    Ok(row.map(|_| id))
}
