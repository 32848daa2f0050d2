//! Projects and their DSN keys.

mod change;
mod create;
mod keys;
mod list;
mod sample;
mod store;
#[cfg(test)]
mod tests;

pub use change::{delete, update};
pub use create::{CreatedProject, create, create_in};
pub(crate) use keys::replace_keys;
pub use keys::{create_key, disable_key, rotate_key};
pub(crate) use list::link;
pub use list::{detail, links, setup};
pub use sample::see_sample;
