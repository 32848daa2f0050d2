//! Server functions about invitations.
