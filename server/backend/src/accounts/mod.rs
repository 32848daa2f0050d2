//! Accounts: sign-up, sign-in, sessions, addresses, API tokens.

mod first_run;

pub use first_run::is_first_run;
