//! `/api/0/` as clients and scripts use it.

mod client;
mod experiments;
mod members;
mod ofrep;
mod recordings;
mod requests;
mod routes;
mod triage;
