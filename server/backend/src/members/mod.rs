//! Members of an organization and their roles.

mod change_role;
mod list;
mod remove;
mod store;
#[cfg(test)]
mod tests;

pub use change_role::{change, change_role};
pub use list::list;
pub use remove::{leave, remove};
pub use store::insert;
pub(crate) use store::lock;
