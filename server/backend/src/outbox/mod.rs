//! The outbox: messages committed with their cause, sent later.
