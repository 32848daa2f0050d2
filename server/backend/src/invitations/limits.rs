//! How many invitations a day: counted in the database, so the limits hold over restarts and between servers. Resends count.

use super::store;
use crate::{
    Backend, Result,
    db::{On, Tx},
};
use model::{
    id::{AccountId, OrganizationId},
    time::{DAY, Timestamp},
};

pub(super) const PER_ADDRESS: usize = 10;

/// What was sent in the 24 hours before now, newest first. Loaded once for a batch, under the lock of [`store::lock`].
pub(super) struct Limits {
    now: Timestamp,
    person: Counted,
    organization: Counted,
}

/// Sends, and how many there may be.
struct Counted {
    sends: Vec<i64>,
    most: usize,
}

impl Counted {
    /// When there is room for one more; `None`: now. The oldest of the last `most` sends has to leave the window.
    fn until(&self) -> Option<Timestamp> {
        match self.most.checked_sub(1) {
            Some(last) => self.sends.get(last).map(|oldest| Timestamp(*oldest).plus(DAY)),
            // Nothing may be sent at all.
            None => Some(Timestamp(i64::MAX)),
        }
    }
}

impl Limits {
    /// Reads what this person and this organization sent.
    pub(super) async fn load<'a>(
        on: impl Into<On<'a>>,
        backend: &Backend,
        organization: &OrganizationId,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Self> {
        let mut on = on.into();
        let since = now.plus(-DAY);
        let (person, all) = (backend.settings.invitations_per_day, backend.settings.invitations_per_day * 2);
        Ok(Self {
            now,
            person: Counted { sends: store::sends_of_account(on.again(), account, since, person).await?, most: person },
            organization: Counted { sends: store::sends_of_organization(on, organization, since, all).await?, most: all },
        })
    }

    /// How many more can go now, and when there is room for one more if none can.
    pub(super) fn left(&self) -> (usize, Option<Timestamp>) {
        let left = |counted: &Counted| counted.most.saturating_sub(counted.sends.len());
        (left(&self.person).min(left(&self.organization)), self.person.until().max(self.organization.until()))
    }

    /// When the next one to this address is possible, if it is not possible now.
    pub(super) async fn until(&self, tx: &mut Tx, email_key: &str) -> Result<Option<Timestamp>> {
        let sends = store::sends_to_address(tx, email_key, self.now.plus(-DAY), PER_ADDRESS).await?;
        let address = Counted { sends, most: PER_ADDRESS };
        Ok([&self.person, &self.organization, &address].into_iter().filter_map(Counted::until).max())
    }

    /// Counts one more.
    pub(super) async fn count(&mut self, tx: &mut Tx, organization: &OrganizationId, account: &AccountId, email_key: &str) -> Result<()> {
        store::record_send(tx, organization, account, email_key, self.now).await?;
        self.person.sends.insert(0, self.now.0);
        self.organization.sends.insert(0, self.now.0);
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
