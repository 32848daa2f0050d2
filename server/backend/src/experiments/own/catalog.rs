//! The product's own experiments in this process. Every page asks where they stand, so that is known for a second.

use super::{Declaration, Own, standing};
use crate::{Result, db::Db};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long this process goes by what it has read. What it decides itself it knows at once; another process that shares the database, such as
/// `muster admin experiment`, is followed after this time.
const LASTS: Duration = Duration::from_secs(1);

/// What is declared, and where it stands. Cheap to clone: all clones know the same.
#[derive(Clone)]
pub struct Catalog {
    declared: &'static [Declaration],
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    own: Option<(Instant, Arc<[Own]>)>,
    /// How many decisions were made here: what was read before one is not kept after it.
    decisions: u64,
}

impl Catalog {
    /// Nothing is read yet.
    pub fn new(declared: &'static [Declaration]) -> Self {
        Self { declared, known: Arc::default() }
    }

    /// What is declared.
    pub const fn declared(&self) -> &'static [Declaration] {
        self.declared
    }

    pub(super) async fn standing(&self, db: &Db) -> Result<Arc<[Own]>> {
        let begin = Instant::now();
        let decisions = {
            let known = self.known();
            if let Some((_, own)) = known.own.as_ref().filter(|(read, _)| begin.duration_since(*read) < LASTS) {
                return Ok(own.clone());
            }
            known.decisions
        };
        let mut own: Arc<[Own]> = standing(db, self.declared).await?.into();
        let mut known = self.known();
        // What stands as it did keeps what it has given.
        if let Some((_, before)) = known.own.as_ref().filter(|(_, before)| before.iter().zip(own.iter()).all(|(before, now)| now.stands_as(before))) {
            own = before.clone();
        }
        if known.decisions == decisions {
            known.own = Some((begin, own.clone()));
        }
        Ok(own)
    }

    /// Something was decided, and is committed, here or elsewhere: the next page reads it.
    pub(in crate::experiments) fn forget(&self) {
        let mut known = self.known();
        known.decisions += 1;
        known.own = None;
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
