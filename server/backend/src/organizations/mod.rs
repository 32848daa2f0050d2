//! Organizations and their settings.

mod shell;
#[cfg(test)]
mod tests;

pub use shell::{me, of_account, shell};
