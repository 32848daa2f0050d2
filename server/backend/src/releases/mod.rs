//! Releases, the commits that are in them, and where they were deployed. All of it comes from command-line clients.

mod commits;
mod deploy;
mod list;
mod release;
mod save;
mod store;
#[cfg(test)]
mod tests;

pub use commits::{MAX_COMMITS, commits};
pub use deploy::{deploy, deploys};
pub use list::{Filter, PreviousCommit, find, list, previous_with_commits};
pub use release::{Change, Commit, Deploy, NewCommit, NewDeploy, Project, Release};
pub use save::{create, delete, update};
pub(crate) use store::placeholders;
