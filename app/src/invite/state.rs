//! The form's state joined to the server: what is typed, what is known of it, and how the last send went.

use super::{
    browser,
    context::InviteContext,
    draft::{Added, Done, Draft},
    mode::{Plan, plan, proposed_role},
    standing::{ChipState, Standings, states},
    wording,
};
use crate::api::invitations::send_invitations;
use leptos::{prelude::*, task::spawn_local};
use model::{
    account::Shell,
    address_list::AddressList,
    error::ApiError,
    invitation::{BatchResult, MAX_MESSAGE, Outcome, Suggestion},
    invite_mode::InviteMode,
    permission::dialog_mode,
    role::Role,
    time::Timestamp,
};
use std::{collections::HashMap, time::Duration};

/// How long the server may be silent before the form says so.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the form stands with the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    Writing,
    /// A send is under way; what is written can be read and not sent again.
    Sending,
    /// The last send did not get through; everything is kept.
    Trouble(ApiError),
    /// Some of the last send stayed behind.
    Partly,
}

/// The form's signals. Copied freely; lives as long as the component that made it.
#[derive(Clone, Copy)]
pub struct Form {
    /// Prefix of the ids of its elements.
    pub(super) id: &'static str,
    pub(super) shell: Signal<Shell>,
    pub(super) draft: RwSignal<Draft>,
    pub(super) context: RwSignal<InviteContext>,
    pub(super) standings: RwSignal<Standings>,
    pub(super) suggestions: RwSignal<Vec<Suggestion>>,
    /// How many more can be sent today, and when one more can if none; as the server last said.
    pub(super) room: RwSignal<(usize, Option<Timestamp>)>,
    /// The group that was written in last; suggestions go there.
    pub(super) active: RwSignal<u32>,
    pub(super) phase: RwSignal<Phase>,
    /// Who has been invited since the form was opened.
    pub(super) done: RwSignal<Vec<Done>>,
    /// Links have to be handed over by hand.
    pub(super) by_hand: RwSignal<bool>,
    /// The last answer left something to mend: that comes first, what is done beneath it.
    pub(super) partly: RwSignal<bool>,
    /// What a screen reader hears.
    pub(super) said: RwSignal<String>,
    pub(super) sent: RwSignal<u32>,
    /// The draft as a doorway made it.
    begun: StoredValue<Option<Draft>>,
    attempt: StoredValue<u32>,
    /// A pointer is down on the form: what stands in a field becomes a chip after the click, not under it.
    pressing: StoredValue<bool>,
    pub(super) states: Memo<HashMap<u32, ChipState>>,
    pub(super) plan: Memo<Plan>,
}

impl Form {
    /// An empty form. `id` tells several forms on one page apart.
    pub fn new(id: &'static str, shell: Signal<Shell>) -> Self {
        let empty = Draft::new(shell.with_untracked(proposed_role), Vec::new());
        let active = empty.rows.first().map_or(0, |row| row.id);
        let draft = RwSignal::new(empty);
        let standings = RwSignal::new(Standings::new());
        let context = RwSignal::new(InviteContext::new(model::invitation::Source::Sidebar));
        let joins = Memo::new(move |_| context.with(|context| context.source.is_about_a_team()));
        let states = Memo::new(move |_| draft.with(|draft| standings.with(|standings| states(draft, standings, joins.get()))));
        // Nothing is known before the first look-up.
        let room = RwSignal::new((usize::MAX, None));
        let plan = Memo::new(move |_| shell.with(|shell| draft.with(|draft| states.with(|states| plan(shell, draft, states, room.get().0)))));
        let form = Self {
            id,
            shell,
            draft,
            context,
            standings,
            suggestions: RwSignal::new(Vec::new()),
            room,
            active: RwSignal::new(active),
            phase: RwSignal::new(Phase::Writing),
            done: RwSignal::new(Vec::new()),
            by_hand: RwSignal::new(false),
            partly: RwSignal::new(false),
            said: RwSignal::new(String::new()),
            sent: RwSignal::new(0),
            begun: StoredValue::new(None),
            attempt: StoredValue::new(0),
            pressing: StoredValue::new(false),
            states,
            plan,
        };
        form.look_up_when_typing_rests();
        form.keep_in_the_tab();
        Effect::new(move |_| form.load_suggestions());
        form
    }

    /// Starts with what a doorway hands in. What is still there from before stays.
    pub fn begin(self, context: InviteContext) {
        let role = context.role.unwrap_or_else(|| self.shell.with_untracked(proposed_role));
        let keeps = self.is_unsent();
        self.draft.update(|draft| {
            if !keeps {
                *draft = Draft::new(role, context.teams.clone());
            }
            let row = match draft.rows.first() {
                Some(first) if !keeps => first.id,
                _ if context.invitees.is_empty() && context.typing.is_none() => return,
                _ => draft.add_row(role, context.teams.clone()),
            };
            draft.add(row, &AddressList::of(&context.invitees));
            if let (Some(text), Some(row)) = (&context.typing, draft.row_mut(row)) {
                row.typing.clone_from(text);
            }
        });
        if !keeps {
            self.done.set(Vec::new());
            self.phase.set(Phase::Writing);
            self.begun.set_value(Some(self.draft.get_untracked()));
        }
        self.active.set(self.draft.with_untracked(|draft| draft.rows.last().map_or(0, |row| row.id)));
        self.context.set(context);
        self.said.set(String::new());
    }

    /// Whether closing would lose something that was typed. What a doorway handed in and nobody touched comes again with the doorway;
    /// people who are in already are nothing to send.
    pub fn is_unsent(self) -> bool {
        self.draft.with_untracked(|draft| {
            let typed = !draft.message.trim().is_empty() || draft.rows.iter().any(|row| !row.typing.trim().is_empty());
            let open = self.states.with_untracked(|states| draft.chips().any(|chip| !states.get(&chip.id).is_some_and(ChipState::settled)));
            (typed || open) && self.begun.with_value(|begun| begun.as_ref() != Some(draft))
        })
    }

    /// Throws what is typed away.
    pub fn discard(self) {
        self.draft.set(Draft::new(self.shell.with_untracked(proposed_role), Vec::new()));
        self.done.set(Vec::new());
        self.phase.set(Phase::Writing);
    }

    pub(super) fn busy(self) -> bool {
        self.phase.with(|phase| *phase == Phase::Sending)
    }

    pub(super) fn say(self, text: impl Into<String>) {
        self.said.set(text.into());
    }

    /// Puts what was read into a group and says so.
    pub(super) fn add(self, row: u32, list: &AddressList) {
        let added = self.draft.try_update(|draft| draft.add(row, list)).unwrap_or_default();
        self.announce(&added);
    }

    fn announce(self, added: &Added) {
        let text = self.draft.with_untracked(|draft| wording::added(added, draft.chips().find(|chip| added.chips.first() == Some(&chip.id))));
        if let Some(text) = text {
            self.say(text);
        }
    }

    /// Makes a chip of what stands in a group's field.
    pub(super) fn settle(self, row: u32) {
        let typing = self.draft.with_untracked(|draft| draft.row(row).map(|row| row.typing.trim().to_owned())).unwrap_or_default();
        if !typing.is_empty() {
            self.draft.update(|draft| {
                if let Some(row) = draft.row_mut(row) {
                    row.typing.clear()
                }
            });
            self.add(row, &model::address_list::parse(&typing));
        }
    }

    /// A field has lost the focus.
    pub(super) fn left(self, row: u32) {
        if !self.pressing.get_value() {
            self.settle(row);
        }
    }

    pub(super) fn pointer_down(self) {
        self.pressing.set_value(true);
    }

    /// The click has arrived, or a key was pressed: the fields that were left may change now.
    pub(super) fn pointer_done(self) {
        if !self.pressing.get_value() {
            return;
        }
        self.pressing.set_value(false);
        let typing: Vec<u32> = self.draft.with_untracked(|draft| draft.rows.iter().filter(|row| !row.typing.is_empty()).map(|row| row.id).collect());
        typing.into_iter().filter(|row| !browser::has_focus(&self.field_id(*row))).for_each(|row| self.settle(row));
    }

    pub(super) fn remove(self, chip: u32) {
        if let Some(chip) = self.draft.try_update(|draft| draft.remove(chip)).flatten() {
            self.say(format!("{} removed.", chip.text));
        }
    }

    /// Takes a chip back into its group's field, to be changed.
    pub(super) fn edit(self, row: u32, chip: u32) {
        self.settle(row);
        self.draft.update(|draft| {
            if let Some(chip) = draft.remove(chip)
                && let Some(row) = draft.row_mut(row)
            {
                row.typing = chip.editable();
            }
        });
        self.focus_field(row);
    }

    /// Removes every chip that can't be sent as it is.
    pub(super) fn remove_blocked(self, row: u32) {
        let blocked: Vec<u32> = self.draft.with_untracked(|draft| {
            self.states.with_untracked(|states| {
                let chips = draft.row(row).map(|row| &row.chips[..]).unwrap_or_default();
                chips.iter().filter(|chip| states.get(&chip.id).is_some_and(ChipState::blocks)).map(|chip| chip.id).collect()
            })
        });
        self.draft.update(|draft| blocked.iter().for_each(|chip| _ = draft.remove(*chip)));
        self.say(format!("{} removed.", wording::addresses(blocked.len())));
        self.focus_field(row);
    }

    pub(super) fn add_row(self) {
        let role = self.shell.with_untracked(proposed_role);
        let teams = self.context.with_untracked(|context| context.teams.clone());
        if let Some(row) = self.draft.try_update(|draft| draft.add_row(role, teams)) {
            self.active.set(row);
            self.say("Another group added.");
            self.focus_field(row);
        }
    }

    pub(super) fn remove_row(self, row: u32) {
        self.draft.update(|draft| draft.remove_row(row));
        let first = self.draft.with_untracked(|draft| draft.rows.first().map_or(0, |row| row.id));
        self.active.set(first);
        self.say("Group removed.");
        self.focus_field(first);
    }

    pub(super) fn set_role(self, row: u32, role: Role) {
        self.draft.update(|draft| draft.set_role(row, role));
    }

    pub(super) fn field_id(self, row: u32) -> String {
        format!("{}-{row}-addresses", self.id)
    }

    pub(super) fn chip_id(self, chip: u32) -> String {
        format!("{}-chip-{chip}", self.id)
    }

    pub(super) fn focus_field(self, row: u32) {
        browser::focus(self.field_id(row));
    }

    /// Why the button does nothing at the moment; `None` when it sends.
    pub(super) fn hindrance(self) -> Option<String> {
        let plan = self.plan.get();
        let mode = self.shell.with(|shell| dialog_mode(shell.role, &shell.organization.settings));
        if mode == InviteMode::Closed {
            return Some(mode.explanation().to_owned());
        }
        let length = self.draft.with(|draft| draft.message.trim().chars().count());
        if length > MAX_MESSAGE {
            return Some(format!("The message is {} characters too long.", length - MAX_MESSAGE));
        }
        if self.limited_until().is_some() {
            return Some("The limit of a day is reached.".to_owned());
        }
        let typing = self.draft.with(|draft| draft.rows.iter().any(|row| !row.typing.trim().is_empty()));
        match (plan.chips.is_empty(), plan.blocked) {
            (true, 0) if !typing => Some("Type at least one e-mail address.".to_owned()),
            (true, 1..) if !typing => Some("None of these addresses can be sent as they are.".to_owned()),
            _ => None,
        }
    }

    /// Until when nothing that could be sent will be taken, because a limit is reached. Looked at again with every change.
    pub(super) fn limited_until(self) -> Option<Timestamp> {
        if let ((0, Some(until)), 1..) = (self.room.get(), self.plan.with(|plan| plan.over)) {
            return Some(until).filter(|until| until.0 > js_sys::Date::now() as i64);
        }
        let chips = self.plan.with(Plan::ids);
        let until = |chip: &super::draft::Chip| match chip.failure {
            Some(Outcome::RateLimited { retry_at }) => Some(retry_at),
            _ => None,
        };
        let limited: Option<Vec<Timestamp>> = self.draft.with(|draft| draft.chips().filter(|chip| chips.contains(&chip.id)).map(until).collect());
        limited?.into_iter().min().filter(|until| until.0 > js_sys::Date::now() as i64)
    }

    /// Sends what can be sent. Pressed twice, it sends once.
    pub(super) fn send(self, finished: Callback<()>) {
        if self.phase.get_untracked() == Phase::Sending {
            return;
        }
        self.draft.update(Draft::settle);
        if let Some(why) = untrack(|| self.hindrance()) {
            self.say(why);
            self.focus_field(untrack(|| self.first_problem()));
            return;
        }
        let chips = self.plan.with_untracked(Plan::ids);
        let (slug, context) = (self.slug(), self.context.with_untracked(InviteContext::wire));
        let Some(batch) = self.draft.try_update(|draft| draft.batch(&context, &chips, browser::fresh_key)) else { return };
        self.keep_now();
        self.attempt.update_value(|attempt| *attempt += 1);
        let attempt = self.attempt.get_value();
        self.phase.set(Phase::Sending);
        self.say(format!("Sending {}.", wording::addresses(chips.len())));
        set_timeout(move || self.give_up_waiting(attempt), PATIENCE);
        spawn_local(async move {
            let answer = send_invitations(slug, batch).await;
            // A later press has taken over, or the organization was left.
            if self.attempt.try_get_value() == Some(attempt) {
                match answer {
                    Ok(result) => self.take(&result, finished),
                    Err(error) => self.trouble(error.0),
                }
            }
        });
    }

    fn first_problem(self) -> u32 {
        let blocks = |chip: &super::draft::Chip| self.states.with(|states| states.get(&chip.id).is_some_and(ChipState::blocks));
        self.draft.with(|draft| {
            let row = draft.rows.iter().find(|row| row.chips.iter().any(blocks)).or(draft.rows.first());
            row.map_or(0, |row| row.id)
        })
    }

    fn give_up_waiting(self, attempt: u32) {
        if self.attempt.try_get_value() == Some(attempt) && self.phase.try_get_untracked() == Some(Phase::Sending) {
            self.trouble(ApiError::Unavailable { reason: "The server hasn’t answered for 20 seconds.".into() });
        }
    }

    fn trouble(self, error: ApiError) {
        self.say(super::result::trouble_text(&error));
        self.phase.set(Phase::Trouble(error));
    }

    fn take(self, result: &BatchResult, finished: Callback<()>) {
        let Some(done) = self.draft.try_update(|draft| draft.apply(result)) else { return };
        let left = self.draft.with_untracked(|draft| draft.chips().count());
        let refused = self.draft.with_untracked(|draft| {
            let blocks = |id| self.states.with_untracked(|states| states.get(&id).is_some_and(ChipState::blocks));
            draft.chips().filter(|chip| chip.failure.is_some() || blocks(chip.id)).count()
        });
        self.say(wording::result(&done, refused, left - refused));
        self.by_hand.set(!result.mail_configured && done.iter().any(|done| done.link.is_some()));
        let any = !done.is_empty();
        self.suggestions.update(|people| people.retain(|person| done.iter().all(|done| done.address != person.address.address())));
        self.done.update(|all| all.extend(done));
        self.partly.set(left > 0);
        self.phase.set(if left > 0 { Phase::Partly } else { Phase::Writing });
        if left == 0 {
            self.draft.update(|draft| draft.message.clear());
        }
        self.active.set(self.draft.with_untracked(|draft| draft.rows.first().map_or(0, |row| row.id)));
        self.keep_now();
        if any {
            self.sent.update(|sent| *sent += 1);
        }
        if left == 0 && !self.by_hand.get_untracked() {
            finished.run(());
        } else {
            let to_mend = (left > 0).then(|| self.field_id(self.active.get_untracked()));
            browser::focus(to_mend.unwrap_or_else(|| format!("{}-result", self.id)));
        }
    }

    pub(super) fn slug(self) -> String {
        self.shell.with_untracked(|shell| shell.organization.slug.clone())
    }
}
