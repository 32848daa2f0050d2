//! The demo mailbox: messages that would have left by mail.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A message in the mailbox's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxRow {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub at: Timestamp,
}

/// A message of the mailbox, as its plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxMessage {
    pub row: MailboxRow,
    pub text: String,
}
