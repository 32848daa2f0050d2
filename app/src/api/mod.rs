//! Server functions: thin, one file per domain. [`call`] is the gatekeeper in front of them.

pub mod accounts;
pub mod audit;
#[cfg(feature = "ssr")]
pub mod call;
pub mod error;
pub mod experiments;
pub mod invitations;
pub mod issues;
pub mod joining;
pub mod mailbox;
pub mod members;
pub mod namespaces;
pub mod organizations;
pub mod projects;
pub mod teams;
pub mod wire;

pub use error::CallError;
