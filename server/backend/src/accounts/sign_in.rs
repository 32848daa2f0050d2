//! Signing in with address and password. An unknown address is answered in the same words and the same time.

use super::{Client, Limit, limits, password, start_session, store};
use crate::{Backend, Error, Result, token::Token};
use model::{email::Email, time::MINUTE};

pub(super) const PER_ADDRESS: Limit = Limit { kind: "sign_in.address", most: 20, window: 15 * MINUTE };
const PER_CLIENT: Limit = Limit { kind: "sign_in.client", most: 60, window: 15 * MINUTE };

/// Checks address and password and starts a new session.
///
/// # Errors
/// Invalid (the form as a whole) when the two don't belong together; limited after too many tries.
pub async fn sign_in(backend: &Backend, address: &str, password: &str, client: &Client) -> Result<Token> {
    let email = Email::parse(address).map_err(|why| Error::invalid("email", why.to_string()))?;
    let mut tx = backend.db.begin().await?;
    let mut counted = limits::count(&mut tx, &backend.clock, PER_CLIENT, &client.address).await;
    if counted.is_ok() {
        counted = limits::count(&mut tx, &backend.clock, PER_ADDRESS, email.key()).await;
    }
    tx.commit().await?;
    counted?;
    let found = store::by_email(&backend.db, &email).await?;
    let (account, stored) = found.map_or((None, None), |(account, stored)| (Some(account), Some(stored)));
    let fits = password::verify(password, stored).await?;
    match account {
        Some(account) if fits => {
            let mut tx = backend.db.begin().await?;
            limits::forget(&mut tx, PER_ADDRESS, email.key()).await?;
            let token = start_session(&mut tx, &backend.clock, &account, client).await?;
            tx.commit().await?;
            Ok(token)
        }
        _ => Err(Error::invalid("", "This address and password don’t belong together. Check both, or reset the password.")),
    }
}
