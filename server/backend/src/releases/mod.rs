//! Releases, their commits and deploys.
