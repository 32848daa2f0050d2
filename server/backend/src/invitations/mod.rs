//! Invitations: send, accept, resend, revoke.
