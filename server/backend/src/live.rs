//! Tells open pages that something changed. Sent after the commit; a listener that lags loses old news and refetches.

use model::{id::OrganizationId, live::Change};
use tokio::sync::broadcast;

/// The process's listeners.
#[derive(Clone, Debug)]
pub struct Live(broadcast::Sender<(OrganizationId, Change)>);

impl Default for Live {
    fn default() -> Self {
        Self(broadcast::channel(1024).0)
    }
}

impl Live {
    /// Tells whoever listens; nobody listening is fine.
    pub fn tell(&self, organization: &OrganizationId, change: Change) {
        let _ = self.0.send((organization.clone(), change));
    }

    pub fn listen(&self) -> broadcast::Receiver<(OrganizationId, Change)> {
        self.0.subscribe()
    }
}
