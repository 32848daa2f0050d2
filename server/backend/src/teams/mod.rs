//! Teams and who is in them.

mod change;
mod create;
mod list;
mod people;
mod store;
#[cfg(test)]
mod tests;

pub use change::{delete, link_projects, rename};
pub use create::{create, create_in};
pub use list::{detail, list};
pub(crate) use people::{add_in, add_member_in, remove_member_in};
pub use people::{add_member, join, leave, remove_member};
pub(crate) use store::bounded;
pub use store::put_in;
