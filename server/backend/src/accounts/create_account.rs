//! An account whose address is already proved: by the first run, or by an invitation's link.

use super::{PasswordHash, store};
use crate::{Error, Result, clock::Clock, db::Tx, new_id};
use model::{email::Email, id::AccountId};

/// Makes an account inside the caller's transaction. Hash the password before it begins (`hash_password`).
///
/// # Errors
/// Invalid `name`; a conflict when the address has an account already.
pub async fn create_account_verified(tx: &mut Tx, clock: &Clock, name: &str, email: &Email, password: &PasswordHash) -> Result<AccountId> {
    let name = model::name::clean(name).map_err(|reason| Error::invalid("name", reason))?;
    let id = AccountId(new_id(clock));
    store::insert_account(tx, &id, &name, password, clock.now()).await?;
    if !store::insert_email(tx, &id, email, clock.now()).await? {
        return Err(Error::conflict("This address has an account already. Sign in instead."));
    }
    Ok(id)
}
