//! Coming in from outside: the form on an organization's sign-in page, the page of the link that proves the address, and the wall.

mod ask;
mod confirm;
mod domains;
mod link;
mod links;
mod settings;
mod stranger;

pub use ask::{AskToJoin, Place};
pub use confirm::Confirm;
pub use link::JoinLink;
pub use settings::Ways;
pub use stranger::{Stranger, Wall};
