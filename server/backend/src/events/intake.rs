//! The door through which events come in.

use super::{
    auth::Refused,
    payload,
    receive::Ready,
    store::Prepared,
    writer::{self, Job, Jobs, Lost},
};
use crate::{Backend, Result, db::query};
use model::{
    id::{OrganizationId, ProjectId},
    time::{MINUTE, SECOND, Timestamp},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

/// Events that may wait for the writer; more have to wait at their connection.
const WAITING: usize = 1_000;
/// How long a key is believed without asking the database again, in milliseconds.
const BELIEVED: i64 = 2 * SECOND;
/// Keys that are remembered.
const KEYS: usize = 10_000;

/// Bounds of what a project may send.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Events of one project in one minute.
    pub per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_minute: 600_000 }
    }
}

/// A project that may report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    pub organization: OrganizationId,
}

/// Too many events; welcome again after this many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    pub seconds: i64,
}

/// Takes events and stores them durably. Cheap to clone; one for a process.
#[derive(Clone)]
pub struct Intake {
    inner: Arc<Inner>,
}

struct Inner {
    backend: Backend,
    limits: Limits,
    jobs: Jobs,
    writer: Mutex<Option<JoinHandle<()>>>,
    keys: Mutex<HashMap<(ProjectId, String), (Project, Timestamp)>>,
    windows: Mutex<HashMap<ProjectId, (i64, u32)>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Intake {
    /// Starts the writer. Belongs into a Tokio runtime.
    pub fn start(backend: Backend) -> Self {
        Self::with_limits(backend, Limits::default())
    }

    /// The same with other limits.
    pub fn with_limits(backend: Backend, limits: Limits) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        let writer = tokio::spawn(writer::run(backend.clone(), receiver));
        Self {
            inner: Arc::new(Inner {
                backend,
                limits,
                jobs: Arc::new(Mutex::new(Some(sender))),
                writer: Mutex::new(Some(writer)),
                keys: Mutex::default(),
                windows: Mutex::default(),
            }),
        }
    }

    pub fn backend(&self) -> &Backend {
        &self.inner.backend
    }

    /// Stops taking events and waits until those that were taken are written.
    pub async fn drain(&self) {
        locked(&self.inner.jobs).take();
        let writer = locked(&self.inner.writer).take();
        if let Some(writer) = writer
            && let Err(error) = writer.await
        {
            tracing::error!(%error, "the event writer failed");
        }
    }

    /// The project this key may report to.
    ///
    /// # Errors
    /// Inside: [`Refused::Unknown`] where there is none; outside: when the database can't answer.
    pub async fn project(&self, project: ProjectId, key: &str) -> Result<std::result::Result<Project, Refused>> {
        let now = self.inner.backend.clock.now();
        let name = (project, key.to_owned());
        if let Some((project, asked)) = locked(&self.inner.keys).get(&name)
            && now < asked.plus(BELIEVED)
        {
            return Ok(Ok(project.clone()));
        }
        let row: Option<(String,)> = query(
            "SELECT p.organization_id FROM project_keys k JOIN projects p ON p.id = k.project_id WHERE k.public_key = $1 AND k.project_id = $2 AND k.disabled_at IS NULL",
        )
        .bind(key)
        .bind(project)
        .optional(&self.inner.backend.db)
        .await?;
        let mut keys = locked(&self.inner.keys);
        let Some((organization,)) = row else {
            keys.remove(&name);
            return Ok(Err(Refused::Unknown));
        };
        if keys.len() >= KEYS {
            keys.clear();
        }
        let project = Project { id: project, organization: OrganizationId(organization) };
        keys.insert(name, (project.clone(), now));
        Ok(Ok(project))
    }

    /// Counts `events` of a project against its limit; nothing is counted when it is reached.
    ///
    /// # Errors
    /// [`Limited`]
    pub fn admit(&self, project: ProjectId, events: u32) -> std::result::Result<(), Limited> {
        let now = self.inner.backend.clock.now().0;
        let minute = now.div_euclid(MINUTE);
        let mut windows = locked(&self.inner.windows);
        let (window, count) = windows.entry(project).or_insert((minute, 0));
        if *window != minute {
            (*window, *count) = (minute, 0);
        }
        if count.saturating_add(events) > self.inner.limits.per_minute {
            return Err(Limited { seconds: ((minute + 1) * MINUTE - now).div_euclid(SECOND).max(1) });
        }
        *count += events;
        Ok(())
    }

    /// Stores an event. When this returns, it is on disk; an event whose id is there already changes nothing.
    ///
    /// # Errors
    /// [`Lost`]: it is not stored.
    pub async fn submit(&self, project: &Project, ready: Ready) -> std::result::Result<(), Lost> {
        let event = prepare(project, ready).map_err(|error| {
            tracing::error!(%error, "an event could not be packed");
            Lost::Unstorable
        })?;
        let (reply, answer) = oneshot::channel();
        let jobs = locked(&self.inner.jobs).clone().ok_or(Lost::Unavailable)?;
        jobs.send(Job { event, reply }).await.map_err(|_| Lost::Unavailable)?;
        drop(jobs);
        answer.await.unwrap_or(Err(Lost::Unavailable))
    }
}

pub(super) fn prepare(project: &Project, ready: Ready) -> Result<Prepared> {
    let Ready { event, fingerprint, attachments } = ready;
    Ok(Prepared {
        payload: payload::pack(&event)?,
        organization: project.organization.clone(),
        project: project.id,
        fingerprint,
        attachments,
        person: event.user.as_ref().and_then(model::event::User::key),
        id: event.id.0,
        title: event.title,
        culprit: event.culprit,
        level: event.level,
        platform: event.platform,
        release: event.release,
        environment: event.environment,
        occurred_at: event.timestamp,
        received_at: event.received,
        tags: event.tags,
        sample: false,
    })
}
