//! What the form learns from the server while somebody writes: how addresses stand, and who might be meant.

use super::{
    standing::{ChipState, Standings},
    state::Form,
    wording,
};
use crate::{
    api::invitations::{address_standings, suggestions},
    live::use_live,
};
use leptos::{prelude::*, task::spawn_local};
use model::{
    invitation::{MAX_ADDRESSES, Standing},
    invite_mode::InviteMode,
    live::Change,
    permission::dialog_mode,
};
use std::time::Duration;

/// How long typing has to rest before addresses are looked up.
const REST: Duration = Duration::from_millis(250);

impl Form {
    /// Asks about addresses that are new since typing rested, all in one call. What a doorway handed in is not asked about: it knew them.
    pub(super) fn look_up_when_typing_rests(self) {
        let waiting = StoredValue::new(0_u32);
        Effect::new(move |_| {
            let open = self.draft.with(|draft| {
                let begun = self.context.with(|context| context.invitees.iter().map(|invitee| invitee.address.clone()).collect::<Vec<_>>());
                self.standings.with_untracked(|standings| {
                    draft.chips().any(|chip| chip.invalid.is_none() && !begun.contains(&chip.text) && !standings.contains_key(&chip.key))
                })
            });
            if open {
                waiting.update_value(|waiting| *waiting += 1);
                let number = waiting.get_value();
                set_timeout(
                    move || {
                        if waiting.try_get_value() == Some(number) {
                            self.look_up();
                        }
                    },
                    REST,
                );
            }
        });
        use_live(move |change| {
            if matches!(change, Change::Members | Change::Invitations | Change::Anything) {
                self.look_up_again();
            }
        });
    }

    fn look_up(self) {
        let unknown = self.addresses(|standings, key| !standings.contains_key(key));
        self.standings.update(|standings| standings.extend(unknown.iter().map(|(key, _)| (key.clone(), None))));
        self.ask(unknown, true);
    }

    /// Quietly: what is shown stays until the answer is there.
    fn look_up_again(self) {
        self.ask(self.addresses(|standings, key| standings.contains_key(key)), false);
    }

    /// Keys and texts of the chips that are addresses and `wanted`.
    fn addresses(self, wanted: impl Fn(&Standings, &str) -> bool) -> Vec<(String, String)> {
        self.draft.with_untracked(|draft| {
            self.standings.with_untracked(|standings| {
                let chosen = draft.chips().filter(|chip| chip.invalid.is_none() && wanted(standings, &chip.key));
                chosen.map(|chip| (chip.key.clone(), chip.text.clone())).take(MAX_ADDRESSES).collect()
            })
        })
    }

    /// `aloud`: what is in the way is read out; not after a send, whose result is.
    fn ask(self, chips: Vec<(String, String)>, aloud: bool) {
        if chips.is_empty() {
            return;
        }
        let (keys, addresses): (Vec<String>, Vec<String>) = chips.into_iter().unzip();
        let slug = self.slug();
        spawn_local(async move {
            // An address that could not be looked up counts as free: the send decides anyway.
            let answer = address_standings(slug, addresses).await.ok();
            let room = answer.as_ref().map(|answer| (answer.left_today, answer.more_at));
            let answers = answer.map(|answer| answer.standings).unwrap_or_default();
            let known = keys.into_iter().enumerate().map(|(at, key)| (key, Some(answers.get(at).cloned().flatten().unwrap_or(Standing::Free))));
            if let Some(room) = room {
                _ = self.room.try_set(room);
            }
            self.standings.try_update(|standings| standings.extend(known));
            if aloud {
                self.say_problems();
            }
        });
    }

    fn say_problems(self) {
        let (Some(draft), Some(states)) = (self.draft.try_get_untracked(), self.states.try_get_untracked()) else { return };
        let known = draft.chips().filter(|chip| matches!(states.get(&chip.id), Some(ChipState::Known(_))));
        let sentences: Vec<String> = known.filter_map(|chip| wording::about(chip, states.get(&chip.id)?)).map(|said| said.spoken()).collect();
        match sentences.len() {
            0 => {}
            1..=3 => self.say(sentences.join(" ")),
            count => self.say(format!("{count} of these addresses need a look.")),
        }
    }

    /// Ahead of the first opening, when the page has nothing else to do: opening itself fetches nothing.
    pub(super) fn load_suggestions(self) {
        let (slug, mode) =
            self.shell.with_untracked(|shell| (shell.organization.slug.clone(), dialog_mode(shell.role, &shell.organization.settings)));
        if mode == InviteMode::Closed {
            return;
        }
        request_idle_callback(move || {
            let slug = slug.clone();
            spawn_local(async move {
                if let Ok(people) = suggestions(slug).await {
                    self.suggestions.try_set(people);
                }
            });
        });
    }
}
