//! Words and rules that browser and server share. No I/O, no clock; builds for wasm.

pub mod account;
pub mod address_list;
pub mod audit;
pub mod email;
pub mod error;
pub mod event;
pub mod experiment;
pub mod id;
pub mod invitation;
pub mod invite_mode;
pub mod issue;
pub mod joining;
pub mod live;
pub mod mailbox;
pub mod member;
pub mod name;
pub mod next_path;
pub mod organization;
pub mod permission;
pub mod project;
pub mod request;
pub mod role;
pub mod slug;
pub mod suspect_commit;
pub mod team;
pub mod time;
