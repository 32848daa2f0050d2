//! Approving, denying and withdrawing, and what each answer does to the page.

use super::{
    desk::{Desk, Line},
    wording,
};
use crate::api::{
    CallError,
    invitations::{approve_requests, deny_requests, withdraw_request},
};
use leptos::{prelude::*, task::spawn_local};
use model::{
    error::ApiError,
    id::InvitationId,
    request::{Approval, Decided, DecisionOutcome},
};
use std::collections::HashSet;

impl Desk {
    /// Approves these rows with the role and teams that they show.
    pub fn approve(self, lines: &[Line]) {
        let approvals: Vec<Approval> =
            lines.iter().map(|line| Approval { request: line.id(), role: line.chosen_role(), teams: line.teams.get_untracked() }).collect();
        let Some(ids) = self.begin(lines) else { return };
        let slug = self.slug.get_value();
        spawn_local(async move {
            let answer = approve_requests(slug, approvals).await;
            self.end(&ids, answer.map_err(|CallError(error)| error));
        });
    }

    /// Denies these rows. `finished` hears whether it got through; what was wrong with the reason comes back.
    pub fn deny(self, lines: &[Line], reason: Option<String>, finished: Callback<Option<ApiError>>) {
        let Some(ids) = self.begin(lines) else { return };
        let slug = self.slug.get_value();
        spawn_local(async move {
            match deny_requests(slug, ids.clone(), reason).await {
                Err(CallError(error @ ApiError::Invalid { .. })) => {
                    self.acting.try_update(HashSet::clear);
                    _ = finished.try_run(Some(error));
                }
                answer => {
                    _ = finished.try_run(None);
                    self.end(&ids, answer.map_err(|CallError(error)| error));
                }
            }
        });
    }

    /// Takes one's own request back.
    pub fn withdraw(self, line: Line) {
        let Some(ids) = self.begin(&[line]) else { return };
        let (slug, id) = (self.slug.get_value(), line.id());
        let address = line.request.with_untracked(|request| request.address.to_string());
        spawn_local(async move {
            let answer = withdraw_request(slug, id.clone()).await;
            let Some(place) = self.after(&ids) else { return };
            match answer {
                Ok(()) => {
                    self.leave(&HashSet::from([id]));
                    self.toasts.say(format!("The request for {address} is withdrawn."));
                }
                Err(error) => self.toasts.fail(error.to_string()),
            }
            self.refetch();
            self.go_on(place);
        });
    }

    /// Nothing is decided twice: a press while something is under way does nothing.
    fn begin(self, lines: &[Line]) -> Option<Vec<InvitationId>> {
        if lines.is_empty() || self.acting.with_untracked(|acting| !acting.is_empty()) {
            return None;
        }
        let ids: Vec<InvitationId> = lines.iter().map(|line| line.id()).collect();
        lines.iter().for_each(|line| line.trouble.set(None));
        self.acting.set(ids.iter().cloned().collect());
        Some(ids)
    }

    /// The place to go on from; `None` when the page is gone.
    fn after(self, ids: &[InvitationId]) -> Option<usize> {
        self.acting.try_update(HashSet::clear)?;
        Some(self.place(ids))
    }

    fn end(self, ids: &[InvitationId], answer: Result<Vec<Decided>, ApiError>) {
        let Some(place) = self.after(ids) else { return };
        match answer {
            Ok(rows) => self.apply(&rows),
            Err(error) => self.toasts.fail(wording::trouble(&error)),
        }
        self.refetch();
        self.go_on(place);
    }

    fn apply(self, rows: &[Decided]) {
        let by_hand = self.shell.with_untracked(|shell| !shell.mail_configured);
        let done: HashSet<InvitationId> = rows.iter().filter(|row| row.outcome.is_done()).map(|row| row.request.clone()).collect();
        for row in rows.iter().filter(|row| !row.outcome.is_done()) {
            let line = self.lines.with_untracked(|lines| lines.iter().find(|line| line.id() == row.request).copied());
            if let Some(line) = line {
                line.trouble.set(wording::why_not(&row.outcome));
            }
        }
        self.leave(&done);
        let text = wording::said(rows, by_hand);
        if done.len() == rows.len() {
            self.toasts.say(text)
        } else {
            self.toasts.fail(text)
        }
        if by_hand {
            let link = |row: &Decided| match &row.outcome {
                DecisionOutcome::Invited { link: Some(link) } => Some((row.address.clone(), link.clone())),
                _ => None,
            };
            self.links.set(rows.iter().filter_map(link).collect());
        }
    }
}
