//! Messages: what they say, and how they leave.
//!
//! [`compose`] reads again what a message is about and mints the token of its link; [`Postman`] hands it over. What people typed
//! (names, titles, notes) is shown as text: nothing in it becomes a header, a link or markup.

mod compose;
mod joining;
mod letters;
mod mailbox;
mod mentioned;
mod postman;
#[cfg(test)]
mod request_tests;
mod requests;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use compose::date;
pub use compose::{Composed, compose};
pub use letters::Letter;
pub use mailbox::{html as mailbox_html, list as mailbox_list, read as mailbox_read};
pub use postman::{Failure, Postman, check_url, greet, send_test};
