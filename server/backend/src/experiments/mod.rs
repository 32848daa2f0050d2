//! Experiments: what they decide, who has seen what, and what came of it.

pub mod stats;
