//! Doorways to the invite dialog from issues.

use leptos::prelude::*;
use model::{
    id::{IssueId, TeamId},
    invitation::Source,
};

/// Whom to invite from an issue, and what the dialog is prefilled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doorway {
    pub source: Source,
    pub issue: Option<IssueId>,
    /// A whole address, or what was typed.
    pub address: String,
    pub name: Option<String>,
    pub teams: Vec<TeamId>,
}

/// Something that opens the one dialog; made while a page is built.
pub fn use_doorway() -> impl Fn(Doorway) + Clone + 'static {
    move |_doorway: Doorway| {}
}
