//! Thin components on native elements.
