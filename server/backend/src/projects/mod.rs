//! Projects and their DSN keys.
