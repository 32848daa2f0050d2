//! How each chip stands: fine, being checked, or in the way of something, and with which tone it is shown.

use super::draft::Draft;
use model::invitation::{Outcome, Standing};
use std::collections::HashMap;

/// What is known of addresses, by their key. `None`: being asked.
pub type Standings = HashMap<String, Option<Standing>>;

/// How one chip stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChipState {
    /// Nothing is in the way, as far as is known.
    Fine,
    /// The server is being asked.
    Checking,
    /// No address; says why.
    Invalid(String),
    /// In an earlier group already.
    Duplicate,
    /// A member already, whom the send puts into the group's teams.
    Joins(String),
    /// Known to the organization.
    Known(Standing),
    /// The last send did not take it.
    Failed(Outcome),
}

/// The colour and icon that a chip is shown with; the sentence beneath says the same in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Busy,
    Warning,
    Danger,
}

impl ChipState {
    /// Sending it again would not help; it has to be changed or removed first.
    pub const fn blocks(&self) -> bool {
        match self {
            Self::Fine | Self::Checking | Self::Joins(_) => false,
            Self::Invalid(_) | Self::Duplicate | Self::Known(_) => true,
            Self::Failed(outcome) => {
                !matches!(outcome, Outcome::RateLimited { .. } | Outcome::RoleNotAllowed { .. } | Outcome::TeamNotAllowed { .. })
            }
        }
    }

    /// Somebody has asked for it, and nobody has decided.
    pub const fn is_requested(&self) -> bool {
        matches!(self, Self::Known(Standing::Requested { .. }) | Self::Failed(Outcome::AlreadyRequested { .. }))
    }

    /// There is nothing left to do about it: they are in, or somebody has seen to it.
    pub const fn settled(&self) -> bool {
        matches!(
            self,
            Self::Known(Standing::Member { .. } | Standing::Invited { .. } | Standing::Requested { .. })
                | Self::Failed(Outcome::AlreadyMember { .. } | Outcome::AlreadyInvited { .. } | Outcome::AlreadyRequested { .. })
        )
    }

    pub const fn tone(&self) -> Tone {
        match self {
            Self::Fine | Self::Joins(_) => Tone::Plain,
            Self::Checking => Tone::Busy,
            Self::Duplicate | Self::Known(Standing::Free | Standing::Member { .. } | Standing::Invited { .. } | Standing::Requested { .. }) => {
                Tone::Warning
            }
            Self::Known(Standing::CoolingDown { .. }) => Tone::Warning,
            Self::Failed(Outcome::AlreadyMember { .. } | Outcome::AlreadyInvited { .. } | Outcome::AlreadyRequested { .. }) => Tone::Warning,
            Self::Invalid(_) | Self::Known(Standing::DomainNotAllowed { .. }) | Self::Failed(_) => Tone::Danger,
        }
    }
}

/// How every chip of a draft stands, by chip id. `joins`: the doorway is about a team, into which members are put.
pub fn states(draft: &Draft, standings: &Standings, joins: bool) -> HashMap<u32, ChipState> {
    let (duplicates, unanswered) = (draft.duplicates(), draft.unanswered());
    let state = |row: &super::draft::Row, chip: &super::draft::Chip| {
        if let Some(why) = &chip.invalid {
            return ChipState::Invalid(why.clone());
        }
        if duplicates.contains(&chip.id) {
            return ChipState::Duplicate;
        }
        if let Some(failure) = &chip.failure {
            return ChipState::Failed(failure.clone());
        }
        match standings.get(&chip.key).filter(|_| !unanswered.contains(&chip.id)) {
            Some(None) => ChipState::Checking,
            Some(Some(Standing::Free)) | None => ChipState::Fine,
            Some(Some(Standing::Member { name })) if joins && !row.teams.is_empty() => ChipState::Joins(name.clone()),
            Some(Some(standing)) => ChipState::Known(standing.clone()),
        }
    };
    draft.rows.iter().flat_map(|row| row.chips.iter().map(move |chip| (row, chip))).map(|(row, chip)| (chip.id, state(row, chip))).collect()
}
