//! What is being written in the dialog: groups of addresses, each with a role and teams, and a message. Pure; the view shows it.

use model::{
    address_list::{AddressList, Entry},
    id::TeamId,
    invitation::{Batch, BatchResult, Context, Group, Invitee, Outcome},
    role::Role,
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The most chips in one draft; far above what can be sent at once, so that a pasted list is kept whole.
pub const MAX_CHIPS: usize = 2_000;

/// One address, or what was meant as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chip {
    pub id: u32,
    /// As it was typed; this is what is sent.
    pub text: String,
    pub name: Option<String>,
    /// What decides whether two chips are the same person.
    pub key: String,
    /// Why it is no address, as a sentence.
    pub invalid: Option<String>,
    /// Why the last send did not take it.
    pub failure: Option<Outcome>,
}

/// Addresses that share a role and teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub id: u32,
    pub chips: Vec<Chip>,
    /// What stands in the field and is no chip yet.
    pub typing: String,
    pub role: Role,
    pub teams: Vec<TeamId>,
}

/// Everything that is typed and not sent. Serialised, it survives a reload and a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub rows: Vec<Row>,
    pub message: String,
    next: u32,
    /// The idempotency key, and the content that it stands for.
    key: Option<(String, String)>,
    /// Chips of the last send while its answer is missing: it may have been done, and what is heard of them meanwhile is its own echo.
    #[serde(default)]
    unanswered: Vec<u32>,
}

/// What adding a list did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    pub chips: Vec<u32>,
    /// Were in the group already, or came twice.
    pub again: usize,
    pub left_out: usize,
    /// There was more than fits.
    pub too_many: bool,
}

/// What a send took out of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub address: String,
    pub name: Option<String>,
    /// The link to hand over, where the answer held one.
    pub link: Option<String>,
    /// A request that waits for an approver, not an invitation.
    pub requested: bool,
    /// A member who was put into the team, not invited.
    #[serde(default)]
    pub added: bool,
}

impl Draft {
    /// One empty group.
    pub fn new(role: Role, teams: Vec<TeamId>) -> Self {
        let mut draft = Self { rows: Vec::new(), message: String::new(), next: 1, key: None, unanswered: Vec::new() };
        draft.add_row(role, teams);
        draft
    }

    fn id(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// A further group; gives its id.
    pub fn add_row(&mut self, role: Role, teams: Vec<TeamId>) -> u32 {
        let id = self.id();
        self.rows.push(Row { id, chips: Vec::new(), typing: String::new(), role, teams });
        id
    }

    /// Takes a group away with what is in it; the last one is emptied instead.
    pub fn remove_row(&mut self, row: u32) {
        if self.rows.len() > 1 {
            self.rows.retain(|each| each.id != row);
        } else if let Some(only) = self.row_mut(row) {
            only.chips.clear();
            only.typing.clear();
        }
    }

    pub fn row(&self, row: u32) -> Option<&Row> {
        self.rows.iter().find(|each| each.id == row)
    }

    pub fn row_mut(&mut self, row: u32) -> Option<&mut Row> {
        self.rows.iter_mut().find(|each| each.id == row)
    }

    pub fn chips(&self) -> impl Iterator<Item = &Chip> {
        self.rows.iter().flat_map(|row| &row.chips)
    }

    /// Puts what was read into a group. The same address twice in one group is one chip; in another group it stays, marked.
    pub fn add(&mut self, row: u32, list: &AddressList) -> Added {
        let mut added = Added { again: list.duplicates, left_out: list.left_out, too_many: list.truncated, ..Added::default() };
        let mut room = MAX_CHIPS.saturating_sub(self.chips().count());
        let mut next = self.next;
        let Some(row) = self.row_mut(row) else { return added };
        let mut present: HashSet<String> = row.chips.iter().map(|chip| chip.key.clone()).collect();
        for entry in &list.entries {
            if !present.insert(entry.key()) {
                added.again += 1;
            } else if room == 0 {
                added.too_many = true;
            } else {
                row.chips.push(Chip::new(next, entry));
                added.chips.push(next);
                next += 1;
                room -= 1;
            }
        }
        self.next = next;
        added
    }

    /// Makes chips of what stands in the fields.
    pub fn settle(&mut self) {
        let typed: Vec<(u32, AddressList)> = self
            .rows
            .iter_mut()
            .filter(|row| !row.typing.trim().is_empty())
            .map(|row| (row.id, model::address_list::parse(&std::mem::take(&mut row.typing))))
            .collect();
        for (row, list) in typed {
            self.add(row, &list);
        }
    }

    /// Takes a chip out and gives it back.
    pub fn remove(&mut self, chip: u32) -> Option<Chip> {
        let row = self.rows.iter_mut().find(|row| row.chips.iter().any(|each| each.id == chip))?;
        let at = row.chips.iter().position(|each| each.id == chip)?;
        Some(row.chips.remove(at))
    }

    /// Another role; what was refused because of the old one may be tried again.
    pub fn set_role(&mut self, row: u32, role: Role) {
        let Some(row) = self.row_mut(row) else { return };
        row.role = role;
        row.forget(|failure| matches!(failure, Outcome::RoleNotAllowed { .. } | Outcome::TeamNotAllowed { .. } | Outcome::CoolingDown { .. }));
    }

    /// In or out of a team.
    pub fn set_team(&mut self, row: u32, team: &TeamId, wanted: bool) {
        let Some(row) = self.row_mut(row) else { return };
        row.teams.retain(|each| each != team);
        if wanted {
            row.teams.push(team.clone());
        }
        row.forget(|failure| matches!(failure, Outcome::TeamNotAllowed { .. }));
    }

    /// Chips whose address stands in an earlier group already.
    pub fn duplicates(&self) -> HashSet<u32> {
        let mut seen = HashSet::new();
        self.chips().filter(|chip| !seen.insert(chip.key.as_str())).map(|chip| chip.id).collect()
    }

    /// Chips that were sent and of which no answer came.
    pub fn unanswered(&self) -> HashSet<u32> {
        self.unanswered.iter().copied().collect()
    }

    /// Whether anything is typed at all.
    pub fn is_empty(&self) -> bool {
        self.message.trim().is_empty() && self.rows.iter().all(|row| row.chips.is_empty() && row.typing.trim().is_empty())
    }

    /// The send of `chips`. The key stays as long as what is sent stays the same, so a retry after a lost answer makes nothing twice.
    pub fn batch(&mut self, context: &Context, chips: &HashSet<u32>, fresh_key: impl FnOnce() -> String) -> Batch {
        let message = Some(self.message.trim().to_owned()).filter(|message| !message.is_empty());
        let groups: Vec<Group> = self.rows.iter().map(|row| row.group(chips)).filter(|group| !group.invitees.is_empty()).collect();
        let content = serde_json::to_string(&(context, &groups, &message)).unwrap_or_default();
        let key = match &self.key {
            Some((key, of)) if *of == content => key.clone(),
            _ => fresh_key(),
        };
        self.key = Some((key.clone(), content));
        self.unanswered = chips.iter().copied().collect();
        Batch { key, context: context.clone(), groups, message }
    }

    /// Takes out what succeeded and writes the reason on what did not. The next send is a new one, even with the same content.
    pub fn apply(&mut self, result: &BatchResult) -> Vec<Done> {
        self.key = None;
        self.unanswered.clear();
        let mut done = Vec::new();
        for answer in &result.rows {
            let found = self.rows.iter_mut().flat_map(|row| &mut row.chips).find(|chip| chip.text == answer.address);
            let Some(chip) = found else { continue };
            let plain = Done { address: chip.text.clone(), name: chip.name.clone(), link: None, requested: false, added: false };
            match &answer.outcome {
                Outcome::Invited { link, .. } => done.push(Done { link: link.clone(), ..plain }),
                Outcome::Requested { .. } => done.push(Done { requested: true, ..plain }),
                Outcome::AddedToTeams { name } => done.push(Done { name: Some(name.clone()), added: true, ..plain }),
                failure => {
                    chip.failure = Some(failure.clone());
                    continue;
                }
            }
            // In another group it would be a duplicate of what is done.
            let key = chip.key.clone();
            self.rows.iter_mut().for_each(|row| row.chips.retain(|chip| chip.key != key));
        }
        self.drop_empty_rows();
        done
    }

    fn drop_empty_rows(&mut self) {
        if self.rows.iter().any(|row| !row.is_empty()) {
            self.rows.retain(|row| !row.is_empty());
        } else {
            self.rows.truncate(1);
        }
    }
}

impl Chip {
    fn new(id: u32, entry: &Entry) -> Self {
        Self {
            id,
            text: entry.text.clone(),
            name: entry.name.clone(),
            key: entry.key(),
            invalid: entry.email.as_ref().err().map(ToString::to_string),
            failure: None,
        }
    }

    /// As it would be typed: `Ana Lee <ana@x.org>`.
    pub fn editable(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} <{}>", self.text),
            None => self.text.clone(),
        }
    }
}

impl Row {
    pub fn is_empty(&self) -> bool {
        self.chips.is_empty() && self.typing.trim().is_empty()
    }

    fn forget(&mut self, which: impl Fn(&Outcome) -> bool) {
        for chip in &mut self.chips {
            chip.failure = chip.failure.take().filter(|failure| !which(failure));
        }
    }

    fn group(&self, chips: &HashSet<u32>) -> Group {
        let wanted = self.chips.iter().filter(|chip| chips.contains(&chip.id));
        let invitees = wanted.map(|chip| Invitee { address: chip.text.clone(), name: chip.name.clone() }).collect();
        Group { invitees, role: self.role, teams: self.teams.clone() }
    }
}
