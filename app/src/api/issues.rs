//! Server functions about issues.
