//! Issues: the list and the page of one.

mod activity;
mod assignee;
mod attachments;
mod breadcrumbs;
mod bulk;
mod chart;
mod detail;
mod doorway;
mod event;
mod facts;
mod frames;
mod head;
mod keys;
mod list;
mod mentions;
mod parts;
mod row;
mod search;
mod side;
mod suspects;
mod tags;

pub use detail::IssueDetail;
pub use list::IssueList;
