//! Issues: list and search, detail, triage, comments. Whoever changes an issue leaves an entry in its activity.

mod activity;
pub mod assign;
mod attachments;
mod choices;
mod comment;
mod detail;
mod event;
mod fixed;
mod in_project;
mod list;
mod markdown;
mod mentions;
mod status;
mod store;
#[cfg(test)]
mod tests;
mod viewed;

pub use assign::assign;
pub use attachments::attachment;
pub use choices::assignee_choices;
pub use comment::comment;
pub use detail::{EventLine, detail, events, find};
pub use event::event;
pub use fixed::on_commits;
pub use in_project::{ProjectEvent, environments, events_of_project, issue_of_event};
pub use list::{list, summaries};
pub use status::set_status;
pub use viewed::viewed;
