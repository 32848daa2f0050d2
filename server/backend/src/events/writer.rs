//! Group commit: events from all connections go through one writer; what waits while a transaction is flushed goes together into the next.

use super::store::{self, Done, Prepared, Raced};
use crate::{Backend, Error, Result, ownership};
use model::{
    id::{IssueId, ProjectId},
    live::Change,
};
use std::{collections::HashSet, sync::Arc};
use tokio::sync::{mpsc, oneshot};

/// Events of one transaction.
const EVENTS: usize = 200;
/// Bytes of one transaction, about.
const BYTES: usize = 8 * 1024 * 1024;
/// How often a transaction is tried again when another process made the same issue.
const TRIES: usize = 5;
/// Releases that are remembered as known.
const RELEASES: usize = 10_000;

/// Why an event was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// No room on the disk; reading goes on.
    DiskFull,
    /// The database can't be reached, or the server is stopping.
    Unavailable,
    /// This event can't be stored, whatever is tried.
    Unstorable,
}

/// An event on its way, and whom to tell once it is durable.
pub struct Job {
    pub event: Prepared,
    pub reply: oneshot::Sender<std::result::Result<(), Lost>>,
}

/// Works until all senders are gone and everything that was sent is written.
pub async fn run(backend: Backend, mut jobs: mpsc::Receiver<Job>) {
    let mut releases = HashSet::new();
    while let Some(first) = jobs.recv().await {
        let mut bytes = size(&first);
        let mut batch = vec![first];
        while batch.len() < EVENTS && bytes < BYTES {
            let Ok(job) = jobs.try_recv() else { break };
            bytes += size(&job);
            batch.push(job);
        }
        store_batch(&backend, batch, &mut releases).await;
    }
}

fn size(job: &Job) -> usize {
    job.event.payload.len() + job.event.attachments.iter().map(|file| file.data.len()).sum::<usize>() + 1_000
}

async fn store_batch(backend: &Backend, batch: Vec<Job>, releases: &mut HashSet<(ProjectId, String)>) {
    let (events, replies): (Vec<Prepared>, Vec<_>) = batch.into_iter().map(|job| (job.event, job.reply)).unzip();
    let result = commit(backend, &events.iter().collect::<Vec<_>>(), releases).await;
    match result {
        Ok(()) => {
            for reply in replies {
                let _ = reply.send(Ok(()));
            }
        }
        Err(Lost::Unstorable) if events.len() > 1 => {
            // One of them is at fault: the others must not pay for it.
            for (event, reply) in events.iter().zip(replies) {
                let _ = reply.send(commit(backend, &[event], releases).await);
            }
        }
        Err(lost) => {
            for reply in replies {
                let _ = reply.send(Err(lost));
            }
        }
    }
}

async fn commit(backend: &Backend, events: &[&Prepared], releases: &mut HashSet<(ProjectId, String)>) -> std::result::Result<(), Lost> {
    for _ in 0..TRIES {
        match attempt(backend, events, releases).await {
            Ok(Ok(done)) => {
                tell(backend, &done);
                ownership::assign_new(backend, &done.appeared).await;
                if releases.len() > RELEASES {
                    releases.clear();
                }
                releases.extend(done.releases);
                return Ok(());
            }
            Ok(Err(Raced)) => {}
            Err(error) => {
                // A project, and with it a release, may have gone.
                releases.clear();
                let lost = lost(&error);
                tracing::error!(%error, events = events.len(), "events were not stored");
                return Err(lost);
            }
        }
    }
    Err(Lost::Unavailable)
}

async fn attempt(backend: &Backend, events: &[&Prepared], releases: &HashSet<(ProjectId, String)>) -> Result<std::result::Result<Done, Raced>> {
    let mut tx = backend.db.begin().await?;
    match store::write(&mut tx, backend, events, releases).await? {
        Ok(done) => {
            tx.commit().await?;
            Ok(Ok(done))
        }
        Err(raced) => {
            tx.rollback().await?;
            Ok(Err(raced))
        }
    }
}

fn lost(error: &Error) -> Lost {
    let Error::Db(sqlx::Error::Database(database)) = error else {
        return match error {
            Error::Db(
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_),
            ) => Lost::Unavailable,
            _ => Lost::Unstorable,
        };
    };
    match database.code().as_deref() {
        // SQLite: full, and the I/O errors of a disk that is full; PostgreSQL: disk_full.
        Some("13" | "53100" | "778" | "4874") => Lost::DiskFull,
        // Locks, read-only, I/O; PostgreSQL: connections, shutting down, deadlocks and serialization.
        Some("5" | "6" | "8" | "10" | "14" | "261" | "517" | "40001" | "40P01") => Lost::Unavailable,
        Some(code) if code.len() == 5 && (code.starts_with("08") || code.starts_with("57") || code.starts_with("53")) => Lost::Unavailable,
        _ => Lost::Unstorable,
    }
}

fn tell(backend: &Backend, done: &Done) {
    for (organization, project, issue) in &done.appeared {
        backend.live.tell(organization, Change::IssueAppeared { project: *project, issue: IssueId(issue.clone()) });
    }
    for (organization, issue) in &done.changed {
        backend.live.tell(organization, Change::Issue { issue: IssueId(issue.clone()) });
    }
    for organization in done.first.iter().collect::<HashSet<_>>() {
        backend.live.tell(organization, Change::Projects);
    }
}

/// The way to the writer. Cheap to clone.
pub type Jobs = Arc<std::sync::Mutex<Option<mpsc::Sender<Job>>>>;
