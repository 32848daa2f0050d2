//! How many invitations a day: counted in the database, so the limits hold over restarts and between servers. Resends count.

use super::store;
use crate::{Result, db::Tx};
use model::{
    id::{AccountId, OrganizationId},
    time::{DAY, Timestamp},
};

pub(super) const PER_PERSON: usize = 100;
pub(super) const PER_ORGANIZATION: usize = 200;
pub(super) const PER_ADDRESS: usize = 10;

/// What was sent in the 24 hours before now, newest first. Loaded once for a batch, under the lock of [`store::lock`].
pub(super) struct Limits {
    now: Timestamp,
    person: Vec<i64>,
    organization: Vec<i64>,
}

impl Limits {
    pub(super) async fn load(tx: &mut Tx, organization: &OrganizationId, account: &AccountId, now: Timestamp) -> Result<Self> {
        let since = now.plus(-DAY);
        Ok(Self {
            now,
            person: store::sends_of_account(tx, account, since, PER_PERSON).await?,
            organization: store::sends_of_organization(tx, organization, since, PER_ORGANIZATION).await?,
        })
    }

    /// When the next one to this address is possible, if it is not possible now.
    pub(super) async fn until(&self, tx: &mut Tx, email_key: &str) -> Result<Option<Timestamp>> {
        let address = store::sends_to_address(tx, email_key, self.now.plus(-DAY), PER_ADDRESS).await?;
        let full = [(&self.person, PER_PERSON), (&self.organization, PER_ORGANIZATION), (&address, PER_ADDRESS)];
        // The oldest of the last `limit` sends has to leave the window.
        Ok(full.iter().filter_map(|(sends, limit)| sends.get(limit - 1)).max().map(|oldest| Timestamp(*oldest).plus(DAY)))
    }

    /// Counts one more.
    pub(super) async fn count(&mut self, tx: &mut Tx, organization: &OrganizationId, account: &AccountId, email_key: &str) -> Result<()> {
        store::record_send(tx, organization, account, email_key, self.now).await?;
        self.person.insert(0, self.now.0);
        self.organization.insert(0, self.now.0);
        Ok(())
    }
}

/// When an address that was asked for at `asked` may get its message, if it may not now. The request itself was counted when it was made.
pub(super) async fn address_until(tx: &mut Tx, email_key: &str, asked: Timestamp, now: Timestamp) -> Result<Option<Timestamp>> {
    let since = now.plus(-DAY);
    let most = if asked > since { PER_ADDRESS + 1 } else { PER_ADDRESS };
    let sends = store::sends_to_address(tx, email_key, since, most).await?;
    Ok(sends.get(most - 1).map(|oldest| Timestamp(*oldest).plus(DAY)))
}
