//! The one invite dialog.
