//! One round of the worker: lease what is due, compose, send, note the answer.

use super::{
    Kind,
    store::{self, Leased},
};
use crate::{
    Backend, Result,
    mail::{self, Composed, Failure, Postman},
};
use futures::future::join_all;
use model::{
    id::OrganizationId,
    live::Change,
    time::{HOUR, MINUTE, SECOND},
};

/// How many messages are under way at once.
const AT_ONCE: i64 = 8;

/// Pauses after the first, second, … try. After the last try the message has failed.
const PAUSES: [i64; 9] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR];

/// Tries that a message gets: about two days.
pub const MAX_ATTEMPTS: usize = PAUSES.len() + 1;

/// Sends what is due and answers how many messages were tried.
///
/// # Errors
/// When the database fails; a message that can't be sent is no error.
pub async fn run_once(backend: &Backend) -> Result<usize> {
    run_once_with(backend, &Postman::new(&backend.settings.mail)?).await
}

/// [`run_once`] with a postman that is kept between rounds.
pub async fn run_once_with(backend: &Backend, postman: &Postman) -> Result<usize> {
    let now = backend.clock.now();
    if !store::any_due(&backend.db, now).await? {
        return Ok(0);
    }
    let mut tx = backend.db.begin().await?;
    let leased = store::lease(&mut tx, AT_ONCE, now).await?;
    tx.commit().await?;
    let tried = join_all(leased.iter().map(|message| attempt(backend, postman, message))).await;
    for (message, outcome) in leased.iter().zip(tried) {
        if let Err(error) = outcome {
            // The lease ends by itself and the message is tried again.
            tracing::error!(message = message.id, %error, "a message could not be handled");
        }
    }
    Ok(leased.len())
}

async fn attempt(backend: &Backend, postman: &Postman, message: &Leased) -> Result<()> {
    let Some(kind) = Kind::parse(&message.kind) else {
        return note(backend, message, Err(Failure::ForGood("This version doesn’t know this kind of message.".into()))).await;
    };
    let mut tx = backend.db.begin().await?;
    if !store::still_ours(&mut tx, message).await? {
        return Ok(());
    }
    let composed = mail::compose(&mut tx, backend, kind, &message.id, &message.subject_id, &message.recipient).await?;
    let Composed::Letter(letter) = composed else {
        store::finish(&mut tx, message, "cancelled", backend.clock.now(), None, None).await?;
        tx.commit().await?;
        return tell(backend, message).await;
    };
    // The token in the letter works from here on, whether or not the message arrives.
    tx.commit().await?;
    note(backend, message, postman.send(backend, &letter).await).await
}

async fn note(backend: &Backend, message: &Leased, answer: std::result::Result<(), Failure>) -> Result<()> {
    let now = backend.clock.now();
    let mut tx = backend.db.begin().await?;
    match answer {
        Ok(()) => store::finish(&mut tx, message, "sent", now, None, Some(now)).await?,
        Err(Failure::ForNow(why)) => match usize::try_from(message.attempts - 1).ok().and_then(|tries| PAUSES.get(tries)) {
            Some(pause) => store::finish(&mut tx, message, "queued", now.plus(*pause), Some(&why), None).await?,
            None => store::finish(&mut tx, message, "failed", now, Some(&why), None).await?,
        },
        Err(Failure::ForGood(why)) => store::finish(&mut tx, message, "failed", now, Some(&why), None).await?,
    }
    tx.commit().await?;
    tell(backend, message).await
}

/// Pages that show the delivery of an invitation hear of it.
async fn tell(backend: &Backend, message: &Leased) -> Result<()> {
    if message.kind == Kind::Invitation.as_str()
        && let Some((organization,)) = store::organization_of(&backend.db, &message.subject_id).await?
    {
        backend.live.tell(&OrganizationId(organization), Change::Invitations);
    }
    Ok(())
}
