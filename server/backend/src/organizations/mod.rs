//! Organizations and their settings.

mod create;
mod settings;
mod shell;
mod store;
#[cfg(test)]
mod tests;

pub use create::{Created, create, create_in, name_of};
pub use settings::{save_settings, update_settings};
pub use shell::{me, shell};
pub use store::of_account;
