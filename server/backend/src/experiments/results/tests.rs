//! Results on both databases.
