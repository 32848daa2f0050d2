//! Server functions about teams.
