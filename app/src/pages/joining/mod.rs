//! Coming in from outside: the form on an organization's sign-in page, the page of the link that proves the address, and the wall.

mod ask;
mod confirm;
mod stranger;

pub use ask::{AskToJoin, Place};
pub use confirm::Confirm;
pub use stranger::{Stranger, Wall};
