//! Bodies, read and unpacked within bounds: of one request, and of all requests together.

use super::answer::No;
use axum::body::Body;
use backend::events::{
    self, Intake,
    auth::Keys,
    decode::{self, Encoding},
    receive::{self, Bad, Received},
};
use bytes::Bytes;
use futures::StreamExt;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Kilobytes that large bodies may take up together while they are read.
const TOGETHER: usize = 160 * 1024;
/// Bytes of a body that count as nothing.
const SMALL: usize = 256 * 1024;
/// What is unpacked at once, without leaving the connection's task.
const AT_ONCE: u64 = 1024 * 1024;
/// Large bodies that are unpacked at the same time.
const UNPACKING: usize = 3;

/// What handlers share.
#[derive(Clone)]
pub struct Door {
    pub intake: Intake,
    room: Arc<Semaphore>,
    unpacking: Arc<Semaphore>,
}

/// Which reader a body is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Envelope,
    Store,
}

/// A body as it came, and its share of the common room.
pub struct Wire {
    bytes: Bytes,
    room: Option<OwnedSemaphorePermit>,
}

impl Door {
    pub fn new(intake: Intake) -> Self {
        Self { intake, room: Arc::new(Semaphore::new(TOGETHER)), unpacking: Arc::new(Semaphore::new(UNPACKING)) }
    }

    /// Reads a body to its end.
    pub async fn read(&self, body: Body) -> Result<Wire, No> {
        let mut stream = body.into_data_stream();
        let mut whole = Vec::new();
        let mut room: Option<OwnedSemaphorePermit> = None;
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| No::Bad("the body broke off".to_owned()))?;
            if whole.len() + chunk.len() > decode::WIRE {
                return Err(No::TooLarge("the body is larger than 20 MB"));
            }
            if whole.len() + chunk.len() > SMALL {
                let kilobytes = u32::try_from(chunk.len() / 1024 + 1).unwrap_or(u32::MAX);
                let more = Arc::clone(&self.room).try_acquire_many_owned(kilobytes).map_err(|_| No::Busy)?;
                match &mut room {
                    Some(room) => room.merge(more),
                    None => room = Some(more),
                }
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(Wire { bytes: whole.into(), room })
    }

    /// Unpacks a body and reads what is in it. What turns out to be large goes where it holds up nobody.
    pub async fn unpack(
        &self,
        kind: Kind,
        encoding: Encoding,
        wire: Wire,
        keys: Keys,
        client_address: Option<String>,
    ) -> Result<(Received, Keys), No> {
        let received = self.intake.backend().clock.now();
        let job = Job { kind, keys, received, client_address };
        let plain = match encoding {
            Encoding::Plain if wire.bytes.len() as u64 <= AT_ONCE => Some(Ok(Vec::new())),
            Encoding::Plain => None,
            _ => match decode::all(encoding, &wire.bytes, AT_ONCE) {
                Err(error) if decode::is_too_large(&error) => None,
                unpacked => Some(unpacked),
            },
        };
        match plain {
            Some(_) if encoding == Encoding::Plain => Ok(job.run(Encoding::Plain, &wire.bytes)?),
            Some(unpacked) => Ok(job.run(Encoding::Plain, &unpacked.map_err(Bad::from)?)?),
            None => self.unpack_aside(job, encoding, wire).await,
        }
    }

    async fn unpack_aside(&self, job: Job, encoding: Encoding, wire: Wire) -> Result<(Received, Keys), No> {
        let turn = Arc::clone(&self.unpacking).acquire_owned().await.map_err(|_| No::Busy)?;
        let work = tokio::task::spawn_blocking(move || {
            let _held = (turn, wire.room);
            job.run(encoding, &wire.bytes)
        });
        Ok(work.await.map_err(|_| No::Busy)??)
    }
}

struct Job {
    kind: Kind,
    keys: Keys,
    received: model::time::Timestamp,
    client_address: Option<String>,
}

impl Job {
    fn run(mut self, encoding: Encoding, wire: &[u8]) -> Result<(Received, Keys), Bad> {
        let body = events::Body { encoding, wire, received: self.received, client_address: self.client_address.as_deref() };
        let received = match self.kind {
            Kind::Envelope => receive::envelope(&body, &mut self.keys)?,
            Kind::Store => receive::single(&body)?,
        };
        Ok((received, self.keys))
    }
}
