//! Issues: list, search, detail, triage.
