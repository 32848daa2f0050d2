//! Server functions about projects.
