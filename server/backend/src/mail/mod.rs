//! Messages: their templates and how they leave.
