//! Accounts: first run, sign-in, sessions, passwords, profile, API tokens.

pub mod admin;
mod api_tokens;
mod create_account;
mod first_run;
mod limits;
mod password;
mod profile;
mod reset;
mod sessions;
mod sign_in;
mod store;
#[cfg(test)]
mod tests;

pub use api_tokens::{create_api_token, delete_api_token, list_api_tokens};
pub use create_account::create_account_verified;
pub(crate) use create_account::{address_is_taken, mail_has_reached, proved_by_mail};
pub use first_run::{create_owner, is_first_run};
pub use limits::{Limit, count, forget};
pub use password::{PasswordHash, change_password, check_password, hash_password};
pub use profile::rename;
pub(crate) use reset::answer_reset;
pub use reset::{request_reset, reset_link, reset_password, set_password, sweep};
pub use sessions::{Client, end_other_sessions, end_session, list_sessions, renew_session, sign_out, start_session, touch};
pub(crate) use sessions::{replaced, rights_changed};
pub use sign_in::sign_in;
