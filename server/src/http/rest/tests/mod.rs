//! `/api/0/` as clients and scripts use it.

mod client;
mod experiments;
mod members;
mod recordings;
mod requests;
mod routes;
mod triage;
