//! One file per page; a folder where a page has parts.

pub mod account;
pub mod audit;
pub mod experiments;
pub mod form;
pub mod home;
pub mod invitation;
pub mod issues;
pub mod joining;
pub mod login;
pub mod mailbox;
pub mod members;
pub mod nowhere;
pub mod problem;
pub mod projects;
pub mod reset;
pub mod settings;
pub mod teams;
pub mod welcome;
