//! Which commit probably broke it, and who wrote it.
