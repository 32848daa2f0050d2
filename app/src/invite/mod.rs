//! The invite dialog: one, at the root of an organization's pages, opened from every doorway.
//!
//! A doorway calls `use_invite().open(InviteContext::new(Source::…)…)` or is an [`InviteButton`]. What is typed lives in [`draft`], what it will
//! do is worded by [`mode`], how each address stands by [`standing`] and [`wording`]; [`state`] joins them to the server, the rest is view.

mod asked;
mod browser;
mod button;
mod chip;
mod context;
mod dialog;
pub mod draft;
mod form;
mod keep;
mod lookup;
pub mod mode;
mod notes;
mod place;
mod result;
mod row;
pub mod standing;
mod state;
mod suggested;
mod teams;
#[cfg(test)]
mod tests;
pub mod wording;

pub use button::InviteButton;
pub use context::{Invite, InviteContext, provide_invite, use_invite};
pub use dialog::{InviteDialog, return_focus};
pub use form::InviteForm;
pub use place::meet_doorway;
pub use state::{Form, Phase};
