//! What happens by itself: messages leave, invitations lapse.

use backend::{Backend, accounts, invitations, joining, mail::Postman, outbox};
use std::{future::Future, time::Duration};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, sleep},
};

/// Another process may have put something into the outbox: the worker looks this often.
const LOOK: Duration = Duration::from_secs(1);
/// How often lapsed invitations are ended, and invitees reminded.
const EXPIRE: Duration = Duration::from_secs(60);
/// The pause after a failure, so that a database that is away is not asked without end.
const REST: Duration = Duration::from_secs(5);

/// Runs until `stop` becomes true; what is under way is finished first.
pub async fn run(backend: Backend, stop: watch::Receiver<bool>) {
    tokio::join!(deliver(&backend, stop.clone()), expire(&backend, stop));
}

async fn deliver(backend: &Backend, mut stop: watch::Receiver<bool>) {
    if !backend.settings.mail_configured() {
        return;
    }
    let postman = match Postman::new(&backend.settings.mail) {
        Ok(postman) => postman,
        Err(error) => return tracing::error!(%error, "messages can’t leave"),
    };
    while !*stop.borrow() {
        match outbox::run_once_with(backend, &postman).await {
            // More may be waiting.
            Ok(sent) if sent > 0 => {}
            Ok(_) => {
                tokio::select! {
                    () = outbox::rung() => {}
                    () = sleep(LOOK) => {}
                    () = stopped(&mut stop) => return,
                }
            }
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                unless_stopped(&mut stop, sleep(REST)).await;
            }
        }
    }
}

async fn expire(backend: &Backend, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval(EXPIRE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !*stop.borrow() {
        unless_stopped(&mut stop, async {
            let _ = ticks.tick().await;
        })
        .await;
        if *stop.borrow() {
            return;
        }
        if let Err(error) = invitations::expire(backend).await {
            tracing::error!(%error, "lapsed invitations could not be ended");
        }
        if let Err(error) = joining::sweep(backend).await {
            tracing::error!(%error, "requests that nobody confirmed could not be ended");
        }
        if let Err(error) = accounts::sweep(backend).await {
            tracing::error!(%error, "codes that are over could not be forgotten");
        }
        if let Err(error) = invitations::remind(backend).await {
            tracing::error!(%error, "nobody could be reminded");
        }
    }
}

async fn unless_stopped(stop: &mut watch::Receiver<bool>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        () = stopped(stop) => {}
    }
}

/// Waits for the word to stop, or for whoever would give it to be gone.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
