//! What pressing the button will do, said beforehand: title, explanation, button and choices, from the shared permission table.

use super::{
    draft::{Draft, Row},
    standing::ChipState,
};
use model::{
    account::Shell,
    invitation::MAX_ADDRESSES,
    invite_mode::InviteMode,
    permission::{dialog_mode, invite_mode, role_refusal},
    role::Role,
};
use std::collections::{HashMap, HashSet};

/// A role that the select offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleChoice {
    pub role: Role,
    /// Why it can't be chosen.
    pub refusal: Option<&'static str>,
}

impl RoleChoice {
    /// The text of the option.
    pub fn label(&self) -> String {
        match self.refusal {
            Some(why) => format!("{} – {}{}", self.role.label(), why[..1].to_lowercase(), &why[1..]),
            // What it is for stands below the field, where a long line has room.
            None => self.role.label().to_owned(),
        }
    }
}

/// The four roles, those that may not be given with the reason.
pub fn role_choices(shell: &Shell) -> Vec<RoleChoice> {
    Role::ALL.into_iter().map(|role| RoleChoice { role, refusal: role_refusal(shell.role, &shell.organization.settings, role) }).collect()
}

/// The role that a new group proposes: the organization's default, or the highest below it that this person may give.
pub fn proposed_role(shell: &Shell) -> Role {
    let settings = &shell.organization.settings;
    let fits = |role: &Role| *role <= settings.default_role && role_refusal(shell.role, settings, *role).is_none();
    Role::ALL.into_iter().rev().find(fits).unwrap_or(Role::Member)
}

/// Whether a group goes out at once, is a request, or can't be sent.
pub fn row_mode(shell: &Shell, row: &Row) -> InviteMode {
    let own_teams = row.teams.iter().all(|id| shell.teams.iter().any(|team| team.id == *id && team.own));
    invite_mode(shell.role, &shell.organization.settings, row.role, own_teams)
}

/// Why a group can't be sent as it is.
pub fn row_refusal(shell: &Shell, row: &Row) -> Option<&'static str> {
    if row_mode(shell, row) != InviteMode::Closed {
        return None;
    }
    role_refusal(shell.role, &shell.organization.settings, row.role).or(Some("You can invite people to your own teams only"))
}

/// What the button will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The chips that go, in order, at most [`MAX_ADDRESSES`], and no more than the day has room for.
    pub chips: Vec<u32>,
    pub direct: usize,
    pub requests: usize,
    /// Members who are put into the group's teams.
    pub joins: usize,
    /// Beyond what goes at once, or today; they stay for later.
    pub over: usize,
    /// Need a change first.
    pub blocked: usize,
}

/// Which chips a press of the button sends, and how. `room`: how many invitations the day has left.
pub fn plan(shell: &Shell, draft: &Draft, states: &HashMap<u32, ChipState>, room: usize) -> Plan {
    let mut plan = Plan::default();
    let joins = |chip: u32| matches!(states.get(&chip), Some(ChipState::Joins(_)));
    for row in &draft.rows {
        let mode = row_mode(shell, row);
        for chip in &row.chips {
            if mode == InviteMode::Closed || states.get(&chip.id).is_some_and(ChipState::blocks) {
                plan.blocked += 1;
            } else if plan.chips.len() == MAX_ADDRESSES || (plan.direct + plan.requests == room && !joins(chip.id)) {
                plan.over += 1;
            } else {
                plan.chips.push(chip.id);
                if joins(chip.id) {
                    plan.joins += 1;
                    continue;
                }
                *(if mode == InviteMode::Request { &mut plan.requests } else { &mut plan.direct }) += 1;
            }
        }
    }
    plan
}

impl Plan {
    pub fn ids(&self) -> HashSet<u32> {
        self.chips.iter().copied().collect()
    }

    /// The button's text. `mode` words it while there is nothing to count; `retry` after a send that left something behind.
    pub fn button(&self, mode: InviteMode, retry: bool) -> String {
        let again = |text: String| if retry { text.replacen("Send", "Retry", 1).replacen("Request", "Retry", 1) } else { text };
        match (self.direct, self.requests) {
            (0, 0) if self.joins > 0 => format!("Add {}", if self.joins == 1 { "1 member".to_owned() } else { format!("{} members", self.joins) }),
            (0, 0) => mode.button(0),
            (direct, requests) if self.over > 0 => {
                let verb = if direct == 0 { "Request" } else { "Send" };
                format!("{verb} the first {} of {}", direct + requests, direct + requests + self.over)
            }
            (direct, 0) => again(InviteMode::Direct.button(direct)),
            (0, requests) => again(InviteMode::Request.button(requests)),
            (direct, requests) => format!("Send {direct}, request {requests}"),
        }
    }
}

/// The dialog's title and the sentence beneath, before and while something is written.
pub fn headline(shell: &Shell, plan: &Plan) -> (InviteMode, &'static str, &'static str) {
    let opening = dialog_mode(shell.role, &shell.organization.settings);
    let mode = match (plan.direct, plan.requests) {
        (0, 1..) => InviteMode::Request,
        _ => opening,
    };
    match (plan.direct, plan.requests) {
        (1.., 1..) => (mode, mode.title(), "What you may send yourself goes out at once; the rest is reviewed by a manager or owner first."),
        _ if mode == InviteMode::Direct && !shell.mail_configured => {
            (mode, mode.title(), "No mail server is set up, so you’ll get a link for each person to hand over yourself.")
        }
        _ => (mode, mode.title(), mode.explanation()),
    }
}
