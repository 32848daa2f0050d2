//! What the pending list knows, and what its buttons do.

use super::wording;
use crate::{
    api::{
        CallError,
        invitations::{copy_invitation_link, pending_invitations, resend_invitations, revoke_invitations, withdraw_request},
    },
    components::{ToastRack, copy, focus_path, regain, use_toasts},
    organization::{use_shell, use_slug},
};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys};
use model::{
    error::ApiError,
    id::InvitationId,
    invitation::{PendingInvitation, State},
    request::Managed,
};
use std::collections::HashSet;

/// One row; news changes what is in it.
#[derive(Clone, Copy)]
pub struct Line {
    pub row: RwSignal<PendingInvitation>,
    /// Why the last try changed nothing.
    pub trouble: RwSignal<Option<String>>,
}

impl Line {
    fn new(row: PendingInvitation) -> Self {
        Self { row: RwSignal::new(row), trouble: RwSignal::new(None) }
    }

    pub fn id(self) -> InvitationId {
        self.row.with_untracked(|row| row.id.clone())
    }

    pub fn address(self) -> String {
        self.row.with_untracked(|row| row.address.to_string())
    }

    pub fn manageable(self) -> bool {
        self.row.with(|row| row.manageable)
    }

    pub fn lapsed(self) -> bool {
        self.row.with(|row| row.state == State::Expired)
    }
}

/// So many rows are shown at first; a list longer than [`SEARCHED`] can be narrowed.
pub const FIRST: usize = 50;
pub const SEARCHED: usize = 10;

/// The list's state. Copied freely.
#[derive(Clone, Copy)]
pub struct Desk {
    pub slug: StoredValue<String>,
    /// Whether the person looking decides requests: those have a page of their own.
    pub decides: Memo<bool>,
    /// Whether messages leave by themselves.
    pub mail: Memo<bool>,
    all: RwSignal<Vec<Line>>,
    /// What the rows are narrowed by: a part of a name, an address, a team or whoever invited.
    pub filter: RwSignal<String>,
    /// Whether rows beyond the first [`FIRST`] are shown.
    pub every: RwSignal<bool>,
    /// How many requests wait.
    pub waiting: Memo<usize>,
    pub selected: RwSignal<HashSet<InvitationId>>,
    pub acting: RwSignal<HashSet<InvitationId>>,
    /// About to be revoked; empty: nothing is asked.
    pub revoking: RwSignal<Vec<Line>>,
    /// Whose role and teams are being changed.
    pub changing: RwSignal<Option<Line>>,
    /// Links to hand over, with their addresses.
    pub links: RwSignal<Vec<(String, String)>>,
    pub toasts: ToastRack,
    owner: StoredValue<Option<Owner>>,
}

/// Words the outcome of one thing done to many: each address, and why it did not work.
type Said = fn(&[(String, Option<ApiError>)]) -> String;

impl Desk {
    pub fn new(rows: Vec<PendingInvitation>) -> Self {
        let shell = use_shell();
        let all = RwSignal::new(rows.into_iter().map(Line::new).collect::<Vec<_>>());
        Self {
            slug: StoredValue::new(use_slug()),
            decides: Memo::new(move |_| shell.with(|shell| shell.role.is_approver())),
            mail: Memo::new(move |_| shell.with(|shell| shell.mail_configured)),
            all,
            waiting: Memo::new(move |_| all.with(|all| all.iter().filter(|line| line.row.with(|row| row.state == State::Requested)).count())),
            filter: RwSignal::new(String::new()),
            every: RwSignal::new(false),
            selected: RwSignal::new(HashSet::new()),
            acting: RwSignal::new(HashSet::new()),
            revoking: RwSignal::new(Vec::new()),
            changing: RwSignal::new(None),
            links: RwSignal::new(Vec::new()),
            toasts: use_toasts(),
            owner: StoredValue::new(Owner::current()),
        }
    }

    /// The rows that are shown: approvers have the review page for requests.
    pub fn lines(self) -> Vec<Line> {
        let decides = self.decides.get();
        self.all.get().into_iter().filter(|line| !decides || line.row.with(|row| row.state != State::Requested)).collect()
    }

    /// Those of them that the filter lets through.
    pub fn matching(self) -> Vec<Line> {
        let wanted = self.filter.get().trim().to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&wanted);
        let matches = |row: &PendingInvitation| {
            has(row.address.address())
                || row.name.as_deref().is_some_and(has)
                || row.inviter.as_ref().is_some_and(|(_, name)| has(name))
                || row.teams.iter().any(|(_, name)| has(name))
        };
        self.lines().into_iter().filter(|line| wanted.is_empty() || line.row.with(matches)).collect()
    }

    /// The rows on the page.
    pub fn shown(self) -> Vec<Line> {
        let mut lines = self.matching();
        if !self.every.get() {
            lines.truncate(FIRST);
        }
        lines
    }

    /// Whether there is anything that can be done to several at once.
    pub fn manages(self) -> bool {
        self.lines().iter().filter(|line| line.manageable()).count() > 1
    }

    pub fn chosen(self) -> Vec<Line> {
        self.selected.with(|selected| self.shown().into_iter().filter(|line| line.manageable() && selected.contains(&line.id())).collect())
    }

    pub fn busy(self, line: Line) -> Signal<bool> {
        Signal::derive(move || self.acting.with(|acting| acting.contains(&line.id())))
    }

    pub fn refetch(self) {
        spawn_local(async move {
            let Some(slug) = self.slug.try_get_value() else { return };
            if let Ok(fresh) = pending_invitations(slug).await
                && let Some(Some(owner)) = self.owner.try_get_value()
            {
                owner.with(|| self.take(fresh));
            }
        });
    }

    fn take(self, fresh: Vec<PendingInvitation>) {
        let old = self.all.get_untracked();
        let same = old.len() == fresh.len() && old.iter().zip(&fresh).all(|(line, row)| line.id() == row.id);
        let line = |row: PendingInvitation| match old.iter().find(|line| line.id() == row.id) {
            Some(line) => {
                if line.row.with_untracked(|shown| *shown != row) {
                    line.row.set(row);
                }
                *line
            }
            None => Line::new(row),
        };
        let lines: Vec<Line> = fresh.into_iter().map(line).collect();
        let ids: HashSet<InvitationId> = lines.iter().map(|line| line.id()).collect();
        if !same {
            // A row that goes away under the keyboard: the one after it goes on, else the heading.
            let (focused, after) = (focus_path(), self.after());
            self.all.set(lines);
            if focused.iter().any(|id| id == "pending") {
                regain(
                    focused
                        .into_iter()
                        .filter(|id| id != "pending")
                        .take_while(|id| id != "main")
                        .chain(after)
                        .chain(["pending-heading".to_owned()])
                        .collect(),
                );
            }
        }
        if self.selected.with_untracked(|selected| !selected.is_subset(&ids)) {
            self.selected.update(|selected| selected.retain(|id| ids.contains(id)));
        }
    }

    /// The rows after the one that the keyboard is in.
    fn after(self) -> Vec<String> {
        let focused = focus_path();
        let rows = self.all.with_untracked(|all| all.iter().map(|line| element_id(&line.id())).collect::<Vec<_>>());
        let place = rows.iter().position(|row| focused.contains(row)).unwrap_or(rows.len());
        rows.into_iter().skip(place).skip(1).collect()
    }

    /// Sends these again, each with a new link; what has lapsed is renewed.
    pub fn resend(self, lines: &[Line]) {
        let Some(ids) = self.begin(lines) else { return };
        let slug = self.slug.get_value();
        spawn_local(async move {
            let answer = resend_invitations(slug, ids).await;
            self.end(answer, wording::resent);
        });
    }

    /// Takes these back. `finished` hears when the answer is there.
    pub fn revoke(self, lines: &[Line], finished: Callback<()>) {
        let Some(ids) = self.begin(lines) else { return };
        let slug = self.slug.get_value();
        spawn_local(async move {
            let answer = revoke_invitations(slug, ids).await;
            _ = finished.try_run(());
            self.end(answer, wording::revoked);
            request_animation_frame(|| focus("pending-heading"));
        });
    }

    pub fn copy_link(self, line: Line) {
        let Some(_) = self.begin(&[line]) else { return };
        let (slug, id) = (self.slug.get_value(), line.id());
        spawn_local(async move {
            let answer = copy_invitation_link(slug, id).await;
            if self.acting.try_update(HashSet::clear).is_none() {
                return;
            }
            match answer {
                Ok(link) => {
                    let address = line.address();
                    copy(link.clone(), move |copied| {
                        if copied {
                            self.toasts.say(format!("Copied the link for {address}. Give it to them alone."));
                        } else {
                            // No clipboard, as on a page without TLS: the link is there to be selected.
                            _ = self.links.try_set(vec![(address, link)]);
                        }
                    });
                }
                Err(error) => self.toasts.fail(error.to_string()),
            }
        });
    }

    pub fn withdraw(self, line: Line) {
        let Some(_) = self.begin(&[line]) else { return };
        let (slug, id) = (self.slug.get_value(), line.id());
        spawn_local(async move {
            let answer = withdraw_request(slug, id).await;
            if self.acting.try_update(HashSet::clear).is_none() {
                return;
            }
            match answer {
                Ok(()) => self.toasts.say(format!("The request for {} is withdrawn.", line.address())),
                Err(error) => self.toasts.fail(error.to_string()),
            }
            self.refetch();
            request_animation_frame(|| focus("pending-heading"));
        });
    }

    fn begin(self, lines: &[Line]) -> Option<Vec<InvitationId>> {
        if lines.is_empty() || self.acting.with_untracked(|acting| !acting.is_empty()) {
            return None;
        }
        lines.iter().for_each(|line| line.trouble.set(None));
        let ids: Vec<InvitationId> = lines.iter().map(|line| line.id()).collect();
        self.acting.set(ids.iter().cloned().collect());
        Some(ids)
    }

    fn end(self, answer: Result<Vec<Managed>, CallError>, said: Said) {
        if self.acting.try_update(HashSet::clear).is_none() {
            return;
        }
        let rows = match answer {
            Ok(rows) => rows,
            Err(error) => return self.toasts.fail(error.to_string()),
        };
        let line = |id: &InvitationId| self.all.with_untracked(|all| all.iter().find(|line| line.id() == *id).copied());
        let address = |id: &InvitationId| line(id).map(Line::address).unwrap_or_default();
        for row in &rows {
            if let (Some(error), Some(line)) = (&row.error, line(&row.invitation)) {
                line.trouble.set(Some(error.to_string()));
            }
        }
        let text = said(&rows.iter().map(|row| (address(&row.invitation), row.error.clone())).collect::<Vec<_>>());
        if rows.iter().all(|row| row.error.is_none()) {
            self.toasts.say(text)
        } else {
            self.toasts.fail(text)
        }
        self.selected.set(HashSet::new());
        let links: Vec<(String, String)> = rows.iter().filter_map(|row| Some((address(&row.invitation), row.link.clone()?))).collect();
        if !links.is_empty() {
            self.links.set(links);
        }
        self.refetch();
    }
}

/// The id of a row in the page.
pub fn element_id(id: &InvitationId) -> String {
    format!("pending-{id}")
}

fn focus(id: &str) {
    let nowhere = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
    if let Some(element) = document().get_element_by_id(id).filter(|_| nowhere).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Only fails for what is gone.
        _ = element.focus();
    }
}
