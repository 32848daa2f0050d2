//! What the review page knows: the rows in the order in which they came, what is edited and chosen in them, and what others decided.

use crate::{
    api::invitations::list_requests,
    components::{ToastRack, use_toasts},
    organization::{use_shell, use_slug},
};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys};
use model::{
    account::Shell,
    id::{InvitationId, TeamId},
    invitation::State,
    request::Request,
    role::Role,
};
use std::collections::HashSet;

/// One request on the page. What is edited in it survives news.
#[derive(Clone, Copy)]
pub struct Line {
    pub request: RwSignal<Request>,
    pub role: RwSignal<String>,
    pub teams: RwSignal<Vec<TeamId>>,
    /// Why the last try changed nothing.
    pub trouble: RwSignal<Option<String>>,
}

impl Line {
    fn new(request: Request) -> Self {
        Self {
            role: RwSignal::new(request.role.as_str().to_owned()),
            teams: RwSignal::new(request.teams.iter().map(|(id, _)| id.clone()).collect()),
            trouble: RwSignal::new(None),
            request: RwSignal::new(request),
        }
    }

    /// Takes what the server says of it now. Whoever has the keyboard in a row that is decided meanwhile stays at the row.
    fn hear(self, news: &Request) {
        let (same, waited) = self.request.with_untracked(|old| (old == news, old.state == State::Requested));
        if same {
            return;
        }
        let waits = news.state == State::Requested;
        if waits && !waited {
            self.role.set(news.role.as_str().to_owned());
            self.teams.set(news.teams.iter().map(|(id, _)| id.clone()).collect());
        }
        if waited && !waits && has_focus(&element_id(&news.id)) {
            let id = element_id(&news.id);
            request_animation_frame(move || focus(&id));
        }
        self.request.set(news.clone());
    }

    pub fn id(self) -> InvitationId {
        self.request.with_untracked(|request| request.id.clone())
    }

    /// Nobody has decided it.
    pub fn waits(self) -> bool {
        self.request.with(|request| request.state == State::Requested)
    }

    /// It waits, and the person looking may decide it.
    pub fn decidable(self) -> bool {
        self.request.with(|request| request.state == State::Requested && request.refusal.is_none())
    }

    pub fn chosen_role(self) -> Role {
        self.role.with_untracked(|role| role.parse().unwrap_or(Role::Member))
    }
}

/// The page's state. Copied freely.
#[derive(Clone, Copy)]
pub struct Desk {
    pub slug: StoredValue<String>,
    pub shell: Signal<Shell>,
    /// Whether the person looking decides requests at all.
    pub decides: Memo<bool>,
    pub lines: RwSignal<Vec<Line>>,
    /// Decided lately, newest first.
    pub decided: RwSignal<Vec<Request>>,
    pub selected: RwSignal<HashSet<InvitationId>>,
    /// Being decided at the moment.
    pub acting: RwSignal<HashSet<InvitationId>>,
    /// What the question about denying is asked of; empty: it isn't asked.
    pub denying: RwSignal<Vec<Line>>,
    /// Links to hand over, with their addresses, where no message can leave.
    pub links: RwSignal<Vec<(String, String)>>,
    pub toasts: ToastRack,
    /// What this page has just decided itself, until the server's list says so too.
    mine: StoredValue<HashSet<InvitationId>>,
    /// Counts questions to the server, so that only the answer to the latest is taken.
    asked: StoredValue<u32>,
    owner: StoredValue<Option<Owner>>,
}

impl Desk {
    pub fn new(list: Vec<Request>) -> Self {
        let shell = use_shell();
        let (waiting, decided): (Vec<Request>, Vec<Request>) = list.into_iter().partition(|request| request.state == State::Requested);
        Self {
            slug: StoredValue::new(use_slug()),
            shell,
            decides: Memo::new(move |_| shell.with(|shell| shell.role.is_approver())),
            lines: RwSignal::new(waiting.into_iter().map(Line::new).collect()),
            decided: RwSignal::new(decided),
            selected: RwSignal::new(HashSet::new()),
            acting: RwSignal::new(HashSet::new()),
            denying: RwSignal::new(Vec::new()),
            links: RwSignal::new(Vec::new()),
            toasts: use_toasts(),
            mine: StoredValue::new(HashSet::new()),
            asked: StoredValue::new(0),
            owner: StoredValue::new(Owner::current()),
        }
    }

    /// The rows that can be chosen.
    pub fn decidable(self) -> Vec<Line> {
        self.lines.get().into_iter().filter(|line| line.decidable()).collect()
    }

    /// The chosen rows, in their order.
    pub fn chosen(self) -> Vec<Line> {
        self.selected.with(|selected| self.decidable().into_iter().filter(|line| selected.contains(&line.id())).collect())
    }

    pub fn busy(self, line: Line) -> Signal<bool> {
        Signal::derive(move || self.acting.with(|acting| acting.contains(&line.id())))
    }

    /// Asks the server again.
    pub fn refetch(self) {
        let Some(slug) = self.slug.try_get_value() else { return };
        self.asked.update_value(|asked| *asked += 1);
        let number = self.asked.get_value();
        spawn_local(async move {
            if let Ok(fresh) = list_requests(slug).await
                && self.asked.try_get_value() == Some(number)
                && let Some(Some(owner)) = self.owner.try_get_value()
            {
                owner.with(|| self.take(fresh));
            }
        });
    }

    fn take(self, fresh: Vec<Request>) {
        let mut lines = self.lines.get_untracked();
        for line in &lines {
            if let Some(news) = fresh.iter().find(|request| request.id == line.id()) {
                line.hear(news);
            }
        }
        self.mine.update_value(|mine| mine.retain(|id| fresh.iter().any(|request| request.id == *id && request.state == State::Requested)));
        let before = lines.len();
        let mine = self.mine.get_value();
        let new = |request: &&Request| {
            request.state == State::Requested && !mine.contains(&request.id) && !lines[..before].iter().any(|line| line.id() == request.id)
        };
        let new: Vec<Line> = fresh.iter().filter(new).cloned().map(Line::new).collect();
        lines.extend(new);
        if lines.len() > before {
            self.lines.set(lines.clone());
        }
        let on_page = |request: &Request| lines.iter().any(|line| line.id() == request.id);
        self.decided.set(fresh.into_iter().filter(|request| request.state != State::Requested && !on_page(request)).collect());
        let waiting: HashSet<InvitationId> = lines.iter().filter(|line| untrack(|| line.decidable())).map(|line| line.id()).collect();
        if self.selected.with_untracked(|selected| !selected.is_subset(&waiting)) {
            self.selected.update(|selected| selected.retain(|id| waiting.contains(id)));
        }
    }

    /// Takes rows that this page has decided off it, and answers the place of the first.
    pub fn leave(self, done: &HashSet<InvitationId>) {
        self.mine.update_value(|mine| mine.extend(done.iter().cloned()));
        self.lines.update(|lines| lines.retain(|line| !done.contains(&line.id())));
        self.selected.update(|selected| selected.retain(|id| !done.contains(id)));
    }

    /// The place of the first of these rows.
    pub fn place(self, ids: &[InvitationId]) -> usize {
        self.lines.with_untracked(|lines| lines.iter().position(|line| ids.contains(&line.id())).unwrap_or(0))
    }

    /// Where the keyboard goes on: the first row with trouble, else the row that is now where the first one was, else the heading.
    pub fn go_on(self, place: usize) {
        request_animation_frame(move || {
            let Some(lines) = self.lines.try_get_untracked() else { return };
            let troubled = lines.iter().find(|line| line.trouble.with_untracked(Option::is_some));
            let next = troubled.or_else(|| lines.get(place)).or_else(|| lines.last());
            focus(&next.map_or_else(|| "requests-heading".to_owned(), |line| element_id(&line.id())));
        });
    }
}

/// The id of a request's row in the page, as [`model::request::review_path`] links to it.
pub fn element_id(id: &InvitationId) -> String {
    format!("request-{id}")
}

/// Whether the focus is inside the element with this id.
fn has_focus(id: &str) -> bool {
    let (row, active) = (document().get_element_by_id(id), document().active_element());
    row.zip(active).is_some_and(|(row, active)| row.contains(Some(&active)))
}

fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Only fails for what is gone.
        _ = element.focus();
    }
}

/// A message's link names a row: it is what the keyboard and a screen reader start from.
pub fn look_at_the_one_that_is_linked() {
    Effect::new(move |_| {
        let hash = window().location().hash().unwrap_or_default();
        if let Some(id) = hash.strip_prefix('#').filter(|id| id.starts_with("request-")).map(str::to_owned) {
            request_animation_frame(move || focus(&id));
        }
    });
}
