//! Invitations: send, accept, resend, revoke.

mod tokens;

pub(crate) use tokens::mint;
