//! What happens in Muster and where it is kept. One folder per domain: `mod` holds the use cases, `store` all SQL.
//!
//! Nothing here knows of HTTP or pages. Whoever wants to act first gets an [`access::Access`]; nothing else hands out an organization's data.

pub mod access;
pub mod accounts;
pub mod analytics;
pub mod artifacts;
pub mod audit_log;
pub mod clock;
pub mod db;
pub mod demo;
pub mod error;
pub mod events;
pub mod experiments;
pub mod invitations;
pub mod issues;
pub mod joining;
pub mod live;
pub mod mail;
pub mod members;
pub mod organizations;
pub mod outbox;
pub mod ownership;
pub mod projects;
pub mod releases;
pub mod simulate;
pub mod sink;
pub mod slugs;
pub mod suspect_commits;
pub mod teams;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod token;
pub mod transfer;

use clock::Clock;
use db::Db;
use live::Live;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

pub use error::{Error, Result};

/// Everything a use case needs from the process it runs in. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    pub db: Db,
    pub clock: Clock,
    pub live: Live,
    pub settings: Arc<Settings>,
    /// The product's own experiments: [`experiments::own::ALL`].
    pub experiments: experiments::own::Catalog,
}

/// What whoever runs the server has decided.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach this server, without a trailing slash; links in messages are made from it alone.
    pub base_url: String,
    pub mail: Mail,
    /// Demo mode: `/mailbox` is open and messages go there.
    pub demo: bool,
    /// Anyone may create an account and an organization; otherwise only the first run and invitations.
    pub open_sign_up: bool,
    /// Which name server proves domains; `None`: the system’s.
    pub dns: Option<std::net::SocketAddr>,
    /// How many invitations and requests a person may send in a day; an organization, twice as many.
    pub invitations_per_day: usize,
}

/// What a person may send in a day where nothing else is set.
pub const INVITATIONS_PER_DAY: usize = 100;

/// How messages leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mail {
    /// Not at all: links are shown to who may see them.
    None,
    /// Into the `mailbox` table (demo mode).
    Mailbox,
    /// To a mail server: `smtp://user:password@host:port`, with this sender.
    Smtp { url: String, from: String },
}

impl Settings {
    pub fn mail_configured(&self) -> bool {
        self.mail != Mail::None
    }
}

/// Counts the identifiers that this process has made.
static MADE: AtomicU64 = AtomicU64::new(0);

/// A new identifier: UUIDv7, so that newer ones sort later; of those that this process makes in one millisecond, too.
pub fn new_id(clock: &Clock) -> String {
    let now = clock.now().0;
    if let Some(bits) = clock.id_bits() {
        return uuid::Builder::from_unix_timestamp_millis(now.unsigned_abs(), &bits).into_uuid().to_string();
    }
    let (seconds, millis) = (now.div_euclid(1_000), now.rem_euclid(1_000));
    let stamp = uuid::Timestamp::from_unix(uuid::NoContext, seconds.unsigned_abs(), u32::try_from(millis).unwrap_or(0) * 1_000_000);
    let mut bytes = uuid::Uuid::new_v7(stamp).into_bytes();
    // 34 bits of the count come right after the time, around the four bits of the version and the two of the variant; 40 bits stay random.
    let count = (MADE.fetch_add(1, Ordering::Relaxed) & 0x3_FFFF_FFFF).to_be_bytes();
    let above = u64::from_be_bytes(count) >> 22;
    let [.., high, low] = above.to_be_bytes();
    (bytes[6], bytes[7]) = (0x70 | high, low);
    (bytes[8], bytes[9], bytes[10]) = (0x80 | (count[5] & 0x3F), count[6], count[7]);
    uuid::Uuid::from_bytes(bytes).to_string()
}

#[cfg(test)]
mod tests {
    use super::{clock::Clock, new_id};
    use model::time::Timestamp;

    #[test]
    fn identifiers_of_one_millisecond_sort_as_they_were_made() {
        let clock = Clock::test(Timestamp(1_790_000_000_000));
        let ids: Vec<String> = (0..10_000).map(|_| new_id(&clock)).collect();
        assert!(ids.is_sorted());
        assert!(
            ids.iter().all(|id| uuid::Uuid::parse_str(id).is_ok_and(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122))
        );
        clock.advance(1);
        assert!(new_id(&clock) > ids[9_999]);
    }
}
