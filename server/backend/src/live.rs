//! Tells open pages that something changed. Sent after the commit; a listener that lags loses old news and refetches.

use model::{id::OrganizationId, live::Change};
use tokio::sync::{broadcast, watch};

/// The process's listeners.
#[derive(Clone, Debug)]
pub struct Live {
    news: broadcast::Sender<(OrganizationId, Change)>,
    ended: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Self {
        Self { news: broadcast::channel(1024).0, ended: watch::Sender::new(false) }
    }
}

impl Live {
    /// Tells whoever listens; nobody listening is fine.
    pub fn tell(&self, organization: &OrganizationId, change: Change) {
        let _ = self.news.send((organization.clone(), change));
    }

    pub fn listen(&self) -> broadcast::Receiver<(OrganizationId, Change)> {
        self.news.subscribe()
    }

    /// The server stops: nobody needs to listen any longer.
    pub fn end(&self) {
        self.ended.send_replace(true);
    }

    /// Waits until [`Live::end`].
    pub fn ended(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut ended = self.ended.subscribe();
        // An error: everything is gone, which is an end as well.
        async move { _ = ended.wait_for(|ended| *ended).await }
    }
}
