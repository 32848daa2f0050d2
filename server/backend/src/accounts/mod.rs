//! Accounts: sign-up, sign-in, sessions, addresses, API tokens.
