//! The clock, passed in wherever time matters, so that tests can move it.

use model::time::Timestamp;
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

/// The system's clock, or one that a test sets.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Test(Arc<AtomicI64>),
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
        })
    }

    /// Moves a test clock; the system's goes its own way.
    pub fn advance(&self, milliseconds: i64) {
        if let Self::Test(now) = self {
            now.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }
}
