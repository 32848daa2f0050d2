//! Sinks beside the database: each with a bounded queue of its own. What does not fit, or can't be handed over, is counted as lost.

use super::{EventSink, Record};
use crate::{
    Result,
    clock::Clock,
    db::{Db, query},
};
use model::time::DAY;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::JoinHandle,
    time::{sleep, timeout},
};

/// Records that may wait for one sink.
const WAITING: usize = 10_000;
/// Records of one hand-over.
const BATCH: usize = 500;
/// How long one hand-over may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pauses before trying again; then the batch is lost.
const AGAIN: [Duration; 2] = if cfg!(test) { [Duration::from_millis(20); 2] } else { [Duration::from_millis(500), Duration::from_secs(3)] };
/// How long the end of the program waits for what is queued.
const FAREWELL: Duration = Duration::from_secs(5);

/// The sinks beside the database. Cheap to clone; none by default.
#[derive(Clone, Default)]
pub struct Beside(Arc<Vec<Queue>>);

struct Queue {
    sender: Mutex<Option<Sender<Record>>>,
    lost: Arc<AtomicI64>,
    work: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Beside {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} sinks", self.0.len())
    }
}

impl Beside {
    /// Starts handing over to these; the word names a sink in the count of losses, which is kept in `db`. Belongs into a Tokio runtime.
    pub fn start(db: &Db, clock: &Clock, sinks: Vec<(&'static str, Box<dyn EventSink>)>) -> Self {
        Self::with_room(db, clock, sinks, WAITING)
    }

    /// The same with another length of the queues.
    pub(super) fn with_room(db: &Db, clock: &Clock, sinks: Vec<(&'static str, Box<dyn EventSink>)>, room: usize) -> Self {
        let queue = |(name, sink): (&'static str, Box<dyn EventSink>)| {
            let (sender, receiver) = channel(room);
            let lost = Arc::new(AtomicI64::new(0));
            let keeper = Keeper { name, db: db.clone(), clock: clock.clone(), lost: lost.clone() };
            let work = tokio::spawn(keeper.run(sink, receiver));
            Queue { sender: Mutex::new(Some(sender)), lost, work: Mutex::new(Some(work)) }
        };
        Self(Arc::new(sinks.into_iter().map(queue).collect()))
    }

    pub(crate) fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Offers records to every sink. Never waits: without room they are lost to that sink, and counted.
    pub(crate) fn offer(&self, records: &[Record]) {
        for queue in self.0.iter() {
            let sender = queue.sender.lock().unwrap_or_else(PoisonError::into_inner);
            let taken = |record: &Record| sender.as_ref().is_some_and(|sender| sender.try_send(record.clone()).is_ok());
            let lost = records.iter().filter(|record| !taken(record)).count();
            queue.lost.fetch_add(lost as i64, Ordering::Relaxed);
        }
    }

    /// Hands over what is queued, for at most five seconds.
    pub async fn drain(&self) {
        for queue in self.0.iter() {
            queue.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
            let work = queue.work.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(work) = work
                && timeout(FAREWELL, work).await.is_err()
            {
                tracing::warn!("not everything was handed over to the sinks beside the database");
            }
        }
    }
}

/// Works for one sink.
struct Keeper {
    name: &'static str,
    db: Db,
    clock: Clock,
    lost: Arc<AtomicI64>,
}

impl Keeper {
    async fn run(self, mut sink: Box<dyn EventSink>, mut records: Receiver<Record>) {
        let mut batch = Vec::with_capacity(BATCH);
        while records.recv_many(&mut batch, BATCH).await > 0 {
            if !hand_over(&mut *sink, &batch, self.name).await {
                self.lost.fetch_add(batch.len() as i64, Ordering::Relaxed);
            }
            batch.clear();
            self.write_down().await;
        }
        self.write_down().await;
    }

    /// Adds to what is kept of the losses.
    async fn write_down(&self) {
        let lost = self.lost.swap(0, Ordering::Relaxed);
        if lost > 0
            && let Err(error) = self.count(lost).await
        {
            self.lost.fetch_add(lost, Ordering::Relaxed);
            tracing::warn!(%error, "losses could not be counted");
        }
    }

    async fn count(&self, lost: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        query(
            "INSERT INTO sink_losses (sink, day, count) VALUES ($1, $2, $3)
             ON CONFLICT (sink, day) DO UPDATE SET count = sink_losses.count + excluded.count",
        )
        .bind(self.name)
        .bind(self.clock.now().0.div_euclid(DAY))
        .bind(lost)
        .execute(&mut tx)
        .await?;
        Ok(tx.commit().await?)
    }
}

async fn hand_over(sink: &mut dyn EventSink, batch: &[Record], name: &str) -> bool {
    let mut pauses = AGAIN.into_iter();
    loop {
        let why = match timeout(PATIENCE, sink.take(batch)).await {
            Ok(Ok(_)) => return true,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "no answer in ten seconds".to_owned(),
        };
        let Some(pause) = pauses.next() else {
            tracing::warn!(sink = name, records = batch.len(), why, "exposures and events were not handed over");
            return false;
        };
        sleep(pause).await;
    }
}

/// What each sink has lost in the last seven days; those that lost nothing are left out.
pub async fn losses(db: &Db, clock: &Clock) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT sink, CAST(SUM(count) AS BIGINT) FROM sink_losses WHERE day > $1 GROUP BY sink ORDER BY sink";
    Ok(query(sql).bind(clock.now().0.div_euclid(DAY) - 7).all(db).await?)
}
