//! Doorways to the invite dialog from issues.

use crate::invite::{InviteContext, use_invite};
use model::{
    id::{IssueId, TeamId},
    invitation::{Intent, Source},
    issue::IssueSummary,
};

/// Whom to invite from an issue, and what the dialog is prefilled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doorway {
    pub source: Source,
    /// What it is about.
    pub issue: Option<About>,
    /// Whether they are to be given it.
    pub assign: bool,
    /// A whole address, or what was typed; may be empty.
    pub address: String,
    pub name: Option<String>,
    pub teams: Vec<TeamId>,
}

/// An issue, and how the dialog calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub id: IssueId,
    pub words: String,
}

impl From<&IssueSummary> for About {
    fn from(issue: &IssueSummary) -> Self {
        Self { id: issue.id.clone(), words: format!("{} {}", issue.short_id, issue.title) }
    }
}

/// Something that opens the one dialog; made while a page is built.
pub fn use_doorway() -> impl Fn(Doorway) + Copy + 'static {
    let invite = use_invite();
    move |Doorway { source, issue, assign, address, name, teams }: Doorway| {
        let mut context = InviteContext::new(source).teams(teams);
        if !address.is_empty() {
            context = context.person(address, name);
        }
        if let Some(About { id, words }) = issue {
            context = context.issue(id, if assign { Intent::Assign } else { Intent::Mention }, words);
        }
        invite.open(context);
    }
}
