//! Drafts survive a reload and signing in again: the tab keeps what is not sent.

use super::{browser, state::Form};
use leptos::prelude::*;
use std::time::Duration;

/// A draft of more chips than this is written down a moment later, not with every key.
const LARGE: usize = 100;
/// That moment.
const LATER: Duration = Duration::from_millis(250);

impl Form {
    fn storage_key(self) -> String {
        self.shell.with_untracked(|shell| format!("muster.{}.{}.{}", self.id, shell.organization.slug, shell.me.id))
    }

    pub(super) fn keep_in_the_tab(self) {
        let scheduled = StoredValue::new(false);
        Effect::new(move |before: Option<()>| {
            let large = self.draft.with(|draft| draft.chips().count() > LARGE);
            self.context.track();
            if before.is_none() {
                // The first run only subscribes: a kept draft has not been read yet.
            } else if !large {
                self.keep_now();
            } else if !scheduled.get_value() {
                scheduled.set_value(true);
                set_timeout(
                    move || {
                        _ = scheduled.try_update_value(|scheduled| *scheduled = false);
                        self.keep_now();
                    },
                    LATER,
                );
            }
        });
    }

    pub(super) fn keep_now(self) {
        let (Some(draft), Some(context)) = (self.draft.try_get_untracked(), self.context.try_get_untracked()) else { return };
        if self.is_unsent() {
            browser::keep(&self.storage_key(), &browser::Kept { draft, context, path: browser::path() });
        } else {
            browser::forget(&self.storage_key());
        }
    }

    /// Takes up what this tab kept through a reload or a sign-in; says whether it belongs to the page that is open.
    pub(super) fn restore(self) -> bool {
        let Some(browser::Kept { draft, context, path }) = browser::kept(&self.storage_key()) else { return false };
        if draft.is_empty() || draft.rows.is_empty() {
            return false;
        }
        self.active.set(draft.rows.last().map_or(0, |row| row.id));
        self.context.set(context);
        self.draft.set(draft);
        path == browser::path()
    }
}
