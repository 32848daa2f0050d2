//! An account whose address may be used to sign in: by the first run, or by an invitation's link. Whether a message has proved it is kept apart.

use super::{PasswordHash, store};
use crate::{
    Error, Result,
    clock::Clock,
    db::{Tx, query},
    new_id,
};
use model::{email::Email, id::AccountId, time::Timestamp};

/// Makes an account inside the caller's transaction. Hash the password before it begins (`hash_password`).
///
/// # Errors
/// Invalid `name`; a conflict when the address has an account already.
pub async fn create_account_verified(tx: &mut Tx, clock: &Clock, name: &str, email: &Email, password: &PasswordHash) -> Result<AccountId> {
    let name = model::name::clean(name).map_err(|reason| Error::invalid("name", reason))?;
    let id = AccountId(new_id(clock));
    store::insert_account(tx, &id, &name, password, clock.now()).await?;
    if !store::insert_email(tx, &id, email, clock.now()).await? {
        return Err(address_is_taken());
    }
    Ok(id)
}

/// A message to this address has reached the account's holder: the address is proved by mail.
pub(crate) async fn proved_by_mail(tx: &mut Tx, account: &AccountId, email_key: &str, now: Timestamp) -> Result<()> {
    query("UPDATE account_emails SET mailed = 1, verified_at = COALESCE(verified_at, $3) WHERE email_key = $1 AND account_id = $2")
        .bind(email_key)
        .bind(account)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// A message to this address has been read: whichever account has it, its address is proved by mail.
pub(crate) async fn mail_has_reached(tx: &mut Tx, email_key: &str) -> Result<()> {
    query("UPDATE account_emails SET mailed = 1 WHERE email_key = $1 AND verified_at IS NOT NULL").bind(email_key).execute(tx).await?;
    Ok(())
}

pub(crate) fn address_is_taken() -> Error {
    Error::conflict("This address has an account already. Sign in instead.")
}
