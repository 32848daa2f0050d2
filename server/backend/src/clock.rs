//! The clock, passed in wherever time matters, so that tests can move it.

use model::time::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// The system's clock, or one that a test sets.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Test(Arc<AtomicI64>),
    /// A simulation's: it moves by itself only when told, and the ids made with it are the same in every run.
    Simulated(Arc<Simulated>),
}

/// The time of a simulation, and where its ids come from.
#[derive(Debug)]
pub struct Simulated {
    now: AtomicI64,
    ids: AtomicU64,
}

impl Clock {
    /// A clock that stands still at `now` until it is advanced.
    pub fn test(now: Timestamp) -> Self {
        Self::Test(Arc::new(AtomicI64::new(now.0)))
    }

    pub fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is where everybody else takes it from")]
        let system = SystemTime::now;
        Timestamp(match self {
            Self::System => system().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
            Self::Test(now) => now.load(Ordering::SeqCst),
            Self::Simulated(simulated) => simulated.now.load(Ordering::SeqCst),
        })
    }

    /// A simulation's clock, with ids that follow from `seed`.
    pub fn simulated(now: Timestamp, seed: u64) -> Self {
        Self::Simulated(Arc::new(Simulated { now: AtomicI64::new(now.0), ids: AtomicU64::new(seed) }))
    }

    /// Moves a test's or a simulation's clock; the system's goes its own way.
    pub fn advance(&self, milliseconds: i64) {
        match self {
            Self::System => {}
            Self::Test(now) => _ = now.fetch_add(milliseconds, Ordering::SeqCst),
            Self::Simulated(simulated) => _ = simulated.now.fetch_add(milliseconds, Ordering::SeqCst),
        }
    }

    /// The random part of the next id, where ids are to be the same in every run.
    pub(crate) fn id_bits(&self) -> Option<[u8; 10]> {
        let Self::Simulated(simulated) = self else { return None };
        let number = simulated.ids.fetch_add(1, Ordering::SeqCst);
        let (high, low) = (crate::simulate::mix(number), crate::simulate::mix(!number));
        let mut bits = [0; 10];
        bits[..8].copy_from_slice(&high.to_be_bytes());
        bits[8..].copy_from_slice(&low.to_be_bytes()[..2]);
        Some(bits)
    }
}
